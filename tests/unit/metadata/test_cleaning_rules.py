"""Rows that do not conform are left out of what a generated transformation writes, with why."""

import sqlite3
from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.cleaning_counts import left_out
from onedata_assets.domain.metadata.cleaning_plan import Route, cleaning_plan
from onedata_assets.domain.metadata.cleaning_rules import unenforced
from onedata_assets.domain.metadata.conformance import breaches
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.standards import Code, ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Text
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.generate.plan import Plan
from onedata_resources.kettle.generate.transformation import transformation_of, written

pytestmark = pytest.mark.row("S18")
T = Text(en="t", zh="题")
NAMES = ("id", "name", "card", "sex", "region", "born", "fee")
TEXTS = Table(
    TableName("", "patient"),
    TableKind.TABLE,
    tuple(Column(name, "text", Family.TEXT) for name in NAMES),
)


def codes(*values: str) -> tuple[Code, ...]:
    return tuple(Code(value=each, title=Text(en=f"en {each}", zh=f"题 {each}")) for each in values)


REGIONS = tuple(f"{number:06}" for number in range(110000, 113351))
STANDARD = TableStandard(
    table="dwd/patient",
    title=T,
    key=("id",),
    columns=(
        ColumnStandard(name="id", title=T, family=Family.INTEGER, nullable=False, low="1"),
        ColumnStandard(name="name", title=T, family=Family.TEXT, longest=3, nullable=False),
        ColumnStandard(name="card", title=T, family=Family.TEXT, coding="GB 11643", unique=True),
        ColumnStandard(name="sex", title=T, family=Family.TEXT, codes=codes("M", "F")),
        ColumnStandard(name="region", title=T, family=Family.TEXT, codes=codes(*REGIONS)),
        ColumnStandard(name="born", title=T, family=Family.DATE, high="2026-01-01"),
        ColumnStandard(name="fee", title=T, family=Family.DECIMAL, low="0", scale=2),
    ),
)
GOOD = ("张三", "11010519491231002X", "M", "110101", "1949-12-31", "1.50")
BAD = {
    "null": {"name": None},
    "long": {"name": "名字太长"},
    "coding": {"card": "123"},
    "code": {"region": "999999"},
    "code; above": {"sex": "X", "born": "2030-01-01"},
    "below": {"fee": "-0.01"},
    "SELECT001": {"born": "soon"},
}
EMPTY = ("李四", None, None, None, None, None)


def rows() -> list[tuple]:
    named = [dict(zip(NAMES[1:], GOOD, strict=True)) | each for each in BAD.values()]
    bad = [(str(number), *each.values()) for number, each in enumerate(named, 11)]
    return [("1", *GOOD), ("2", *EMPTY), *bad, ("1", *GOOD)]


@pytest.fixture
def ward(tmp_path):
    """A database whose target refuses what breaks a rule."""
    file = tmp_path / "ward.db"
    columns = ", ".join(f"{each} text" for each in NAMES)
    with sqlite3.connect(file) as connection:
        connection.execute(f"create table patient({columns})")
        connection.executemany(f"insert into patient values ({','.join('?' * 7)})", rows())
        connection.execute(
            "create table clean(id integer primary key, name text not null check(length(name)<=3),"
            " card text, sex text check(sex in ('M', 'F')), region text, born date, fee numeric)"
        )
        connection.execute(f"create table bad({columns}, reject_reason text, reject_code text)")
    return file


def run(file, table=TEXTS, standard=STANDARD, rejected="bad") -> TransformationRun:
    route = Route("ward", "ward", "clean", rejected=rejected)
    plan = cleaning_plan(table, standard, route, only_conforming=True)
    context = RunContext(connections={"ward": f"sqlite:///{file}"})
    made = TransformationRun(transformation_of(Plan.model_validate(plan)), context)
    made.execute()
    assert made.status == "Finished", made.log.text()
    return made


def selected(file, query: str) -> list[tuple]:
    with sqlite3.connect(file) as connection:
        return connection.execute(query).fetchall()


def test_rows_that_break_a_rule_are_in_the_table_of_rejected_rows_with_the_rule(ward):
    run(ward)
    assert selected(ward, "select id, name, region, fee from clean order by 1") == [
        (1, "张三", "110101", 1.5),
        (2, "李四", None, None),
    ]
    told = selected(ward, "select id, reject_code, reject_reason from bad order by id")
    assert {int(number): code for number, code, _ in told} == {
        1: "UNRH001", **dict(enumerate(BAD, 11)),
    }  # fmt: skip
    reasons = {number: reason for number, _, reason in told}
    assert reasons["12"] == "name: longer than 3 / 长于 3 个字符"
    assert "region: not one of its codes" in reasons["14"]
    assert "id: a row before has the same" in reasons["1"]
    assert selected(ward, "select name, born from bad where id = '17'") == [("张三", "soon")]


