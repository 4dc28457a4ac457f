"""A sample of the figures behind the verdicts, recomputed in R from the written tables alone; run after `dvc repro`.

`python -m benchmarks.recompute [NUMBER] [SEED]` draws so many rows of parts_by_claim (24 where nothing is said), writes
the tables that they rest on as text, lets `recompute.R` (lme4, lmerTest, base R) estimate them again, and says how many
digits agree.
"""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline import claims, files, instrument
from pipeline.judging.walk import found as parts_of_rule
from pipeline.rules import Group

SCRIPT = Path(__file__).parent / "recompute.R"
CODE = r"[A-Z]+[0-9]*[a-z]*"
PATTERNS = {
    "mixed": re.compile(rf"(?:mean of|difference in) (?P<code>{CODE})(?: minus (?P<minus>{CODE}))?"),
    "welch": re.compile(rf"difference in project means of (?P<code>{CODE})(?: minus (?P<minus>{CODE}))? \(Welch\)"),
    "slope": re.compile(
        rf"standardised slope of (?P<code>{CODE}|log\(1 \+ {CODE}\)) on (?P<minus>{CODE}), within projects"
    ),
    "share": re.compile(r"share of projects with (?P<field>[^:]+): (?P<values>.+)"),
    "share from": re.compile(r"share of projects with (?P<field>.+) at least (?P<low>[0-9.]+)"),
}
STEP = {"mixed": 3, "welch": 1, "slope": 1, "share": 1, "share from": 1}  # how many of each kind in turn


@dataclass(frozen=True)
class Compared:
    """One figure: where it stands, as it was written and as R has it, each an estimate with the bounds of its 95 % interval."""

    claim: str
    side: str
    what: str
    kind: str
    written: tuple[float, float, float]
    ours: tuple[float, float, float]

    @property
    def apart(self) -> float:
        """The largest difference, relative to the number where that is larger than one."""
        pairs = zip(self.written, self.ours, strict=True)
        return max(abs(a - b) / max(1.0, abs(a)) for a, b in pairs)


def candidates() -> pd.DataFrame:
    """The rows of parts_by_claim that can be recomputed by their words alone: of claims about whole types."""
    asked = instrument.load()
    partial = {
        name for name, claim in claims.load(asked).items() if any(g.among for g in parts_of_rule(claim.rule, Group))
    }
    fields = {f.label_en: column for column, f in asked.register.items()}
    parts, register = files.read("parts_by_claim"), files.read("projects")
    parts = parts[parts["estimate"].notna() & parts["ci95_low"].notna() & ~parts["claim"].isin(partial)]
    found = []
    rows: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in parts.to_dict("records")]
    for row in rows:
        for kind, pattern in PATTERNS.items():
            match = pattern.fullmatch(row["what"])
            if match is None:
                continue
            named = match.groupdict()
            field = named.get("field") or ""
            column = fields.get(field, field.replace(" ", "_")) or None
            values = named.get("values") or ""
            if (field and column not in register) or ":" in values:
                continue  # several fields together
            if field and values not in set(register[str(column)].dropna()):
                values = values.replace(" or ", "|")
            found.append({**row, **named, "kind": kind, "column": column, "values": values or None})
    return pd.DataFrame(found)


def sample(known: pd.DataFrame, number: int, seed: int) -> pd.DataFrame:
    """So many rows, seeded, the kinds in turn and no figure twice."""
    distinct = known.drop_duplicates(["side", "what"]).sample(frac=1, random_state=np.random.RandomState(seed))
    place = distinct.groupby("kind").cumcount() / distinct["kind"].map(STEP)
    return distinct.assign(place=place).sort_values(["place", "claim", "part"]).head(number).reset_index(drop=True)


def recomputed(number: int, seed: int) -> list[Compared]:
    """The figures of a sample beside those of R."""
    chosen = sample(candidates(), number, seed)
    scores, answers, projects = (files.read(name) for name in ("scores_by_respondent", "clean_responses", "projects"))
    answers = answers[["wave", "row", *[c for c in answers.columns if c not in scores.columns]]]
    columns = ["part", "kind", "side", "code", "minus", "column", "values", "low", "high"]
    asked = chosen.assign(part=range(len(chosen)), kind=chosen["kind"].str.split().str[0], high=None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = {"scores": scores, "answers": answers, "projects": projects, "asked": asked.reindex(columns=columns)}
        for called, table in texts.items():
            table.to_csv(folder / f"{called}.csv", index=False)
        subprocess.run(["Rscript", str(SCRIPT), str(folder)], check=True)
        ours = pd.read_csv(folder / "found.csv")
    pairs: list[tuple[Any, Any]] = list(zip(chosen.to_dict("records"), ours.to_dict("records"), strict=True))
    return [
        Compared(
            row["claim"],
            row["side"],
            row["what"],
            row["kind"],
            (row["estimate"], row["ci95_low"], row["ci95_high"]),
            (r["estimate"], r["low"], r["high"]),
        )
        for row, r in pairs
    ]


def main() -> None:
    number, seed = (
        (int(given) for given in (*sys.argv[1:], "24", "1")[:2]) if len(sys.argv) < 3 else map(int, sys.argv[1:3])
    )
    for one in recomputed(number, seed):
        digits = f"{-np.log10(max(one.apart, 1e-12)):4.1f}"
        print(f"{digits} digits  {one.kind:<10} {one.claim:<24} {one.side:<9} {one.what}: {one.written[0]:.6f}")


if __name__ == "__main__":
    main()
