"""Metrics over the portal: made, changed, read under data policies, imported, refused."""

import base64
import json

import pytest

from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.kept_documents import kept_documents

BY_REGION = "SELECT region, count(*) AS value FROM dwd.member GROUP BY region"
PEOPLE = {
    "name": "members",
    "label_zh": "会员数",
    "label_en": "Members",
    "sql": BY_REGION,
    "dimensions": ["region"],
    "theme": "会员",
    "owner": "dan",
}
SHARE = {"name": "double", "label_zh": "两倍", "kind": "derived", "expression": "members * 2"}

pytestmark = [pytest.mark.row("F040"), pytest.mark.usefixtures("without_reload")]


def add(home, who="dan", state="draft", **fields):
    body = {"metric": {**PEOPLE, "state": state, **fields}, "project": "alpha"}
    return home.browser(who).post("/metrics", body)


def change(home, number, who="dan", **fields):
    name = fields.get("name", "members")
    body = {"metric": {**PEOPLE, **fields}, "number": number}
    return home.browser(who).ask("PUT", f"/metrics/{name}", body)


def test_a_metric_is_made_looked_for_changed_and_deleted(home):
    assert add(home).status_code == 201
    browser = home.browser("dan")
    for params in ({"search": "会员数"}, {"theme": "会员"}, {"owner": "dan", "kind": "atom"}):
        found = browser.get("/metrics", params=params).json()
        assert [each["metric"]["name"] for each in found["items"]] == ["members"]
    assert browser.get("/metrics", params={"search": "nothing"}).json()["total"] == 0
    assert change(home, 1, unit="人").json()["number"] == 2
    assert browser.ask("DELETE", "/metrics/members").status_code == 204
    assert browser.get("/metrics/members").status_code == 404
    actions = [each.event.action for each in home.portal.audit.find(AuditFilter())[0]]
    assert actions[:3] == ["metric.delete", "metric.change", "metric.change"]


def test_a_changed_caliber_keeps_the_old_one_with_who_and_when(home):
    add(home)
    home.clock.goes_on(hours=1)
    change(home, 1, "olga", sql=f"{BY_REGION} HAVING count(*) > 1")
    new, old = home.browser("vera").get("/metrics/members/versions").json()["items"]
    assert (new["actor"], new["fields"], old["actor"]) == ("olga", ["sql"], "dan")
    assert old["content"]["sql"] == BY_REGION
    assert new["at"] > old["at"]
    restored = home.browser("dan").post("/metrics/members/restoration", {"number": 1, "seen": 2})
    assert (restored.json()["number"], restored.json()["metric"]["sql"]) == (3, BY_REGION)


def test_who_changes_an_old_version_is_told_that_it_changed(home):
    add(home)
    change(home, 1, unit="人")
    answer = change(home, 1, unit="个")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert home.browser("dan").get("/metrics/members").json()["metric"]["unit"] == "人"


