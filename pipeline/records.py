"""Read YAML that people edit into frozen dataclasses, refusing what does not fit; every fault in words, none raised here."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Shorthands = Mapping[type, Callable[[Any], Any]]
SCALARS: dict[type, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


class Reader:
    """Reads values as their type hints say. `shorthands` rewrite the short way of writing a class into its mapping; `lists`
    are names that stand, inside a list of texts, for several. A class with one required field may be written as that field
    alone. `faults` collects one sentence per fault."""

    def __init__(self, shorthands: Shorthands, lists: Mapping[str, tuple[str, ...]]) -> None:
        self.shorthands, self.lists = shorthands, lists
        self.faults: list[str] = []

    def read(self, hint: Any, raw: Any, where: str) -> Any:
        """The value that `raw` stands for; None, and a fault, where it does not fit the hint."""
        origin = get_origin(hint)
        if hint is Any:
            return raw
        if origin is Literal:
            known = ", ".join(map(str, get_args(hint)))
            return raw if raw in get_args(hint) else self._fault(where, raw, f"one of {known}")
        if origin in (Union, UnionType):
            return self._one_of(list(get_args(hint)), raw, where)
        if origin is tuple:
            return self._sequence(get_args(hint)[0], raw, where)
        if origin is not None and issubclass(origin, Mapping):
            return self._mapping(get_args(hint)[1], raw, where)
        if is_dataclass(hint):
            assert isinstance(hint, type)
            return self._record(hint, raw, where)
        return self._scalar(hint, raw, where)

    def _fault(self, where: str, raw: Any, wanted: str) -> None:
        self.faults.append(f"{where} is {_shown(raw)}: write {wanted}.")

    def _scalar(self, hint: type, raw: Any, where: str) -> Any:
        if hint is float and type(raw) is int:
            return float(raw)
        if type(raw) is hint:
            return raw
        quoted = " (in quotes)" if hint is str else ""
        return self._fault(where, raw, SCALARS[hint] + quoted)

    def _one_of(self, options: list[Any], raw: Any, where: str) -> Any:
        if raw is None and NoneType in options:
            return None
        kept = [option for option in options if option is not NoneType]
        if len(kept) == 1:
            return self.read(kept[0], raw, where)
        if not all(is_dataclass(option) for option in kept):
            scalar = next((o for o in kept if type(raw) is o), None)
            words = " or ".join(SCALARS[o] for o in kept if o in SCALARS)
            return raw if scalar else self._fault(where, raw, f"{words} (yes and no in quotes)")
        fitting = [option for option in kept if self._fits(option, raw)]
        if len(fitting) == 1:
            return self.read(fitting[0], raw, where)
        shapes = "; or ".join(f"{o.__name__.lower()} with {', '.join(_required(o))}" for o in kept)
        return self._fault(where, raw, f"a mapping of one of these kinds: {shapes}")

    def _fits(self, kind: type, raw: Any) -> bool:
        if isinstance(raw, str):
            return len(_required(kind)) == 1
        keys = set(raw) if isinstance(raw, dict) else set()
        return set(_required(kind)) <= keys <= {field.name for field in fields(kind)}

    def _sequence(self, hint: Any, raw: Any, where: str) -> Any:
        if not isinstance(raw, list):
            return self._fault(where, raw, "a list")
        spread: list[Any] = []
        for element in raw:
            named = self.lists.get(element) if hint is str and isinstance(element, str) else None
            spread.extend(named if named is not None else [element])
        return tuple(self.read(hint, element, f"{where}[{i}]") for i, element in enumerate(spread, 1))

    def _mapping(self, hint: Any, raw: Any, where: str) -> Any:
        if not isinstance(raw, dict) or not all(isinstance(key, str) for key in raw):
            return self._fault(where, raw, "a mapping with names as keys")
        return {key: self.read(hint, value, _step(where, key)) for key, value in raw.items()}

    def _record(self, kind: type, raw: Any, where: str) -> Any:
        raw = self.shorthands[kind](raw) if kind in self.shorthands else raw
        required, hints = _required(kind), _hints(kind)
        if isinstance(raw, str) and len(required) == 1:
            raw = {required[0]: raw}
        if not isinstance(raw, dict):
            return self._fault(where, raw, f"a mapping with {', '.join(required) or 'its keys'}")
        before = len(self.faults)
        self.faults += [
            f"{where} has the unknown key {key}: known are {', '.join(hints) or 'none'}."
            for key in raw
            if key not in hints
        ]
        self.faults += [f"{where} has no {key}: add it." for key in required if key not in raw]
        values = {key: self.read(hints[key], raw[key], _step(where, key)) for key in hints if key in raw}
        return kind(**values) if len(self.faults) == before else None


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _required(kind: Any) -> list[str]:
    return [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]


def _step(where: str, key: str) -> str:
    return f"{where} {key}" if where.endswith(":") else f"{where}.{key}"


def _shown(raw: Any) -> str:
    text = "empty" if raw is None else str(raw)
    return text if len(text) <= 80 else text[:77] + "..."
