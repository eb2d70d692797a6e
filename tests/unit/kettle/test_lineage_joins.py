"""Columns are followed through joins, merges and lookups."""

import pytest

from onedata_resources.kettle.lineage.tables import table_lineage
from onedata_resources.kettle.reader import read_transformation
from tests.unit.kettle.running import ktr, step

OUTPUT = step("out", "TableOutput", "<connection>db</connection><table>t</table>")


def query(name, sql):
    return step(name, "TableInput", f"<connection>db</connection><sql>{sql}</sql>")


def written(kind, settings, *, hops=(("a", "step"), ("b", "step"), ("step", "out"))):
    """Return `column: {table.column}` of what the step gives from tables A (k, x) and B (k, y)."""
    xml = ktr(
        query("a", "select k, x from A"),
        query("b", "select k, y from B"),
        step("step", kind, settings),
        OUTPUT,
        hops=hops,
    )
    [table] = table_lineage(read_transformation(xml, name="x")).writes
    return {
        name: {f"{ref.source.table}.{ref.column}" for ref in refs}
        for name, refs in table.columns.items()
    }


SIDE_BY_SIDE = {"k": {"A.k"}, "x": {"A.x"}, "k_1": {"B.k"}, "y": {"B.y"}}
UPON = {"k": {"A.k", "B.k"}, "x": {"A.x", "B.y"}}


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("MergeJoin", "<join_type>INNER</join_type><step1>a</step1><step2>b</step2>", SIDE_BY_SIDE),
        (
            "MultiwayMergeJoin",
            "<join_type>INNER</join_type><number_input>2</number_input><step0>a</step0>"
            "<step1>b</step1><keys><key>k</key><key>k</key></keys>",
            SIDE_BY_SIDE,
        ),
        ("JoinRows", "", SIDE_BY_SIDE),
        (
            "JoinRows",
            "<main>b</main>",
            {"k": {"B.k"}, "y": {"B.y"}, "k_1": {"A.k"}, "x": {"A.x"}},
        ),
        (
            "MergeRows",
            "<reference>a</reference><compare>b</compare><flag_field>f</flag_field>",
            {**UPON, "f": set()},
        ),
        ("Append", "<head_name>a</head_name><tail_name>b</tail_name>", UPON),
        ("SortedMerge", "", {"k": {"A.k", "B.k"}, "y": {"A.x", "B.y"}}),
        (
            "StreamLookup",
            "<from>b</from><lookup><key><name>k</name><field>k</field></key><value><name>y</name>"
            "<rename>z</rename></value><value><name>k</name></value></lookup>",
            {"k": {"A.k"}, "x": {"A.x"}, "z": {"B.y"}, "k_1": {"B.k"}},
        ),
        (
            "FuzzyMatch",
            "<from>b</from><lookupfield>y</lookupfield><mainstreamfield>x</mainstreamfield>"
            "<outputmatchfield>m</outputmatchfield><outputvaluefield>d</outputvaluefield>"
            "<closervalue>Y</closervalue><lookup><value><name>k</name><rename>id</rename></value>"
            "</lookup>",
            {"k": {"A.k"}, "x": {"A.x"}, "m": {"B.y"}, "d": {"A.x", "B.y"}, "id": {"B.k"}},
        ),
    ],
)
def test_columns_come_from_their_input(kind, settings, expected):
    assert written(kind, settings) == expected