REFUSED = {
    "unknown table": (
        {"sql": "SELECT 1 AS value FROM dwd.nothing", "dimensions": []},
        "dwd/nothing",
    ),
    "table of another project": (
        {"sql": "SELECT sum(cny) AS value FROM dwd.salary", "dimensions": []},
        "dwd/salary",
    ),
    "unknown column": (
        {"sql": "SELECT sum(wage) AS value FROM dwd.member", "dimensions": []},
        "wage",
    ),
    "no single query": ({"sql": "SELECT 1 AS value; SELECT 2", "dimensions": []}, "SELECT"),
    "a change": ({"sql": "DELETE FROM dwd.member", "dimensions": []}, "SELECT"),
    "a missing dimension": ({"dimensions": ["region", "city"]}, "city"),
    "a value that is no number": (
        {"sql": "SELECT max(region) AS value FROM dwd.member", "dimensions": []},
        "value",
    ),
    "an unknown metric": ({"kind": "derived", "sql": "", "expression": "nope + 1"}, "nope"),
    "itself": ({"kind": "derived", "sql": "", "expression": "members + 1"}, "members"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_computed_is_refused_in_both_languages(home, case):
    fields, named = REFUSED[case]
    answer = add(home, state="online", **fields)
    assert answer.status_code == 422, answer.text
    assert named in answer.json()["en"]
    assert named in answer.json()["zh"]
    assert home.browser("dan").get("/metrics").json()["total"] == 0


def test_metrics_that_are_made_of_each_other_are_refused(home):
    add(home)
    add(home, **SHARE, sql="", dimensions=[])
    answer = change(home, 1, kind="derived", sql="", expression="double / 2")
    assert answer.status_code == 422
    assert "members → double → members" in answer.json()["en"]


def test_nobody_publishes_by_a_metric_what_they_do_not_read_themselves(home):
    names = {"sql": "SELECT name, 1 AS value FROM dwd.member", "dimensions": ["name"]}
    answer = add(home, state="online", **names)
    assert answer.status_code == 403
    assert "dwd/member" in answer.json()["zh"]
    policy = {"name": "p", "subject": "person:dan", "tables": ["dwd/*"], "columns": ["name"]}
    home.browser("root").ask("PUT", "/projects/alpha/data-policies", {"items": [policy]})
    assert add(home, state="online", **names).status_code == 201


def test_a_metric_is_computed_on_what_its_reader_may_read(home):
    add(home, state="online")
    policy = {"name": "east", "subject": "role:viewer", "tables": ["dwd/member"]}
    limited = {**policy, "rows": "region = '华东'"}
    home.browser("root").ask("PUT", "/projects/alpha/data-policies", {"items": [limited]})
    values = {
        who: home.browser(who).post("/metrics/members/values", {"fresh": True}).json()
        for who in ("vera", "dan")
    }
    assert values["vera"]["rows"] == [["华东", 2]]
    assert values["vera"]["limited_by"] == ["east"]
    assert len(values["dan"]["rows"]) == 3
    stored = home.browser("dan").post("/metrics/members/values", {})
    assert stored.status_code == 404


def test_definitions_learn_of_metrics_that_are_online_with_their_query_and_tables(home):
    add(home, state="online")
    add(home, **SHARE, sql="", dimensions=[], state="online")
    derived, atom = kept_documents("metric")
    assert atom["content"]["facts"]["reads"] == [["dwd", "member"]]
    assert atom["content"]["facts"]["lineage"]["region"] == [["dwd", "member", "region"]]
    assert derived["content"]["facts"]["reads"] == [["ads", "metric_members"]]
    assert derived["content"]["metric"]["dimensions"] == ["region"]


def test_a_metric_that_others_are_made_of_stays(home):
    add(home, state="online")
    add(home, **SHARE, sql="", dimensions=[], state="online")
    browser = home.browser("dan")
    assert "double" in browser.ask("DELETE", "/metrics/members").json()["en"]
    offline = change(home, 1, state="offline")
    assert (offline.status_code, "double" in offline.json()["en"]) == (422, True)


def imported(home, text, who="dan", **more):
    body = {"content": base64.b64encode(text).decode(), **more}
    answer = home.browser(who).post("/metrics/imports?project=alpha", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


LINES = (
    "name,label,metric_type,metric_level,metric_dim,口径,describe,status\n"
    "gmv,成交额,原子指标,核心,天,当日成交金额,金额,创建中\n"
    "7x,错误,原子指标,普通,天,,,\n"
    "aov,客单价,未知,普通,天,,,\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_of_cube_studio_is_previewed_with_the_lines_that_are_refused(home, encoding):
    told = imported(home, LINES.encode(encoding))
    assert (told["created"], told["applied"]) == (["gmv"], False)
    refused = [(each["line"], each["column"]) for each in told["refusals"]]
    assert refused == [(3, "name"), (4, "kind")]
    assert home.browser("dan").get("/metrics").json()["total"] == 0


def test_nothing_of_a_file_is_kept_while_lines_are_refused_unless_that_is_asked_for(home):
    assert not imported(home, LINES.encode(), apply=True)["applied"]
    assert home.browser("dan").get("/metrics").json()["total"] == 0
    assert imported(home, LINES.encode(), apply=True, partly=True)["applied"]
    [kept] = home.browser("dan").get("/metrics").json()["items"]
    assert (kept["metric"]["level"], kept["metric"]["grain"]) == ("core", "day")


def test_what_is_exported_is_imported_as_it_was_whatever_the_order_of_lines(home):
    add(home, state="online")
    add(home, **{**SHARE, "name": "a_double"}, sql="", dimensions=[], state="online")
    file = home.browser("dan").get("/metrics/file").json()["content"]
    told = imported(home, file.encode())
    assert (told["unchanged"], told["created"], told["refusals"]) == (2, [], [])
    for name in ("a_double", "members"):
        home.browser("dan").ask("DELETE", f"/metrics/{name}")
    again = imported(home, file.encode(), apply=True)
    assert sorted(again["created"]) == ["a_double", "members"]


def test_a_file_of_another_project_changes_nothing_here(home):
    add(home)
    changed = "name,label_zh,unit\nmembers,会员数,人\n".encode()
    body = {"content": base64.b64encode(changed).decode(), "apply": True}
    answer = home.browser("bob").post("/metrics/imports?project=beta", body).json()
    assert (answer["applied"], answer["refusals"][0]["line"]) == (False, 2)


def test_the_template_says_what_it_says_when_it_comes_back(home):
    file = home.browser("dan").get("/metrics/file?template=true").json()["content"]
    told = imported(home, file.encode())
    assert (told["created"], told["refusals"]) == (["sales_amount"], [])
    assert json.dumps(told)
