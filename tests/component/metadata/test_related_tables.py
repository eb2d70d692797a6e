"""A table for which the search for references fails is told, and costs no other table its own."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata import keys, relations
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.lib.related_tables import sought
from onedata_resources.errors import UnavailableError

pytestmark = pytest.mark.row("S10")

NAMES = ("customer", "orders", "order_line", "product", "shop", "payment")


def place(name: str) -> Place:
    return Place("retail", TableName("", name))


def retail() -> dict[Place, TableData]:
    sizes = dict(zip(NAMES, (60, 300, 900, 40, 20, 280), strict=True))
    refer = {
        "orders": ("customer", "shop"),
        "order_line": ("orders", "product"),
        "payment": ("orders",),
    }
    found = {}
    for at, name in enumerate(NAMES):
        size, first = sizes[name], 1000 * (at + 1)
        data = {f"{name}_id": [first + 3 * n for n in range(size)]}
        for other in refer.get(name, ()):
            begin, many = 1000 * (NAMES.index(other) + 1), sizes[other]
            data[f"{other}_id"] = [begin + 3 * ((n * 7) % many) for n in range(size)]
        found[place(name)] = TableData(place(name), pl.LazyFrame(data))
    return found


def pairs(result) -> set[tuple[str, str]]:
    return {(each.child.table.name, each.parent.table.name) for each in result.found.references}


def all_but(wrong: set[Place]) -> set[tuple[str, str]]:
    tables = {at: each for at, each in retail().items() if at not in wrong}
    return pairs(sought(tables, []))


def failing(function, of):
    """Return a function that fails where what it is given has one of some tables in it."""

    def fails(*given, **named):
        if of(given):
            raise pl.exceptions.ComputeError("odd type")
        return function(*given, **named)

    return fails


STAGES = {
    "find_keys": lambda given: {given[0].place},
    "sides_of": lambda given: set(given[1]),
    "key_options": lambda given: set(given[0]),
    "lone_options": lambda given: {each.at.place for each in given[0]},
    "chosen": lambda given: {each.place for each in given[0]},
    "composite_references": lambda given: set(given[2]),
    "counterparts": lambda given: {each.at.place for each in given[1]},
    "same_meanings": lambda given: set(given[4]),
}
"""Of each part of the search, which tables it is given."""


@settings(max_examples=25)
@given(
    st.sampled_from(sorted(STAGES)),
    st.sets(st.sampled_from(NAMES), min_size=1, max_size=3),
)
def test_whatever_part_fails_for_tables_the_others_keep_their_references(stage, names):
    wrong, problems = {place(name) for name in names}, []
    expected = all_but(wrong)
    owner = keys if stage == "find_keys" else relations
    fails = failing(getattr(owner, stage), lambda given: bool(STAGES[stage](given) & wrong))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, stage, fails)
        result = sought(retail(), problems)
    assert pairs(result) == expected
    assert {each.table.name for each in problems} == names
    assert set(result.tables) == retail().keys() - wrong
    assert all("odd type" in each.en and "odd type" in each.zh for each in problems)


@pytest.mark.parametrize("stage", ["sides_of", "key_options"])
def test_a_table_that_cannot_be_read_any_more_is_known_at_once(monkeypatch, stage):
    """Its rows are gone once a part of the search begins; the search is begun again once."""
    gone, begun, orders = [], [], place("orders")

    def rows(frame: pl.DataFrame) -> pl.DataFrame:
        if gone:
            raise RuntimeError("odd type")
        return frame

    def begins(*given):
        gone.append(True)
        begun.append(True)
        return part(*given)

    tables = retail()
    lazy = tables[orders].frame.map_batches(rows)
    tables[orders] = TableData(orders, lazy)
    part = getattr(relations, stage)
    monkeypatch.setattr(relations, stage, begins)
    problems: list = []
    assert pairs(sought(tables, problems)) == all_but({orders})
    assert [each.table.name for each in problems] == ["orders"]
    assert len(begun) == 3  # of `all_but` one


def test_two_tables_that_fail_only_together_lose_one_of_them(monkeypatch):
    both = {place("orders"), place("payment")}
    fails = failing(relations.chosen, lambda given: both <= {each.place for each in given[0]})
    monkeypatch.setattr(relations, "chosen", fails)
    problems: list = []
    assert pairs(sought(retail(), problems)) == all_but({place("payment")})
    assert [each.table.name for each in problems] == ["payment"]


def test_an_error_for_people_is_told_as_it_stands(monkeypatch):
    def away(*_):
        raise UnavailableError("The disk is away.", "磁盘不可用。")

    monkeypatch.setattr(keys, "find_keys", away)
    problems: list = []
    result = sought(retail(), problems)
    assert not result.tables
    assert {each.zh for each in problems} == {"磁盘不可用。"}


def test_ctrl_c_is_no_failure_of_a_table(monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(relations, "chosen", stopped)
    with pytest.raises(KeyboardInterrupt):
        sought(retail(), [])
