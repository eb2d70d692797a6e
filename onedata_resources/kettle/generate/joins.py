"""The settings of steps that sort and join two sources, or look rows of one up for the other."""

from __future__ import annotations

from collections.abc import Iterable

from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.outputs import select_values
from onedata_resources.kettle.generate.places import TableSource
from onedata_resources.kettle.generate.plan import Join
from onedata_resources.kettle.values.types import KettleType

RIGHT = "__right"
"""What marks the keys of the other side of a join."""


def sort_rows(columns: Iterable[str]) -> list[Pair]:
    """Return a SortRows, ascending and heeding case, as MergeJoin needs it."""
    fields: list[Pair] = [
        (
            "field",
            [
                ("name", name),
                ("ascending", True),
                ("case_sensitive", True),
                ("collator_enabled", False),
                ("collator_strength", 0),
                ("presorted", False),
            ],
        )
        for name in columns
    ]
    return [
        ("directory", "%%java.io.tmpdir%%"),
        ("prefix", "out"),
        ("sort_size", 1000000),
        ("free_memory", None),
        ("compress", False),
        ("compress_variable", None),
        ("unique_rows", False),
        ("fields", fields),
    ]


def renamed(join: Join) -> list[Pair]:
    """Return a SelectValues of the other side of a join: its keys marked, its columns renamed."""
    keys = [(theirs, theirs + RIGHT) for theirs in dict.fromkeys(join.on.values())]
    return select_values([*keys, *join.columns.items()])


def merge_join(join: Join, first: str, second: str) -> list[Pair]:
    """Return a MergeJoin of two sorted steps."""
    kinds = {"inner": "INNER", "left": "LEFT OUTER", "right": "RIGHT OUTER", "full": "FULL OUTER"}
    return [
        ("join_type", kinds[join.kind]),
        ("step1", first),
        ("step2", second),
        ("keys_1", [("key", ours) for ours in join.on]),
        ("keys_2", [("key", theirs + RIGHT) for theirs in join.on.values()]),
    ]


def stream_lookup(join: Join, source: str) -> list[Pair]:
    """Return a StreamLookup in the rows of another step."""
    keys: list[Pair] = [
        ("key", [("name", ours), ("field", theirs)]) for ours, theirs in join.on.items()
    ]
    return [
        ("from", source),
        ("input_sorted", False),
        ("preserve_memory", True),
        ("sorted_list", False),
        ("integer_pair", False),
        ("lookup", [*keys, *_found(join)]),
    ]


def _found(join: Join) -> list[Pair]:
    return [
        (
            "value",
            [
                ("name", theirs),
                ("rename", ours),
                ("default", join.defaults.get(ours)),
                ("type", str(join.types.get(ours, KettleType.STRING))),
            ],
        )
        for theirs, ours in join.columns.items()
    ]


def db_lookup(join: Join, table: TableSource) -> list[Pair]:
    """Return a DBLookup in a table."""
    keys: list[Pair] = [
        ("key", [("name", ours), ("field", theirs), ("condition", "="), ("name2", None)])
        for ours, theirs in join.on.items()
    ]
    return [
        ("connection", table.connection),
        ("cache", False),
        ("cache_load_all", False),
        ("cache_size", 0),
        (
            "lookup",
            [
                ("schema", table.schema_name),
                ("table", table.table),
                ("orderby", ", ".join(table.order_by)),
                ("fail_on_multiple", False),
                ("eat_row_on_failure", False),
                *keys,
                *_found(join),
            ],
        ),
    ]
