"""Rows that somebody reads: masked and limited by data policies, and each reading recorded."""

from typing import Any

import polars as pl
import pytest

from onedata_resources.store.audit_search import AuditFilter
from tests.component.gateway.browser import House
from tests.component.tables.code_of_tables import MEMBERS

ROWS = "/tables/dwd/member/rows"
CLEAR = [list(row) for row in MEMBERS.rows()]
pytestmark = pytest.mark.row("S72")


def put(home: House, *policies: dict[str, Any], project: str = "alpha") -> None:
    whole = [{"name": f"p{n}", "tables": ["dwd/*"], **each} for n, each in enumerate(policies)]
    answer = home.browser("root").ask("PUT", f"/projects/{project}/data-policies", {"items": whole})
    assert answer.status_code == 200, answer.text


def rows(home: House, who: str, path: str = ROWS, **params: Any) -> Any:
    answer = home.browser(who).get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(home: House, who: str, **params: Any) -> list[int]:
    return [row[0] for row in rows(home, who, **params)["rows"]]


def readings(home: House) -> list[tuple[str, str, str, dict[str, Any]]]:
    found, _ = home.portal.audit.find(AuditFilter(action="data.read"))
    return [(e.event.actor, e.event.object, e.event.result, dict(e.event.details)) for e in found]


def test_personal_data_are_masked_for_everybody_while_no_policy_opens_them(home):
    for who in ("vera", "carl", "root"):
        told = rows(home, who)
        assert told["rows"] == [
            [1, "张*", "138****5678", "华东"],
            [2, "李**", "139****5679", "华北"],
            [3, "王*", "137****5670", "华东"],
            [4, None, None, "华南"],
        ]
        assert [each["shown"] for each in told["columns"]] == [
            "clear",
            "partial",
            "partial",
            "clear",
        ]
        assert not told["more"]


def test_undeclared_columns_are_as_sensitive_as_their_table(home):
    told = rows(home, "carl", "/tables/dim/undeclared/rows")
    assert told["rows"][0] == [None, "张*"]


def test_a_policy_opens_columns_to_a_role(home):
    put(home, {"subject": "role:ops", "columns": ["sensitivity:direct"], "shown": "clear"})
    assert rows(home, "olga")["rows"] == CLEAR
    assert rows(home, "dan")["rows"][0][1] == "张*"


def test_rows_are_those_of_the_department_or_of_a_table_that_says_who_keeps_what(home):
    home.portal.people.change("vera", organisation="总部/华东")
    kept = "region in (select region from dim.keeper where person = $person)"
    put(
        home,
        {"subject": "everyone", "rows": kept},
        {"subject": "department:总部", "rows": "ends_with($department, region)"},
        {"subject": "role:creator", "rows": "true"},
    )
    assert ids(home, "vera") == [1, 3]
    assert ids(home, "dan") == [2]
    assert ids(home, "olga") == [1, 3]
    assert ids(home, "carl") == [1, 2, 3, 4]
    assert ids(home, "root") == []
    assert rows(home, "dan")["decision"]["limited_by"] == ["p0"]


def test_a_purpose_opens_what_is_closed_without_it(home):
    put(
        home,
        {"subject": "everyone", "effect": "deny", "name": "不开放"},
        {"subject": "role:dev", "purpose": "售后", "columns": ["mobile"], "rows": "id < 3"},
    )
    refused = home.browser("dan").get(ROWS)
    assert refused.status_code == 403
    assert "不开放" in refused.json()["zh"]
    told = rows(home, "dan", purpose="售后")
    assert told["rows"][0] == [1, "张*", "13812345678", "华东"]
    assert len(told["rows"]) == 2
    assert told["decision"]["purposes"] == ["售后"]
    assert home.browser("olga").get(ROWS, params={"purpose": "售后"}).status_code == 403


def test_a_policy_of_today_is_none_tomorrow(home):
    today = home.clock.now.date().isoformat()
    put(home, {"subject": "person:dan", "columns": ["name"], "until": today})
    assert rows(home, "dan")["rows"][0][1] == "张三"
    home.clock.goes_on(days=1)
    assert rows(home, "dan")["rows"][0][1] == "张*"


def test_a_hidden_column_is_not_there(home):
    put(home, {"subject": "everyone", "columns": ["mobile", "name"], "shown": "hidden"})
    told = rows(home, "carl")
    assert [each["name"] for each in told["columns"]] == ["id", "region"]
    assert told["decision"]["hidden"] == ["name", "mobile"]
    put(home, {"subject": "everyone", "columns": ["*"], "shown": "hidden"})
    assert home.browser("carl").get(ROWS).status_code == 403


def test_rows_come_in_pages_and_by_value(home):
    told = rows(home, "vera", limit=2)
    assert (len(told["rows"]), told["more"]) == (2, True)
    assert ids(home, "vera", limit=2, offset=2) == [3, 4]
    assert ids(home, "vera", where=["region=华东", "id=3"]) == [3]


def test_what_is_masked_cannot_be_found_out_by_looking_for_it(home):
    for where in ("name=张三", "mobile=13812345678"):
        refused = home.browser("root").get(ROWS, params={"where": where})
        assert refused.status_code == 422
        assert "do not see" in refused.json()["en"]
    changes = "/tables/dwd/member/row-changes"
    assert home.browser("root").get(changes, params={"where": "name=张三"}).status_code == 422


