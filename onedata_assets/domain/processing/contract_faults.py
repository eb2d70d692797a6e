"""What is wrong with a contract as it stands: names that it does not declare, types, repetitions.

Nothing heavy is imported, so this runs while definitions load. What needs the data (columns that a
reject rule reads) is found by `quality.py` before anything is written.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from re import fullmatch

from onedata_assets.domain.processing.contract import Contract, Expectation

NUMBERS = frozenset({"Int8", "Int16", "Int32", "Int64", "Float32", "Float64", "Decimal"})
TYPES = NUMBERS | {"Boolean", "String", "Binary", "Date", "Datetime", "List", "Struct"}
"""The Polars types that a lake table can hold; see `fitness.type_name` for how they are written."""
LIMITS = ("min_value", "max_value", "value")
ARGUMENTS = Path(__file__).with_name("expectation_arguments.json")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in both languages."""

    en: str
    zh: str


def faults_of(contract: Contract) -> list[Fault]:
    """Return what must be corrected in a contract whose fields are all of the right form."""
    return [
        *_columns(contract),
        *_named(contract),
        *_repeated("reject code", "剔除代码", (rule.code for rule in contract.reject)),
        *_repeated(
            "expectation (give one an `id`)",
            "数据期望（请为其一加上 id）",
            (item.check for item in contract.expectations),
        ),
        *(fault for item in contract.expectations for fault in _expectation(contract, item)),
    ]


@cache
def known_expectations() -> Mapping[str, Mapping[str, list[str]]]:
    """Return the arguments of every expectation by its name: `required` and `optional`."""
    return json.loads(ARGUMENTS.read_bytes())


def _columns(contract: Contract) -> Iterator[Fault]:
    """Yield columns that are declared twice, and types that no table can hold."""
    yield from _repeated("column", "字段", (column.name for column in contract.columns))
    for column in contract.columns:
        if column.type in TYPES or _inner(column.type):
            continue
        near = _near(column.type, TYPES)
        yield Fault(
            f"column {column.name}: no type is called {column.type!r}{near.en}",
            f"字段 {column.name}：没有类型 {column.type!r}{near.zh}",
        )


def _inner(written: str) -> bool:
    """Tell whether it is a type with more in brackets: a zone, digits, what a list holds."""
    found = fullmatch(r"(Datetime|Decimal|List|Struct)\[.+\]", written)
    return found is not None


def _named(contract: Contract) -> Iterator[Fault]:
    """Yield columns that other fields name and the contract does not declare."""
    declared = {column.name for column in contract.columns}
    for field, names in (("key", contract.key), ("day", [contract.day] if contract.day else [])):
        yield from _undeclared(field, names, declared)
    if contract.min_day_percent and not contract.day:
        yield Fault("min_day_percent needs `day`", "min_day_percent 需要同时写 day")
    for column in contract.columns:
        if column.nullable and column.name in contract.key:
            yield Fault(
                f"column {column.name} is of the key: write `nullable: false`",
                f"字段 {column.name} 属于主键：请写 nullable: false",
            )


def _expectation(contract: Contract, item: Expectation) -> Iterator[Fault]:
    """Yield what is wrong with an expectation: its name, arguments, columns or limits."""
    known = known_expectations()
    if item.type not in known:
        near = _near(item.type, known)
        yield Fault(
            f"no expectation is called {item.type}{near.en}", f"没有数据期望 {item.type}{near.zh}"
        )
        return
    required, optional = known[item.type]["required"], known[item.type]["optional"]
    for name in sorted(set(required) - item.arguments.keys()):
        yield Fault(f"{item.type}: argument {name} is missing", f"{item.type}：缺少参数 {name}")
    for name in sorted(item.arguments.keys() - {*required, *optional}):
        near = _near(name, [*required, *optional])
        yield Fault(
            f"{item.type}: takes no argument {name}{near.en}",
            f"{item.type}：没有参数 {name}{near.zh}",
        )
    yield from _undeclared(item.type, item.columns, {column.name for column in contract.columns})
    yield from _limits(contract, item)


def _limits(contract: Contract, item: Expectation) -> Iterator[Fault]:
    """Yield limits of a column of numbers that are no numbers."""
    types = {column.name: column.type.partition("[")[0] for column in contract.columns}
    if "lengths" not in item.type and not {types.get(name) for name in item.columns} & NUMBERS:
        return
    for name in LIMITS:
        value = item.arguments.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            yield Fault(
                f"{item.type}: {name} must be a number, not {value!r}",
                f"{item.type}：{name} 应为数字，而不是 {value!r}",
            )


def _undeclared(field: str, names: Iterable[object], declared: set[str]) -> Iterator[Fault]:
    for name in names:
        if name not in declared:
            near = _near(str(name), declared)
            yield Fault(
                f"{field}: the contract declares no column {name}{near.en}",
                f"{field}：契约中没有字段 {name}{near.zh}",
            )


def _repeated(what: str, zh: str, names: Iterable[str]) -> Iterator[Fault]:
    seen = list(names)
    if len(set(seen)) == len(seen):
        return
    for name in dict.fromkeys(name for name in seen if seen.count(name) > 1):
        yield Fault(f"{what} {name} stands twice", f"{zh} {name} 重复")


def _near(name: str, known: Iterable[str]) -> Fault:
    """Return a near name as the end of a sentence, empty where there is none."""
    near = get_close_matches(name, list(known), n=1)
    return Fault(f"; did you mean {near[0]}?", f"；是否应为 {near[0]}？") if near else Fault("", "")
