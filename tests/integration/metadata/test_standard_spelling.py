"""Names, titles and patterns of standards as databases have them."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.standards import ColumnStandard
from onedata_assets.domain.processing.contract import Text
from tests.integration.metadata.making_tables import REFUSED, coded, column, standard

pytestmark = [pytest.mark.integration, pytest.mark.row("S16", "S17")]
SAME = "很长的列名" * 20
NAMES = [
    "ID", "id", "Id", "id_2", "", " ", "a ", "a", "a.b", "x" * 300, "😀", "名\n字", SAME + "甲",
    SAME + "乙",
]  # fmt: skip


def test_tables_have_columns_of_whatever_names(base):
    made = standard("names", *(column(each, unique=True) for each in NAMES), key=(SAME + "甲",))
    script = base.make(made)
    called = [line.partition(" → ") for line in script.splitlines() if " → " in line]
    values = [f"v{number}" for number in range(len(NAMES))]
    listed = ", ".join(map(base.escaped, values))
    base.run(f"INSERT INTO {base.quoted('names')} VALUES ({listed})")
    assert base.all_of("names") == [tuple(values)]
    base.drop("names")
    # Where a name is another one, the statement says so; no file-based database cuts names.
    assert any(name.endswith(f"{SAME}乙") for name, _, _ in called) is (
        base.dialect in {"postgres", "mysql"}
    )


def test_titles_are_the_comments_of_the_table_and_its_columns(base):
    number = column("no", title=Text(en="Order's number", zh="订单\n编号"))
    script = base.make(standard("told", number))
    table, title = "已付订单 / Paid orders; it's all of them", "订单 编号 / Order's number"
    asked = {
        "postgres": "SELECT obj_description(oid), col_description(oid, 1) FROM pg_class"
        " WHERE oid = 'told'::regclass",
        "duckdb": "SELECT t.comment, c.comment FROM duckdb_tables() t JOIN duckdb_columns() c"
        " USING (table_name) WHERE table_name = 'told' AND column_index = 1",
        "mysql": "SELECT t.table_comment, c.column_comment FROM information_schema.tables t"
        " JOIN information_schema.columns c USING (table_schema, table_name)"
        " WHERE table_name = 'told' AND ordinal_position = 1 AND table_schema = DATABASE()",
    }
    if base.dialect == "sqlite":  # keeps the statement as it is written
        [(kept,)] = base.run("SELECT sql FROM sqlite_master WHERE name = 'told'")
        assert f"-- {title}\n" in kept
        assert f"-- {table}\n" in script
    else:
        assert base.run(asked[base.dialect]) == [(table, title)]
    base.drop("told")


SIGNS = "a-c0-9中.^$*+?()[]{}|\\/&~#'\"% \n-"
SETS = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=4).map(
    lambda signs: f"[{''.join(map(re.escape, signs))}]"
)
PIECE = st.one_of(
    st.sampled_from(SIGNS).map(re.escape), SETS, SETS.map(lambda each: f"[^{each[1:]}"),
    st.sampled_from([r"\d", "[0-9]", "[a-z]", ".", r"[\u4e00-\u9fff]", r"\u4e2d", r"\x41"]),
)  # fmt: skip
TIMES = st.sampled_from(["", "?", "*", "+", "{2}", "{1,3}", "{2,}", "+?"])
RUN = st.tuples(PIECE, TIMES).map("".join)
PATTERNS = st.recursive(
    st.lists(RUN, min_size=1, max_size=3).map("".join),
    lambda inner: st.tuples(inner, inner, TIMES).map(lambda one: f"(?:{one[0]}|{one[1]}){one[2]}"),
    max_leaves=3,
)


@given(st.data(), PATTERNS, st.booleans())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_database_reads_a_pattern_as_we_do(base, data, pattern, anchored):
    told = f"^{pattern}$" if anchored else pattern
    alike = re.compile(f"^(?:{pattern})\\Z", re.ASCII)  # digits of other scripts are none to some
    signs = st.characters(exclude_characters="\0", exclude_categories=["Cs"])  # no UTF-8 has these
    matching = st.from_regex(alike, alphabet=signs)
    values = {
        data.draw(st.text(st.sampled_from(SIGNS), max_size=4)),
        *data.draw(st.lists(matching, max_size=2)),
    }
    script = base.make(standard("form", column("v", pattern=told)))
    try:
        for value in sorted(values):
            written = base.escaped(value)
            is_kept = alike.match(value) is not None
            if is_kept:
                base.insert("form", {"v": written})
            elif "格式 form" not in script:
                with pytest.raises(REFUSED):
                    base.insert("form", {"v": written})
    finally:
        base.drop("form")


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
BOUNDS = {
    Family.INTEGER: st.integers(-(2**63), 2**63 - 1).map(str),
    Family.DECIMAL: st.decimals(-(10**6), 10**6, places=3).map(str),
    Family.FLOAT: st.floats(-1e6, 1e6).map(str),
    Family.DATE: st.dates().map(str),
    Family.MOMENT: st.datetimes().map(lambda each: each.isoformat()),
    Family.TIME: st.times().map(str),
}


@st.composite
def columns(draw, name: str) -> ColumnStandard:
    """A column of any family with rules that it may have."""
    family = draw(st.sampled_from(list(Family)))
    some = lambda given: draw(st.none() | given)  # noqa: E731 - shorter than a function
    rules = {"nullable": draw(st.booleans()), "unique": draw(st.booleans())}
    if family in BOUNDS:
        rules |= {"low": some(BOUNDS[family]), "high": some(BOUNDS[family])}
    if family in {Family.DECIMAL, Family.FLOAT}:
        rules["scale"] = some(st.integers(0, 38))
    if family is Family.TEXT:
        sizes = st.integers(0, 20_000)
        rules |= {"shortest": some(sizes), "longest": some(sizes), "pattern": some(PATTERNS)}
    if family in {Family.TEXT, Family.INTEGER}:
        number = st.integers(0, 99).map(str)
        values = number | WORDS.filter(lambda each: "\0" not in each)
        rules["codes"] = coded(*draw(st.lists(values, max_size=3, unique=True)))
    title = Text(en=draw(WORDS), zh=draw(WORDS))
    return column(name, family, title=title, unit=draw(WORDS), **rules)


@given(st.data(), st.lists(WORDS, min_size=1, max_size=6, unique=True))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_database_makes_a_table_of_any_standard(base, data, names):
    made = [data.draw(columns(name)) for name in names]
    key = tuple(data.draw(st.lists(st.sampled_from(names), max_size=3, unique=True)))
    try:
        base.make(standard("any", *made, key=key))
        assert base.all_of("any") == []
    finally:
        base.drop("any")