def test_a_column_of_the_past_is_masked_and_not_looked_for_while_nobody_says_what_it_was(home):
    lake = home.portal.lake
    lake.write(["dim", "keeper"], pl.DataFrame({"phone": ["13812345678"], "region": ["x"]}))
    lake.write(["dim", "keeper"], pl.DataFrame({"region": ["x"]}))
    path = "/tables/dim/keeper/rows"
    assert rows(home, "vera", path)["rows"] == [["x"]]
    assert rows(home, "vera", path, version=1)["rows"] == [["138****5678", "x"]]
    asked = {"version": 1, "where": "phone=13812345678"}
    assert home.browser("vera").get(path, params=asked).status_code == 422
    changes = rows(home, "vera", "/tables/dim/keeper/row-changes", where="region=x")["items"]
    assert [each["rows"] for each in changes] == [[["x"]], [["138****5678", "x"]]]


def test_changes_of_rows_end_where_the_column_that_they_are_known_by_began(home):
    member = MEMBERS.with_columns(code=MEMBERS["id"].cast(pl.String))
    home.portal.lake.write(["dwd", "member"], member)
    path = "/tables/dwd/member/row-changes"
    put(home, {"subject": "everyone", "columns": ["code"], "shown": "clear"})
    told = rows(home, "vera", path, where="code=1")["items"]
    assert [each["version"]["version"] for each in told] == [1]
    assert home.browser("vera").get(path, params={"where": "city=x"}).status_code == 422


def test_a_key_that_may_less_does_not_come_around_the_policies_of_its_person(home):
    put(
        home,
        {"subject": "role:dev", "rows": "region = '华东'"},
        {"subject": "role:viewer", "rows": "true", "columns": ["*"]},
    )
    made = home.browser("dan").post("/tokens", {"title": "t", "scopes": ["read"], "days": 1})
    headers = {"authorization": f"Bearer {made.json()['secret']}"}
    told = home.browser().get(ROWS, headers=headers).json()
    assert [row[:2] for row in told["rows"]] == [[1, "张*"], [3, "王*"]]


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"where": "id"}, "column=value"),
        ({"where": "id=x"}, "no value of id"),
        ({"where": "city=x"}, "no column city"),
        ({"version": 99}, "99"),
    ],
)
def test_what_cannot_be_asked_is_refused(home, params, said):
    refused = home.browser("vera").get(ROWS, params=params)
    assert refused.status_code == 422
    assert said in refused.json()["en"]


@pytest.mark.parametrize("path", ["dwd/salary", "dwd/nothing", "%2e%2e/member", "dwd/member%2f.."])
def test_tables_of_others_are_not_there(home, path):
    assert home.browser("carl").get(f"/tables/{path}/rows").status_code == 404


def test_an_asset_without_rows_says_so(home):
    refused = home.browser("carl").get("/tables/dim/empty/rows")
    assert refused.status_code == 404
    assert "materialize" in refused.json()["en"]


@pytest.mark.row("S73", "S76")
def test_every_reading_is_recorded_with_what_was_decided(home):
    put(
        home,
        {"subject": "role:dev", "name": "华东", "rows": "region = '华东'"},
        {"subject": "role:viewer", "name": "否", "effect": "deny"},
    )
    rows(home, "dan", purpose="月报", reason="核对数字")
    home.browser("vera").get(ROWS)
    home.browser("bob").get(ROWS)
    home.browser("dan").get(ROWS, params={"version": 99})
    failed, unseen, refused, allowed = readings(home)
    assert allowed[:3] == ("dan", "dwd/member", "allowed")
    assert allowed[3] == {
        "purpose": "月报",
        "reason": "核对数字",
        "rows": 2,
        "where": [],
        "policies": ["华东"],
        "limited_by": ["华东"],
        "masked": ["name", "mobile"],
        "hidden": [],
    }
    assert refused[:3] == ("vera", "dwd/member", "refused")
    assert refused[3]["policies"] == ["否"]
    assert unseen == ("bob", "dwd/member", "refused", {"reason": "unseen"})
    assert failed[:3] == ("dan", "dwd/member", "failed")
    assert home.portal.audit.verify().intact


@pytest.mark.row("S76")
def test_versions_name_the_run_that_wrote_them_and_changes_of_a_row_are_told(home, code):
    lake = home.portal.lake
    lake.write(["dwd", "member"], MEMBERS.filter(MEMBERS["id"] != 2), where=None)
    moved = MEMBERS.with_columns(region=MEMBERS["region"].str.replace("华东", "西南"))
    lake.write(["dwd", "member"], moved)
    versions = rows(home, "vera", "/tables/dwd/member/versions")["items"]
    assert [each["version"] for each in versions] == [2, 1, 0]
    assert [each["run_id"] for each in versions] == [None, None, code.made["run"]]
    assert versions[0]["rows"] == 4
    path = "/tables/dwd/member/row-changes"
    told = rows(home, "vera", path, where="id=1")["items"]
    assert [each["version"]["version"] for each in told] == [2, 0]
    assert [each["rows"][0][3] for each in told] == ["西南", "华东"]
    assert [each["rows"][0][1] for each in told] == ["张*", "张*"]
    assert told[1]["version"]["run_id"] == code.made["run"]
    gone = rows(home, "vera", path, where="id=2")["items"]
    assert [(each["version"]["version"], len(each["rows"])) for each in gone] == [
        (2, 1),
        (1, 0),
        (0, 1),
    ]
    assert ids(home, "vera", version=0, where="id=2") == [2]
    assert readings(home)[0][2:] == ("allowed", readings(home)[0][3])
    assert home.browser("vera").get(path).status_code == 422
