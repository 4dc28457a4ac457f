"""Read and write the tables that tables.yaml registers, checking each on its way; a stage's own parameters."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

SIGNIFICANT_DIGITS = 9
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PANDAS_TYPES = {
    "text": "str",
    "flag": "bool",
    "int8": "int8",
    "int16": "int16",
    "int32": "int32",
    "float": "float64",
}


class UserError(Exception):
    """What is wrong in files that people edit: one sentence each, all of them together."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def load_yaml(text: str) -> Any:
    """What a YAML text says, by the C loader where there is one (ten times as fast); raises yaml.YAMLError."""
    return yaml.load(text, Loader=LOADER)


def root() -> Path:
    """The project's folder: the nearest one upwards from here that holds tables.yaml."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "tables.yaml").is_file():
            return folder
    raise UserError(
        "This is not a Touchstone project: no tables.yaml here or in a folder above. Change into the project's folder."
    )


def params(stage: str) -> dict[str, Any]:
    """The section of params.yaml that belongs to one stage."""
    sections = load_yaml((root() / "params.yaml").read_text("utf-8"))
    section = sections[stage]
    assert isinstance(section, dict), f"params.yaml: {stage} is no section"
    return section


def waves() -> list[str]:
    """The names of the registered waves, in the order of waves.yaml."""
    registered = load_yaml((root() / "waves.yaml").read_text("utf-8"))
    return [str(name) for name in registered["waves"] or []]


def wave_description(wave: str) -> dict[str, Any]:
    """What wave.yaml says of a registered wave."""
    described = load_yaml((root() / "data" / "raw" / wave / "wave.yaml").read_text("utf-8"))
    assert isinstance(described, dict), f"data/raw/{wave}/wave.yaml is no mapping"
    return described


def read(name: str, wave: str | None = None) -> pd.DataFrame:
    """A registered table, as written (and checked) by the stage that made it."""
    return pd.read_parquet(_path(name, wave))


def exists(name: str, wave: str | None = None) -> bool:
    """Whether a registered table has been written."""
    return _path(name, wave).is_file()


def write(name: str, table: pd.DataFrame, wave: str | None = None) -> None:
    """Check a table against tables.yaml and write it: rows in the order given, floats at 9 significant digits."""
    check(name, table)
    path = _path(name, wave)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    _rounded(table).to_parquet(unfinished, index=False, compression="zstd")
    unfinished.replace(path)


def check(name: str, table: pd.DataFrame) -> None:
    """Assert that a table has the columns, types, key and missing values that tables.yaml promises."""
    described = description(name)
    columns, patterns = described["columns"], described.get("patterns", {})
    absent = [column for column in columns if column not in table.columns]
    assert not absent, f"{name}: columns {absent} are absent"
    for column in table.columns:
        rule = columns.get(column) or next((r for p, r in patterns.items() if re.search(p, column)), None)
        assert rule is not None, f"{name}: column {column} is not in tables.yaml"
        expected = PANDAS_TYPES[rule["type"]]
        assert str(table[column].dtype) == expected, f"{name}.{column} is {table[column].dtype}, not {expected}"
        assert rule.get("missing") or not table[column].isna().any(), f"{name}.{column} has missing values"
    assert not table.duplicated(described["key"]).any(), f"{name}: its key {described['key']} is not unique"


def empty(name: str) -> pd.DataFrame:
    """A registered table without rows and without pattern columns."""
    columns = description(name)["columns"]
    return pd.DataFrame({c: pd.Series(dtype=PANDAS_TYPES[rule["type"]]) for c, rule in columns.items()})


@cache
def _registered(folder: Path) -> dict[str, Any]:
    tables = load_yaml((folder / "tables.yaml").read_text("utf-8"))
    assert isinstance(tables, dict)
    return tables


def description(name: str) -> dict[str, Any]:
    """What tables.yaml says of a table: path, row, key, columns, patterns."""
    tables = _registered(root())
    described: dict[str, Any] = tables[name]
    if "like" in described:
        described = {**tables[described["like"]], **described}
    return described


def _path(name: str, wave: str | None) -> Path:
    template: str = description(name)["path"]
    assert ("{wave}" in template) == (wave is not None), f"{name}: one table per wave, or one for all?"
    return root() / template.format(wave=wave)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    floats = table.select_dtypes("float64").columns
    return table.assign(**{column: _round(table[column].to_numpy()) for column in floats})


def _round(values: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Floats at 9 significant digits, so that the last bits of a sum's order never reach a file."""
    usable = np.isfinite(values) & (values != 0)
    result = values.copy()
    power = SIGNIFICANT_DIGITS - 1 - np.floor(np.log10(np.abs(values[usable])))
    result[usable] = np.round(values[usable] * 10.0**power) / 10.0**power
    return result
