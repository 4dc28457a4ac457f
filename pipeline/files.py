"""Read and write the tables that tables.yaml registers, checking each on its way; a stage's own parameters and its run."""

import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

SIGNIFICANT_DIGITS = 9
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


def run(stage: Callable[[], None]) -> None:
    """Run a stage as DVC starts it: what is wrong in files that people edit is said in sentences, with exit status 1."""
    try:
        stage()
    except UserError as error:
        sys.exit("\n".join(error.faults))


class _Careful(yaml.CSafeLoader):
    """YAML's safe loader, refusing a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                problem = f"the key {key} stands twice in one mapping"
                raise yaml.constructor.ConstructorError(None, None, problem, node.value[place][0].start_mark)
        return super().construct_mapping(node, deep)


def load_yaml(path: Path, name: str) -> Any:
    """What a YAML file says; a UserError with its name and the line where it cannot be read or a key stands twice."""
    try:
        return yaml.load(path.read_text("utf-8"), _Careful)
    except FileNotFoundError:
        raise UserError(f"{name} is missing: put it back.") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{name} is not UTF-8 at byte {error.start}: save it as UTF-8.") from None
    except ValueError as error:  # such as a 13th month: YAML reads 2027-13-01 as a date
        raise UserError(f"{name} cannot be read: {error}; correct that value, or put it in quotes.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise UserError(f"{name}{line}: {getattr(error, 'problem', error)}; correct the YAML there.") from None


def root() -> Path:
    """The project's folder: the nearest one upwards from here that holds tables.yaml."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "tables.yaml").is_file():
            return folder
    raise UserError(
        "This is not a Touchstone project: no tables.yaml here or in a folder above. Change into the project's folder."
    )


class Section(dict[str, Any]):
    """A mapping of params.yaml; whoever asks it for a number that it lacks gets a UserError."""

    def __init__(self, where: str, content: dict[str, Any]) -> None:
        super().__init__(content)
        self.where = where

    def __missing__(self, key: str) -> Any:
        near = get_close_matches(key, self, n=1)
        raise UserError(f"{self.where} has no {key}: add it{f', or correct {near[0]}' if near else ''}.")


def all_params() -> Section:
    """The sections of params.yaml by stage; raises UserError with every entry that is no number."""
    content, faults = load_yaml(root() / "params.yaml", "params.yaml"), list[str]()
    if not isinstance(content, dict):
        raise UserError("params.yaml must hold a section for each stage, such as `score:` with its numbers below.")
    named = {str(stage): _section(f"params.yaml, {stage}", section, faults) for stage, section in content.items()}
    if faults:
        raise UserError(*faults)
    return Section("params.yaml", named)


def params(stage: str) -> Section:
    """The section of params.yaml that belongs to one stage."""
    section = all_params()[stage]
    assert isinstance(section, Section)
    return section


def _section(where: str, content: Any, faults: list[str]) -> Section:
    if not isinstance(content, dict):
        faults.append(f"{where} is {content!r}: write names with numbers below it.")
        return Section(where, {})
    wrong = {key: value for key, value in content.items() if type(value) not in (int, float, dict)}
    faults += [f"{where}.{key} is {value!r}: write a number." for key, value in wrong.items()]
    inner = {k: _section(f"{where}.{k}", v, faults) for k, v in content.items() if isinstance(v, dict)}
    return Section(where, {**content, **inner})


def waves() -> list[str]:
    """The names of the registered waves, in the order of waves.yaml."""
    registered = load_yaml(root() / "waves.yaml", "waves.yaml")
    return [str(name) for name in registered["waves"] or []]


def wave_description(wave: str) -> dict[str, Any]:
    """What wave.yaml says of a registered wave."""
    described = load_yaml(root() / "data" / "raw" / wave / "wave.yaml", f"data/raw/{wave}/wave.yaml")
    assert isinstance(described, dict), f"data/raw/{wave}/wave.yaml is no mapping"
    return described


def read(name: str, wave: str | None = None) -> pd.DataFrame:
    """A registered table, as written (and checked) by the stage that made it; a UserError where none has."""
    path = _path(name, wave)
    if not path.is_file():
        raise UserError(f"{path.relative_to(root())} has not been built; run `dvc repro`.")
    return pd.read_parquet(path)


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
    return _empty(root(), name, pd.get_option("mode.string_storage")).copy()


@cache
def _empty(folder: Path, name: str, storage: str) -> pd.DataFrame:
    """Made once for each project `folder` and each way in which strings are stored."""
    assert folder == root()
    columns = description(name)["columns"]
    return pd.DataFrame({c: pd.Series(dtype=PANDAS_TYPES[rule["type"]]) for c, rule in columns.items()})


@cache
def _registered(folder: Path) -> dict[str, Any]:
    tables = load_yaml(folder / "tables.yaml", "tables.yaml")
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
