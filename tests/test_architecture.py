"""The house rules as tests: imports point down, stages never import each other, dvc.yaml declares what a stage reaches."""

import ast
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
STAGES = (
    "waves",
    "ingest",
    "compare",
    "quality",
    "clean",
    "score",
    "measure",
    "aggregate",
    "cluster",
    "judge",
    "robustness",
    "report",
)
LEVEL_0 = ("files", "stats", "html", "sheets", "records", "registered", "parallel")
LEVEL_1 = (
    "instrument",
    "carelessness",
    "indicators",
    "register",
    "rules",
    "rule_parts",
    "rule_words",
    "rulers",
    "claims",
    "claim_checks",
    "talk",
    "compass",
    "compass_cells",
    "wave_columns",
    "compared",
    "corrections",
    "overlap",
    "set_aside",
    "reading_waves",
    "alternates",
    "products",
    "profiles",
    "kinds",
    "kinds_words",
    "error_rates",
    "ruleset",
    "portraits",
    "members",
    "movers",
    "platforms",
    "judging",
    "multiverse",
    "published",
    "measurement",
    "sections",
    "withheld",
)
LONGEST_MODULE = 250
EVERY_STAGE = ("requirements.lock", "tables.yaml")
FOLDERS = {"instrument": "instrument", "claims": "claims"}


def modules(root: Path) -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((root / "pipeline").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(root: Path, path: Path) -> set[str]:
    """The project's own modules that a module imports, anywhere in its text, with the packages that they lie in."""
    known, found = modules(root), set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name for name in names if name in known}
            found |= {str(node.module)} & known.keys()
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known.keys()
    return found | {".".join(name.split(".")[:i]) for name in found for i in range(1, name.count(".") + 1)}


def reached(root: Path, stage: str) -> set[Path]:
    """Every source file that running a stage loads."""
    known = modules(root)
    start = {f"pipeline.{stage}"}
    start |= {f"pipeline.{stage}.__main__"} & known.keys()
    seen: set[str] = set()
    while start:
        name = start.pop()
        seen.add(name)
        start |= imports(root, known[name]) - seen
    return {known[name] for name in seen}


def literals(paths: set[Path], module: str, function: str) -> set[str]:
    """The first arguments of module.function(...); asserts that they are written out."""
    found = set()
    for path in paths:
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == function):
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id == module:
                assert node.args and isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno} names no table"
                found.add(str(node.args[0].value))
    return found


def calls(paths: set[Path], module: str, function: str) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == function
        and isinstance(node.value, ast.Name)
        and node.value.id == module
        for path in paths
        for node in ast.walk(tree(path))
    )


def rooted(paths: set[Path]) -> set[str]:
    """Paths written as files.root() / "a" / "b", as far as they are written out."""
    found = set()
    for path in paths:
        if path.name == "files.py" and path.parent.name == "pipeline":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                parts = _chain(node)
                if parts:
                    found.add("/".join(parts))
    return {path for path in found if not any(other.startswith(path + "/") for other in found)}


def _chain(node: ast.expr) -> list[str] | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        before = _chain(node.left)
        written = isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)
        if before is None or not written:
            return before
        assert isinstance(node.right, ast.Constant)
        return [*before, str(node.right.value)]
    is_root = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "root"
    return [] if is_root else None


OWN_FOLDERS = re.compile(r"^(data|reports|instrument|claims|crosswalks)(/[\w.-]+)+$")


