"""The state of what verdicts follow, in two short hashes, so that measured error rates can say which rules they are of."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pipeline import files

DECIDED = ("instrument", "claims/claims.yaml", "claims/rulers.yaml")
STAGES = ("quality", "clean", "score", "measure", "aggregate", "cluster", "judge")
CODE = ("judging", "measurement", "stats", "platforms", "simulate")
DIGITS = 12


@dataclass(frozen=True)
class State:
    """`rules`: of what people decide (instrument, claims, rulers, parameters); `code`: of the modules that follow them."""

    rules: str
    code: str


def state(root: Path) -> State:
    """The state of the rules in the project's folder."""
    decided = [path for name in DECIDED for path in _files(root / name)]
    sections = files.load_yaml(root / "params.yaml", "params.yaml")
    chosen = json.dumps({stage: sections.get(stage) for stage in STAGES}, sort_keys=True, default=str)
    here = Path(__file__).parent
    modules = [path for name in CODE for path in _files(here / name)]
    modules += [
        here / f"{name}.py"
        for name in (*STAGES, "kinds", "products", "profiles", "compass_cells", "rules", "rule_parts", "replication")
    ]
    return State(_digest(root, decided, chosen), _digest(here, modules, ""))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    inside = [p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return sorted(p for p in inside if not p.name.startswith("."))


def _digest(root: Path, paths: list[Path], beside: str) -> str:
    hashed = hashlib.sha256(beside.encode())
    for path in paths:
        hashed.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()[:DIGITS]
