"""How Google Forms calls the column of the time, by language, and which of day and month is written first there.

English tells nothing of it: the United States and the United Kingdom share the heading. Where years come first, as in Japanese,
and where dots stand between the numbers, the order is not asked for.
"""

DAY_FIRST = (
    *("zeitstempel", "horodateur", "marca temporal", "marca de temps", "marca de tempo", "informazioni cronologiche"),
    *("carimbo de data/hora", "carimbo de data e hora", "tijdstempel", "tidsstempel", "tidstämpel", "tidsmerke"),
    *("tidsangivelse", "aikaleima", "sygnatura czasowa", "znacznik czasu", "časová značka", "časové razítko"),
    *("časová pečiatka", "időbélyeg", "marcaj de timp", "marcaj temporal", "vremenska oznaka", "časovni žig"),
    *("zaman damgası", "отметка времени", "позначка часу", "клеймо за време", "χρονική σήμανση"),
)
NOT_SAID = ("timestamp", "タイムスタンプ", "타임스탬프", "时间戳记", "时间戳", "時間戳記")
TIMESTAMPS = {**dict.fromkeys(DAY_FIRST, "dm"), **dict.fromkeys(NOT_SAID, "")}