def written_paths(paths: set[Path]) -> set[str]:
    """Paths of the project that stand in the code as texts by themselves."""
    found = set()
    for path in paths:
        inside = {id(part) for node in ast.walk(tree(path)) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                found |= {node.value} if OWN_FOLDERS.match(node.value) else set()
    return found


def pipeline(root: Path) -> dict[str, dict[str, Any]]:
    """The stages of dvc.yaml; of a foreach stage what it does for one wave, with {wave} for its name."""
    declared = yaml.safe_load((root / "dvc.yaml").read_text("utf-8"))["stages"]
    return {name: _plain(stage.get("do", stage)) for name, stage in declared.items()}


def _plain(stage: dict[str, Any]) -> dict[str, Any]:
    def names(entries: list[Any]) -> list[str]:
        return [str(next(iter(e)) if isinstance(e, dict) else e).replace("${item}", "{wave}") for e in entries]

    return {
        **stage,
        "deps": names(stage.get("deps", [])),
        "outs": names(stage.get("outs", []) + stage.get("metrics", [])),
    }


def covered(path: str, declared: list[str]) -> bool:
    return any(path == entry or path.startswith(entry.rstrip("/") + "/") for entry in declared)


def undeclared(root: Path, stage: str) -> list[str]:
    """What a stage reaches and dvc.yaml does not name."""
    declared = pipeline(root)["registered" if stage == "waves" else stage]
    paths, deps, outs = reached(root, stage), declared["deps"], declared["outs"]
    tables = yaml.safe_load((root / "tables.yaml").read_text("utf-8"))
    missing = [str(p.relative_to(root)) for p in paths if not covered(str(p.relative_to(root)), deps)]
    if stage != "waves":
        missing += [path for path in EVERY_STAGE if path not in deps]
    reads = literals(paths, "files", "read")
    writes = literals(paths, "files", "write")
    missing += [f"table {t}, read" for t in reads if not _table_covered(tables[t]["path"], deps + outs)]
    missing += [f"table {t}, written" for t in writes if not _table_covered(tables[t]["path"], outs)]
    missing += [
        f"{p}, under the project's root"
        for p in rooted(paths)
        if not covered(p, deps + outs) and not within(p, deps + outs)
    ]
    missing += [
        f"{p}, written out" for p in written_paths(paths) if not covered(p, deps + outs) and not within(p, deps + outs)
    ]
    for module, folder in FOLDERS.items():
        loads = any(p.stem == module and p.parent.name == "pipeline" for p in paths)
        missing += [folder] if loads and not covered(folder, deps) else []
    return sorted(missing + _parameters(stage, paths, declared))


def within(path: str, declared: list[str]) -> bool:
    """Whether a path is a folder of which parts are declared."""
    return any(entry.startswith(path + "/") for entry in declared)


def _table_covered(path: str, declared: list[str]) -> bool:
    return covered(path, declared) or covered(path.replace("/{wave}", "").rsplit("/", 1)[0], declared)


def _parameters(stage: str, paths: set[Path], declared: dict[str, Any]) -> list[str]:
    params: list[Any] = declared.get("params", [])
    own = [entry for entry in params if isinstance(entry, str)]
    missing = [f"params {name}" for name in literals(paths, "files", "params") if name not in own]
    missing += [f"params {name}, of another stage" for name in own if name != stage]
    of_waves = {"waves.yaml": ["waves"]} in params
    if stage not in ("waves", "ingest") and calls(paths, "files", "waves") and not of_waves:
        missing.append("params waves.yaml")
    if calls(paths, "files", "wave_description") and not any(covered("data/raw/{wave}", [d]) for d in declared["deps"]):
        missing.append("data/raw")
    return missing


@pytest.mark.parametrize("stage", STAGES)
def test_dvc_yaml_declares_everything_that_a_stage_reaches(stage: str) -> None:
    assert undeclared(ROOT, stage) == []


def test_every_stage_of_dvc_yaml_is_a_module_and_every_stage_is_in_dvc_yaml() -> None:
    assert set(pipeline(ROOT)) == {*STAGES[1:], "registered"}


def level(name: str) -> int:
    top = name.split(".")[1] if "." in name else ""
    if top in LEVEL_0:
        return 0
    return 1 if top in LEVEL_1 else 2


def test_the_readme_draws_every_stage_and_only_arrows_that_are_there() -> None:
    drawn = (ROOT / "README.md").read_text("utf-8").split("```mermaid")[1].split("```")[0]
    chains = [
        [name.strip().split("[")[0] for name in line.split("-->")] for line in drawn.splitlines() if "-->" in line
    ]
    arrows = {(a, b) for chain in chains for a, b in pairwise(chain) if a in STAGES}
    outs = {
        stage: {out.replace("/{wave}", "") for out in declared["outs"]} for stage, declared in pipeline(ROOT).items()
    }
    deps = {stage: set(declared["deps"]) for stage, declared in pipeline(ROOT).items()}
    assert {stage for arrow in arrows for stage in arrow} == set(STAGES) - {"waves"}
    untrue = {(a, b) for a, b in arrows if not any(covered(out, [*deps[b]]) for out in outs[a])}
    assert untrue == set(), "arrows without a table between the stages"
    assert ("measure", "judge") in arrows


def test_imports_point_down() -> None:
    for name, path in modules(ROOT).items():
        for other in imports(ROOT, path):
            if other != "pipeline":
                assert level(other) <= level(name), f"{name} imports {other}"


def test_stages_never_import_each_other() -> None:
    for stage in STAGES:
        inside = reached(ROOT, stage)
        others = {f"pipeline.{other}" for other in STAGES} - {f"pipeline.{stage}"}
        paths = {modules(ROOT)[name] for name in others}
        assert not inside & paths, f"{stage} imports {sorted(str(p) for p in inside & paths)}"


def test_nothing_is_imported_behind_the_back_of_the_test() -> None:
    for name, path in modules(ROOT).items():
        text = path.read_text("utf-8")
        assert not re.search(r"\bimportlib\b|\b__import__\b|\bexec\(|\bsys\.path\b", text), (
            f"{name} imports dynamically"
        )


def test_tables_are_read_and_written_by_one_module_only() -> None:
    allowed = {"pipeline.files", "pipeline.platforms.delivered", "pipeline.platforms.separated"}
    staged = set().union(*(reached(ROOT, stage) for stage in STAGES))
    for name, path in modules(ROOT).items():
        if name in allowed or path not in staged:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("read_parquet", "to_parquet", "read_csv", "read_excel"), (
                    f"{name}:{node.lineno}"
                )


def test_modules_are_short_and_have_a_docstring() -> None:
    for name, path in modules(ROOT).items():
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= LONGEST_MODULE, f"{name} has {lines} lines"
        assert ast.get_docstring(tree(path)), f"{name} has no docstring"


def copy_of_the_house(tmp_path: Path) -> Path:
    """The files that the checks read, somewhere else."""
    for path in [*modules(ROOT).values(), ROOT / "dvc.yaml", ROOT / "tables.yaml"]:
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return tmp_path


def test_a_planted_import_is_caught(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    (house / "pipeline" / "planted.py").write_text('"""Planted."""\n')
    score = house / "pipeline" / "score.py"
    score.write_text(score.read_text("utf-8") + "\nfrom pipeline import planted as planted\n")
    assert undeclared(house, "score") == ["pipeline/planted.py"]


def test_a_planted_table_is_caught(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    score = house / "pipeline" / "score.py"
    score.write_text(score.read_text("utf-8") + '\nEXTRA = files.read("quality_by_respondent")\n')
    assert undeclared(house, "score") == ["table quality_by_respondent, read"]


def test_a_planted_file_and_a_planted_section_are_caught(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    score = house / "pipeline" / "score.py"
    planted = '\nEXTRA = (files.root() / "data" / "extra.csv", files.params("cluster"))\n'
    score.write_text(score.read_text("utf-8") + planted)
    assert undeclared(house, "score") == ["data/extra.csv, under the project's root", "params cluster"]


def test_a_planted_path_is_caught(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    score = house / "pipeline" / "score.py"
    score.write_text(score.read_text("utf-8") + '\nEXTRA = open("data/processed/structure.parquet")\n')
    assert undeclared(house, "score") == ["data/processed/structure.parquet, written out"]
