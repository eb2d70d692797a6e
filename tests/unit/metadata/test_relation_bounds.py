"""Tables that are wide, empty, copied or circular are answered soundly and in bounded work."""

import polars as pl
import pytest

from onedata_assets.domain.metadata import relations as module
from tests.unit.metadata.relational import found, plain, relations, wanted
from tests.unit.metadata.shapes import ADVENTURES, CHINESE, NORTHWIND, SAKILA, made

pytestmark = pytest.mark.row("S10")


@pytest.mark.parametrize("shape", [NORTHWIND, SAKILA, ADVENTURES, CHINESE])
def test_tables_that_stand_alike_in_many_sources_refer_within_their_own(shape):
    frames, declared = made(shape)
    sources = [f"tenant{at}" for at in range(3)]
    copies = {f"{each}/{name}": frame for each in sources for name, frame in frames.items()}
    told = relations(copies).references
    assert {plain(each) for each in told if each.child.source == each.parent.source} == {
        (f"{each}/{child}", pairs, f"{each}/{parent}")
        for each in sources
        for child, pairs, parent in wanted(declared)
    }
    across = [each for each in told if each.child.source != each.parent.source]
    assert all(each.child.table == each.parent.table and each.one_to_one for each in across)


def test_the_own_source_is_found_among_a_hundred_copies():
    orders = pl.DataFrame({"id": range(900, 960), "customer_id": [at % 40 + 1 for at in range(60)]})
    customers = pl.DataFrame({"id": range(1, 41)})
    frames = {
        f"tenant{at}/{name}": frame
        for at in range(100)
        for name, frame in (("orders", orders), ("customers", customers))
    }
    assert found(frames) == {
        (f"tenant{at}/orders", frozenset({("customer_id", "id")}), f"tenant{at}/customers")
        for at in range(100)
    }


def test_of_three_thousand_columns_few_keys_are_verified(monkeypatch):
    verified = []
    judged = module.judge

    def counting(*of):
        verified.append(of)
        return judged(*of)

    monkeypatch.setattr(module, "judge", counting)
    rows = range(200)
    wide = pl.DataFrame(
        {
            "wide_id": rows,
            **{f"m{at}_id": [(row * 7 + at) % 50 for row in rows] for at in range(3_000)},
        }
    )
    other = pl.DataFrame({"m7_id": range(50), "grams": [1.5] * 50})
    assert found({"wide": wide, "m7": other}) == {("wide", frozenset({("m7_id", "m7_id")}), "m7")}
    assert len(verified) <= 3_100


def test_tables_without_rows_and_columns_without_values_are_believed_by_plain_names_only():
    parts = pl.DataFrame({"part_id": range(1, 300)})
    empty = pl.DataFrame(schema={"line_id": pl.Int64, "part_id": pl.Int64, "amount": pl.Float64})
    nulls = pl.DataFrame({"note_id": [None] * 4, "part_id": [None] * 4, "remark": [None] * 4})
    told = relations({"parts": parts, "lines": empty, "notes": nulls, "nothing": pl.DataFrame()})
    assert {plain(each) for each in told.references} == {
        ("lines", frozenset({("part_id", "part_id")}), "parts"),
        ("notes", frozenset({("part_id", "part_id")}), "parts"),
    }
    assert all(each.confidence < 0.7 for each in told.references)
    assert all(
        not its.candidates for place, its in told.keys.items() if place.table.name != "parts"
    )


def test_keys_that_refer_in_a_circle_are_all_found():
    """Each table has a reference to the next, and the last to the first."""
    names = ["zebra", "violin", "copper", "falcon"]
    frames = {
        name: pl.DataFrame(
            {
                f"{name}_id": range(1, 61),
                f"{after}_id": [(at * 17) % 60 + 1 if at % 9 else None for at in range(60)],
            }
        )
        for name, after in zip(names, [*names[1:], names[0]], strict=True)
    }
    assert found(frames) == {
        (name, frozenset({(f"{after}_id", f"{after}_id")}), after)
        for name, after in zip(names, [*names[1:], names[0]], strict=True)
    }


def test_tables_of_the_same_ids_never_refer_in_a_circle():
    frames = {
        name: pl.DataFrame({"party_id": range(1, 81), name: [f"{name} {at}" for at in range(80)]})
        for name in ("party", "person", "pilot")
    }
    pairs = {(child, parent) for child, _, parent in found(frames)}
    assert pairs
    assert all((parent, child) not in pairs for child, parent in pairs)
    assert "party" not in {child for child, _ in pairs}
