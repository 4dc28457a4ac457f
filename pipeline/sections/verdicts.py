"""The claims in the order of the slides, each with its verdict and everything behind it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from pipeline import withheld
from pipeline.claims import Claim
from pipeline.html import words
from pipeline.html.words import Word
from pipeline.sections import claim_words, measures, questions, vocabulary
from pipeline.sections.material import Material, Row, rows
from pipeline.sections.measures import Measure
from pipeline.sections.parts import Part, part

AROUND_ZERO = {"DIFF", "DIFF_POLE", "EQ", "WITHIN"}


@dataclass(frozen=True)
class Strip:
    """A small picture of an estimate around zero, all in per cent of its width: a start and an end, or a place."""

    band: tuple[float, float]
    ci95: tuple[float, float]
    decision: tuple[float, float]
    at: float


@dataclass(frozen=True)
class InWave:
    """A claim's word in one wave alone."""

    wave: str
    verdict: Word
    estimate: str
    ci95: str


@dataclass(frozen=True)
class Entry:
    """A claim as the page shows it."""

    claim: Claim
    kind: str
    verdict: Word
    detail: str
    reason: str
    number: str
    measure: Measure
    bound: str
    strip: Strip | None
    gates: tuple[tuple[str, str], ...]
    suffixes: tuple[str, ...]
    standing: str
    indicators: tuple[str, ...]
    parts: tuple[Part, ...]
    waves: tuple[InWave, ...]
    counted: bool
    pole_sse: str
    pole_pp: str

    @property
    def waves_worth_showing(self) -> bool:
        """Several waves, and a word in one of them that these data could give."""
        judged = any(wave.verdict.word != "not testable" for wave in self.waves)
        return len(self.waves) > 1 and judged


@dataclass(frozen=True)
class Slide:
    """A slide of the talk with its claims."""

    anchor: str
    title: str
    entries: tuple[Entry, ...]


def entries(material: Material) -> dict[str, Entry]:
    """Every claim that has a verdict, in the order of the slides."""
    judged = {row["claim"]: row for row in rows(material.verdicts)}
    parts = _grouped(rows(material.parts.sort_values(["claim", "part"])))
    waves = _grouped(rows(material.by_wave))
    return {
        claim.id: _entry(claim, judged[claim.id], parts.get(claim.id, []), waves.get(claim.id, []), material)
        for claim in material.claims.values()
        if claim.id in judged
    }


def hidden_waves(claim: Claim, material: Material) -> set[str]:
    """The waves whose estimates of a claim are withheld: those in which few of some type are there or answered one of its
    questions. Where that is one wave, or few together, the next smallest goes too: the pooled estimate would give it away."""
    codes = {*claim.indicators, *questions.indicators(claim, material.instrument)}
    sizes = {wave: _fewest(wave, codes, material) for wave in material.waves}
    hidden = {wave for wave, n in sizes.items() if material.hidden(n)}
    others = sorted((n, wave) for wave, n in sizes.items() if wave not in hidden and n)
    while hidden and others and (len(hidden) == 1 or material.hidden(sum(sizes[wave] for wave in hidden))):
        hidden.add(others.pop(0)[1])
    return hidden


def _fewest(wave: str, codes: Collection[str], material: Material) -> int:
    """The fewest respondents of a type, but none, who are there in a wave or answered one of the questions; 0 for nobody."""
    there = material.sizes.get(wave, {})
    found = [*there.values(), *(material.answered.get((wave, type_, code), 0) for type_ in there for code in codes)]
    return min((n for n in found if n), default=0)


def slides(found: Mapping[str, Entry]) -> list[Slide]:
    """The entries by slide, slides in the order of their first claim."""
    by_title: dict[str, list[Entry]] = {}
    for entry in found.values():
        by_title.setdefault(entry.claim.slide, []).append(entry)
    return [
        Slide(f"slide-{number}", title, tuple(own)) for number, (title, own) in enumerate(by_title.items(), start=1)
    ]