def test_rows_that_are_dropped_are_counted_where_no_table_takes_them(ward):
    made = run(ward, rejected="")
    assert selected(ward, "select count(*) from clean") == [(2,)]
    [counted] = [each for each in made.steps if each.name == "rows left out"]
    assert counted.read == len(BAD) + 1


def test_every_row_is_written_or_rejected_once_and_as_many_were_counted_before(ward):
    run(ward)
    frame = pl.DataFrame(rows(), schema=dict.fromkeys(NAMES, pl.String), orient="row")
    assert left_out(frame, STANDARD, {}) == len(BAD) + 1
    assert left_out(frame.rename({"sex": "gender"}), STANDARD, {"sex": "gender"}) == len(BAD) + 1
    [(kept,)] = selected(ward, "select count(*) from clean")
    [(left,)] = selected(ward, "select count(*) from bad")
    assert kept + left == len(rows())


def test_a_standard_without_rules_drops_what_does_not_fit(ward):
    bare = STANDARD.model_copy(
        update={
            "key": (),
            "columns": (
                ColumnStandard(name="id", title=T, family=Family.INTEGER),
                ColumnStandard(name="name", title=T, family=Family.TEXT),
                ColumnStandard(name="born", title=T, family=Family.DATE),
            ),
        }
    )
    with sqlite3.connect(ward) as connection:
        connection.execute("drop table clean")
        connection.execute("create table clean(id integer, name text, born date)")
        connection.execute("drop table bad")
        connection.execute("create table bad(id, name, born, reject_reason, reject_code)")
    run(ward, standard=bare)
    assert selected(ward, "select id, born from bad") == [("17", "soon")]


def test_many_codes_stand_in_a_step_of_their_own_a_line_each_and_few_in_the_check():
    plan = cleaning_plan(TEXTS, STANDARD, Route("ward", "ward", "clean"), only_conforming=True)
    lines = written(plan).splitlines()
    of_codes = [each for each in lines if "<item>11010" in each]
    assert len(of_codes) == 10
    assert max(map(len, lines)) < 400
    assert sum(each.strip() in {"<value>M</value>", "<value>F</value>"} for each in lines) == 2


def test_what_no_step_can_hold_rows_to_is_named_in_both_languages():
    told = unenforced(STANDARD)
    assert [each.en for each in told] == [
        "card: the check sign of GB 11643",
        "card: no value twice",
        "fee: at most 2 decimals",
    ]
    assert all(each.zh != each.en for each in told)


TYPED = STANDARD.model_copy(
    update={
        "key": (),
        "columns": tuple(
            each.model_copy(update={"coding": "", "unique": False, "scale": None, "nullable": True})
            for each in STANDARD.columns
        ),
    }
)
SOME = st.one_of(
    st.none(),
    st.sampled_from(["M", "F", "m", "110101", "113350", "113351", "1", "0", "-1", "1.5", "+3"]),
    st.sampled_from(["2026-01-01", "2026-01-02", "2026-02-30", "1949-1-1", "many", "四个字的"]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(st.tuples(*[SOME] * len(NAMES)), min_size=1, max_size=12))
def test_what_is_written_keeps_the_standard_and_the_rest_is_rejected_once(drawn, tmp_path_factory):
    file = tmp_path_factory.mktemp("drawn") / "ward.db"
    with sqlite3.connect(file) as connection:
        columns = ", ".join(f"{each} text" for each in NAMES)
        connection.execute(f"create table patient({columns})")
        connection.executemany(f"insert into patient values ({','.join('?' * 7)})", drawn)
        connection.execute(f"create table clean({columns})")
        connection.execute(f"create table bad({columns}, reject_reason text, reject_code text)")
    run(file, standard=TYPED)
    kept = selected(file, f"select {', '.join(NAMES)} from clean")
    frame = pl.DataFrame(kept, schema=dict.fromkeys(NAMES, pl.String), orient="row", strict=False)
    assert breaches(frame.lazy(), TYPED, today=date(2026, 6, 1)) == []
    assert len(kept) + selected(file, "select count(*) from bad")[0][0] == len(drawn)
    assert selected(file, "select count(*) from bad where reject_code is null") == [(0,)]
