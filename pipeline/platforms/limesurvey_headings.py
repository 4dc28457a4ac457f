"""What tells a heading of LimeSurvey: its own columns in several languages, codes with subquestions, codes with texts."""

import re

from pipeline.platforms.separated import Line
from pipeline.platforms.wordings import words

# English and German, and what LimeSurvey writes in some other languages; a structure beside the answers is surer.
SYSTEM_NAMES = {
    "respondent": (
        "id",
        "response id",
        "antwort id",
        "antwort-id",
        "antwortid",
        "antwort-nr",
        "id der antwort",
        "respons id",
        "id de la réponse",
        "id de respuesta",
        "id risposta",
        "id da resposta",
    ),
    "submitted": (
        "submitdate",
        "date submitted",
        "datum abgeschickt",
        "abgeschickt am",
        "datum der abgabe",
        "absendedatum",
        "datum verzonden",
        "date de soumission",
        "fecha de envío",
        "data invio",
        "data de envio",
    ),
    "lastpage": (
        "lastpage",
        "last page",
        "letzte seite",
        "laatste pagina",
        "dernière page",
        "última página",
        "ultima pagina",
    ),
    "language": (
        "startlanguage",
        "start language",
        "startsprache",
        "start-sprache",
        "begin taal",
        "starttaal",
        "langue de départ",
        "lenguaje inicial",
        "idioma inicial",
        "lingua iniziale",
    ),
    "seed": ("seed", "zufallsstartwert", "startwert", "seed-wert"),
    "token": ("token", "access code", "zugangscode", "zugangsschlüssel", "teilnahmeschlüssel"),
    "started": (
        "startdate",
        "date started",
        "datum gestartet",
        "gestartet am",
        "startdatum",
        "datum des starts",
        "date de lancement",
        "fecha de inicio",
        "data di inizio",
        "data de início",
    ),
    "acted": (
        "datestamp",
        "date last action",
        "datum letzte aktivität",
        "datum der letzten aktivität",
        "letzte aktivität",
        "datum laatste actie",
        "date de la dernière action",
        "fecha de la última acción",
        "data dell'ultima azione",
    ),
    "ip": (
        "ipaddr",
        "ip address",
        "ip-adresse",
        "ip adresse",
        "ip-adres",
        "adresse ip",
        "dirección ip",
        "indirizzo ip",
        "endereço ip",
    ),
    "referrer": (
        "refurl",
        "referrer url",
        "weiterleitungs-url",
        "weiterleitungs url",
        "referrer-url",
        "verweis-url",
        "url de référence",
        "url de referencia",
        "verwijzende url",
    ),
    "total_time": (
        "interviewtime",
        "total time",
        "gesamtzeit",
        "totaaltijd",
        "temps total",
        "tiempo total",
    ),
}
SUBQUESTION = re.compile(r"^[A-Za-z]\w*(\[[A-Za-z0-9_]+\])+(?=$|\W|_)")
CODE_AND_TEXT = re.compile(r"^[A-Za-z][A-Za-z0-9]{0,19}(\[\w+\])*(\. |\._\.|: | - |\) |\| )\S", re.DOTALL)
GAPS = 0.25  # share of blank cells in a first line of headings that the second fills


def system_column(heading: str) -> tuple[str, str]:
    """Which of LimeSurvey's own columns a heading is, and by which word; in any of its heading modes, blanks where none."""
    given = words(heading)
    coded = re.match(r"^([a-z]+)\W+(.*)$", heading.strip().casefold().replace("_", " "), re.DOTALL)
    for role, names in SYSTEM_NAMES.items():
        if given in names:
            return role, heading
        if coded and coded[1] == names[0] and words(coded[2]) in names:
            return role, heading
    return "", ""


def coded_below(first: Line, second: Line) -> bool:
    """Whether the second line holds LimeSurvey's column codes, below a first of their texts (its own exchange format)."""
    codes = {names[0] for names in SYSTEM_NAMES.values()}
    return len(codes & set(second)) >= 2 > len(codes & set(first))


def two_header_rows(lines: list[Line]) -> bool:
    """Whether the second line names what the first, with gaps, has in common."""
    if len(lines) < 3 or len(lines[0]) < 4:
        return False
    gaps = [at for at, heading in enumerate(lines[0]) if not heading]
    below = [at for at in gaps if at < len(lines[1]) and lines[1][at] and not lines[1][at].isdigit()]
    return len(gaps) > GAPS * len(lines[0]) and len(below) > len(gaps) / 2