def _grouped(found: list[Row]) -> dict[str, list[Row]]:
    by_claim: dict[str, list[Row]] = {}
    for row in found:
        by_claim.setdefault(row["claim"], []).append(row)
    return by_claim


def _entry(claim: Claim, judged: Row, parts: list[Row], waves: list[Row], material: Material) -> Entry:
    unit, around_zero = judged["unit"], claim.type in AROUND_ZERO
    measure = measures.of_claim(judged, parts, material, around_zero)
    reason = words.true_minus(words.sentence(vocabulary.plain(judged["reason"], material.instrument)))
    kept_back = withheld.of_verdict(judged, parts, material.withheld_parts, material.withholding)[1]
    hidden = hidden_waves(claim, material) if waves else set()
    bounded = judged["bound"] is not None and claim.type != "RANK"  # an order is ahead or not: its bound is zero
    bound = words.amount(judged["bound"], unit, around_zero) if bounded else ""
    return Entry(
        claim=replace(
            claim,
            statement=claim.statement.replace("->", " to "),
            slide=claim_words.SLIDES.get(claim.slide, claim.slide),
        ),
        kind=claim_words.KINDS[claim.type],
        verdict=words.VERDICTS[judged["verdict"]],
        detail=judged["detail"] or "",
        reason=withheld.SAID.format(smallest=material.smallest) if kept_back else reason,
        number=claim_words.number(claim, parts),
        measure=measure,
        bound=bound,
        strip=None if measure.withheld else _strip(claim, judged),
        gates=tuple((gate, _explained(gate)) for gate in _listed(judged["gates"])),
        suffixes=tuple(_listed(judged["suffixes"])),
        standing=claim_words.standing(
            claim, bool(judged["counted"]), "exploratory" in _listed(judged["suffixes"]), material
        ),
        indicators=tuple(_indicator(code, material) for code in claim.indicators),
        parts=tuple(part(row, material) for row in _once(parts)),
        counted=bool(judged["counted"]),
        waves=tuple(_in_wave(row, unit, row["wave"] in hidden) for row in waves),
        pole_sse=vocabulary.pole(claim.pole_sse, material.instrument),
        pole_pp=vocabulary.pole(claim.pole_pp, material.instrument),
    )


def _once(parts: list[Row]) -> list[Row]:
    """The parts without those that say the same of the same side again."""
    first: dict[tuple[str, str], Row] = {}
    for row in parts:
        first.setdefault((row["side"], row["what"]), row)
    return list(first.values())


def _strip(claim: Claim, judged: Row) -> Strip | None:
    """Drawn for contrasts in points, from -4 to 4; what reaches further is cut."""
    ends = [judged[f"{kind}_{end}"] for kind in ("ci95", "decision") for end in ("low", "high")]
    known = None not in ends and None not in (judged["estimate"], judged["bound"])
    if claim.type not in AROUND_ZERO or judged["unit"] != "points" or not known:
        return None
    low, high, decision_low, decision_high, at, bound = (
        _across(x) for x in (*ends, judged["estimate"], judged["bound"])
    )
    return Strip((100 - bound, bound), (low, high), (decision_low, decision_high), at)


def _across(points: float) -> float:
    return round(100 * min(max((points + 4) / 8, 0), 1), 2)


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _explained(gate: str) -> str:
    return next((meaning for code, meaning in words.GATES.items() if gate.startswith(code)), "")


def _indicator(code: str, material: Material) -> str:
    instrument = material.instrument
    if code in instrument.indicators:
        return f"{code}: {instrument.indicators[code].name_en}"
    if code in instrument.items:
        return f"{code}: {instrument.items[code].wording_en}"
    if code in instrument.register:
        field = instrument.register[code]
        return f"{field.code}: {field.label_en}"
    return code


def _in_wave(row: Row, unit: str | None, hidden: bool) -> InWave:
    return InWave(
        wave=row["wave"],
        verdict=words.VERDICTS[row["verdict"]],
        estimate=measures.WITHHELD if hidden else words.amount(row["estimate"], unit),
        ci95="" if hidden else words.interval(row["ci95_low"], row["ci95_high"], unit),
    )
