"""The measurement page's figures as rows of CSV files: what the page shows, and nothing that it withholds."""

from collections.abc import Iterator

from pipeline.sections import measurement, measurement_careless
from pipeline.sections.material import Material

RELIABILITY = (
    "scale",
    "name",
    "kind",
    "group",
    "respondents",
    "projects",
    "coefficient",
    "reliability (95 % interval)",
    "alpha, raw",
    "alpha, standardised",
    "alpha, ordinal",
    "ICC(1)",
    "ICC(2)",
    "r_wg(j)",
    "outcome",
)


def reliability(material: Material) -> Iterator[list[str]]:
    """A row for each scale and group under RELIABILITY."""
    for scale in measurement.shown_scales(material):
        for line in scale.groups:
            figures = [line.reliability, line.alpha, line.alpha_standardized, line.alpha_ordinal]
            figures += [line.icc1, line.icc2, line.rwg, line.gate]
            named = [scale.code, scale.name, line.kind, line.group, line.respondents, line.projects, scale.coefficient]
            yield [*named, *figures]


def careless_header(material: Material) -> list[str]:
    """The columns of `careless`."""
    by_type = [f"flagged in {code}" for code in measurement_careless.types(material)]
    return [
        "index",
        "computable for",
        "flagged",
        "not computable",
        *by_type,
        "PP less SSE, percentage points",
        "95 % interval",
    ]


def careless(material: Material) -> Iterator[list[str]]:
    """A row for each index of careless answering."""
    for line in measurement_careless.careless(material):
        yield [
            line.what,
            line.computable,
            line.flagged,
            line.not_computable,
            *line.by_type,
            line.difference,
            line.interval,
        ]
