"""Queries that people write, computed on what they may read."""

from typing import Any

import pytest

from tests.component.gateway.browser import House
from tests.component.tables.test_rows import put, readings

pytestmark = pytest.mark.row("S72")


def asked(home: House, who: str, query: str, **more: Any) -> Any:
    return home.browser(who).post("/sql", {"query": query, **more})


def rows(home: House, who: str, query: str, **more: Any) -> list[Any]:
    answer = asked(home, who, query, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def test_a_query_computes_on_what_its_asker_may_read(home):
    put(home, {"subject": "role:dev", "rows": "region = '华东'", "columns": ["mobile"]})
    count = "select count(*) from dwd.member"
    assert rows(home, "dan", count) == [[2]]
    assert rows(home, "vera", count) == [[4]]
    mobiles = "select mobile from dwd.member join dim.keeper using (region) order by 1"
    assert rows(home, "dan", mobiles) == [["13712345670"], ["13812345678"]]
    assert rows(home, "vera", mobiles)[0] == ["137****5670"]


def test_a_query_over_a_table_of_others_is_refused_as_if_it_were_not_there(home):
    for query in (
        "select * from dwd.salary",
        "select id from dwd.member where id in (select id from dwd.salary)",
        "with s as (from dwd.salary) select 1",
    ):
        refused = asked(home, "carl", query)
        assert (refused.status_code, "31415" in refused.text) == (404, False)
    assert rows(home, "bob", "select cny from dwd.salary") == [[31415]]


def test_names_of_tables_of_others_are_not_told(home):
    assert "salary" not in asked(home, "carl", "select * from wages.salary").text.partition("\n")[0]
    for name, near in (("salary", ""), ("keeper", "perhaps dim.keeper")):
        refused = asked(home, "carl", f"select * from {name}")
        assert refused.status_code == 422
        assert near in refused.json()["en"]
        assert "dwd" not in refused.text


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "attach 'x.db'",
        "select 1; select 2",
        "select nothing from dwd.member",
        "select * from query('from dwd.salary')",
        "copy dwd.member to '/tmp/x'",
        "",
        "select",
    ],
)
def test_what_is_no_query_over_the_lake_is_refused(home, query):
    assert asked(home, "root", query).status_code == 422


def test_an_answer_has_no_more_rows_than_asked_for(home):
    answer = asked(home, "vera", "select id from dwd.member order by id", limit=3).json()
    assert (answer["rows"], answer["more"]) == ([[1], [2], [3]], True)


def test_values_are_told_without_loss(home):
    query = """select 9007199254740993 as big, 0.1::decimal(5,2) as money, date '2026-01-02' as d,
      'nan'::double as nan, [1, null] as list, {'a': 1} as part, 'x'::blob as raw, null as n"""
    [row] = rows(home, "vera", query)
    assert row == ["9007199254740993", "0.10", "2026-01-02", "nan", [1, None], {"a": 1}, "78", None]


@pytest.mark.row("S73")
def test_a_query_is_recorded_for_each_table_that_it_reads(home):
    query = "select count(*) from dwd.member, dim.keeper"
    answer = asked(home, "dan", query, purpose="月报")
    assert [each["name"] for each in answer.json()["tables"]] == ["dim/keeper", "dwd/member"]
    found = readings(home)
    assert sorted(each[1] for each in found) == ["dim/keeper", "dwd/member"]
    for actor, _, result, details in found:
        assert (actor, result, details["sql"], details["rows"]) == ("dan", "allowed", query, 1)
        assert details["purpose"] == "月报"


@pytest.mark.row("S73")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select id, id from dwd.member", "name them apart"),
        ("select id, interval '1 day' as lag from dwd.member", "lag is of type INTERVAL"),
        ("select {'a': [interval '1 day']} as lag from dwd.member", "CAST"),
        ("select 1::variant as v from dwd.member", "v is of type VARIANT"),
        ("select date '20000-01-01' from dwd.member", "1 to 9999"),
        ("select timestamp 'infinity' from dwd.member", "1 to 9999"),
    ],
)
def test_what_cannot_be_told_is_refused_with_the_way_out_and_recorded(home, query, said):
    refused = asked(home, "vera", query)
    assert refused.status_code == 422
    assert said in refused.json()["en"]
    assert refused.json()["zh"]
    assert [each[:3] for each in readings(home)] == [("vera", "dwd/member", "failed")]


@pytest.mark.row("S73")
def test_a_reading_that_ends_by_a_fault_of_the_platform_is_recorded(home, monkeypatch):
    def fault(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(home.portal.lake, "scan", fault)
    assert asked(home, "vera", "select id from dwd.member").status_code == 500
    assert [each[:3] for each in readings(home)] == [("vera", "dwd/member", "failed")]
