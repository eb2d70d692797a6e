"""Standards over the API: reviewed, published, tried on rows by those who may, told to others."""

import json
from datetime import UTC, datetime

import pytest
from fastapi.routing import APIRoute

from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.standards import Code, ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Sensitivity, Text
from onedata_portal.server import STANDARD_ROUTERS
from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.data_policies import StoredDataPolicy
from onedata_resources.store.review_model import Origin
from onedata_resources.store.reviewed import STANDARD, Reviews

pytestmark = pytest.mark.row("S16", "S17", "S72")
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
T = Text(en="t", zh="题")
NAME = "dwd/member"
VIEWERS, CHANGERS, STRANGERS = ["vera"], ["dan", "olga", "carl", "root"], ["bob", "lone"]


def column(name: str, family: Family = Family.TEXT, **rules) -> ColumnStandard:
    return ColumnStandard(name=name, title=T, family=family, **rules)


STANDARD_OF_MEMBERS = TableStandard(
    table=NAME,
    title=Text(en="Members", zh="会员"),
    columns=(
        column("id", Family.INTEGER, unique=True),
        column("mobile", pattern="1[0-9]{10}", sensitivity=Sensitivity.DIRECT),
        column("region", codes=(Code(value="华东", title=T),)),
    ),
)
PLAIN = json.loads(STANDARD_OF_MEMBERS.model_dump_json())
ORDER = {"content": PLAIN, "after": 1, "reason": "reviewed"}
TRIAL = {"table": NAME, "column": PLAIN["columns"][0]}
CODES = {
    "title": {"en": "t", "zh": "题"},
    "codes": [{"value": "1", "title": {"en": "one", "zh": "一"}}],
    "after": 0,
    "reason": "new",
}
READS = {
    "list_standards": ("GET", "/standards", None),
    "get_standard_rules": ("GET", "/standards/rules", None),
    "get_standard": ("GET", f"/standards/table?table={NAME}", None),
    "compare_standards": ("GET", f"/standards/changes?table={NAME}&old=1&new=1", None),
    "export_standard": ("GET", f"/standards/export?table={NAME}&form=json-schema", None),
    "try_standard_rules": ("POST", "/standards/trial", TRIAL),
    "list_code_sets": ("GET", "/code-sets", None),
    "get_code_set": ("GET", "/code-sets/sex", None),
}
CHANGES = {
    "put_standard_draft": ("PUT", "/standards/draft", PLAIN),
    "delete_standard_draft": ("DELETE", f"/standards/draft?table={NAME}", None),
    "accept_standard_rules": (
        "POST",
        "/standards/accept",
        {"table": NAME, "origin": "scan", "accepted": [["region", "codes"]]},
    ),
    "publish_standard": ("POST", "/standards/versions", ORDER),
    "retire_standard": (
        "POST",
        "/standards/retirement",
        {"table": NAME, "after": 1, "reason": "gone"},
    ),
    "restore_standard": ("POST", "/standards/restoration", {"table": NAME, "number": 1}),
}
OPEN = {"list_standards", "get_standard_rules", "list_code_sets", "get_code_set"}
"""What is about no thing of a project."""
ELSEWHERE = {
    "list_waiting_kettle", "get_kettle", "preview_kettle", "use_kettle", "compare_kettle",
    "get_kettle_file", "draft_standard_anew", "reload_for_standard",
}  # fmt: skip
"""What `test_standard_doors.py` and `test_standard_kettle.py` are about."""


@pytest.fixture
def reviews(home):
    made = Reviews(home.portal.store, STANDARD)
    content = STANDARD_OF_MEMBERS.model_dump_json()
    made.publish(NAME, content, NOW, actor="carl", reason="first", after=0)
    wider = STANDARD_OF_MEMBERS.model_copy(
        update={"columns": (*STANDARD_OF_MEMBERS.columns[:2], column("region", longest=4))}
    )
    made.propose(NAME, wider.model_dump_json(), NOW, origin=Origin.SCAN, reason="shop v2")
    return made


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))


def audited(home):
    return [each.event for each in home.portal.audit.all(AuditFilter())]


def test_every_route_has_a_rule():
    routes = {
        route.operation_id
        for router in STANDARD_ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
    }
    assert routes == {*READS, *CHANGES, *ELSEWHERE, "put_code_set"}


@pytest.mark.parametrize("operation", READS)
@pytest.mark.parametrize("who", ["", *STRANGERS, *VIEWERS, *CHANGERS])
def test_who_sees_a_table_reads_its_standard_and_nobody_else(home, reviews, operation, who):
    method, path, body = READS[operation]
    answer = home.browser(who).ask(method, path, body)
    hidden = who in STRANGERS and operation not in OPEN
    assert answer.status_code == (401 if not who else 404 if hidden else 200), answer.text
    if who in STRANGERS:
        assert "会员" not in answer.text


@pytest.mark.parametrize("operation", CHANGES)
@pytest.mark.parametrize("who", ["", *STRANGERS, *VIEWERS, *CHANGERS])
def test_who_may_launch_changes_it_and_the_audit_log_knows(home, reviews, operation, who):
    method, path, body = CHANGES[operation]
    answer = home.browser(who).ask(method, path, body)
    expected = 200 if who in CHANGERS else 403 if who in VIEWERS else 404 if who else 401
    assert answer.status_code == expected, answer.text
    told = [each.action for each in audited(home)]
    changed = [each for each in told if each.startswith("standard.")]
    assert bool(changed) is (expected == 200)


@pytest.mark.parametrize("who", ["", *STRANGERS, *VIEWERS, *CHANGERS])
def test_code_sets_are_changed_by_administrators(home, who):
    answer = home.browser(who).ask("PUT", "/code-sets/states", CODES)
    assert answer.status_code == (200 if who == "root" else 403 if who else 401), answer.text


def test_a_draft_is_compared_accepted_rule_by_rule_and_published(home, reviews):
    carl = home.browser("carl")
    told = carl.get(f"/standards/table?table={NAME}").json()
    assert told["may_change"] is True
    [scanned] = told["drafts"]
    changes = {(each["column"], each["rule"]) for each in scanned["changes"]}
    assert changes == {("region", "codes"), ("region", "longest")}
    order = {"table": NAME, "origin": "scan", "accepted": [["region", "longest"]]}
    accepted = carl.post("/standards/accept", order).json()
    mine = next(each for each in accepted["drafts"] if each["origin"] == "person")
    assert [each["rule"] for each in mine["changes"]] == ["longest"]
    done = carl.post(
        "/standards/versions", {"content": mine["content"], "after": 1, "reason": "wider"}
    ).json()
    assert [each["reason"] for each in done["versions"]] == ["wider", "first"]
    assert [each["origin"] for each in done["drafts"]] == ["scan"]
    [change] = carl.get(f"/standards/changes?table={NAME}&old=1&new=2").json()
    assert (change["before"], change["after"]) == (None, 4)


def test_who_looked_at_an_older_version_is_told_so(home, reviews):
    answer = home.browser("carl").post("/standards/versions", ORDER | {"after": 0})
    assert answer.status_code == 422
    assert "meanwhile" in answer.json()["en"]


def test_a_list_is_filtered_by_state_and_word(home, reviews):
    vera = home.browser("vera")
    [item] = vera.get("/standards?q=会员&state=published").json()["items"]
    assert (item["table"], item["number"], item["waiting"]) == (NAME, 1, 2)
    assert vera.get("/standards?state=retired").json()["total"] == 0
    assert vera.get("/standards?state=waiting").json()["total"] == 1


def opened(home, shown: str, columns: list[str]) -> None:
    """Let everybody of alpha see these columns so."""
    policy = StoredDataPolicy("p", "everyone", [NAME], "allow", "", "", columns, shown, None)
    home.portal.data_policies.put("alpha", [policy])


def tried(home, who: str, column: dict):
    return home.browser(who).post("/standards/trial", {"table": NAME, "column": column})


def test_rules_are_tried_on_rows_and_values_of_persons_stay_masked(home, reviews):
    opened(home, "clear", ["*"])
    told = tried(home, "carl", PLAIN["columns"][2]).json()
    [breach] = told["breaches"]
    assert (told["rows"], breach["rule"], breach["rows"]) == (4, "code", 2)
    answer = tried(home, "carl", PLAIN["columns"][1] | {"pattern": "139[0-9]{8}"})
    assert answer.json()["breaches"][0]["rows"] == 2
    assert "13812345678" not in answer.text
    reads = [each for each in audited(home) if each.action == "data.read"]
    assert reads[-1].details["trial"] == "mobile"


@pytest.mark.parametrize("shown", ["partial", "hidden", "pseudonym"])
def test_a_column_that_a_person_does_not_see_as_it_is_is_not_tried(home, reviews, shown):
    opened(home, shown, ["mobile"])
    answer = tried(home, "vera", PLAIN["columns"][1])
    assert answer.status_code == 403
    assert "mobile" in answer.json()["en"]


@pytest.mark.parametrize("form", ["json", "json-schema", "expectations", "ddl", "document"])
def test_a_standard_is_downloaded_for_other_tools(home, reviews, form):
    answer = home.browser("vera").get(f"/standards/export?table={NAME}&form={form}")
    assert answer.headers["content-disposition"].startswith('attachment; filename="dwd_member.')
    assert "region" in answer.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pattern": "("}, "no regular expression"),
        ({"code_set": "nothing"}, "no code set 'nothing'"),
        ({"coding": "GB 1"}, "GB 11643"),
        ({"low": "1"}, "has no low"),
    ],
)
def test_a_standard_that_cannot_be_is_refused_with_what_to_correct(home, reviews, change, said):
    wrong = PLAIN | {"columns": [PLAIN["columns"][2] | {"codes": []} | change]}
    answer = home.browser("carl").post("/standards/versions", ORDER | {"content": wrong})
    assert answer.status_code == 422
    assert said in answer.json()["en"]
    assert answer.json()["zh"]


def test_a_changed_code_set_is_a_version_and_one_that_was_looked_at_before_is_told(home):
    root = home.browser("root")
    first = root.ask("PUT", "/code-sets/states", CODES).json()
    assert (first["number"], first["count"]) == (1, 1)
    again = root.ask("PUT", "/code-sets/states", CODES)
    assert again.status_code == 422
    assert root.get("/code-sets/sex").json()["number"] == 0


def test_code_sets_are_found_by_a_word_and_looked_back_at(home):
    root = home.browser("root")
    codes = CODES | {"title": {"en": "Sex", "zh": "性别"}, "source": "ours"}
    assert root.ask("PUT", "/code-sets/sex", codes).json()["number"] == 1
    [item] = root.get("/code-sets?q=性别").json()["items"]
    assert (item["name"], item["number"], item["count"], item["actor"]) == ("sex", 1, 1, "root")
    before = root.get("/code-sets/sex?version=0").json()
    assert (before["count"], before["source"]) == (4, "GB/T 2261.1-2003")
    assert root.get("/code-sets/sex?version=1").json()["count"] == 1
    assert root.get("/code-sets/sex?version=2").status_code == 404
    assert root.get("/code-sets?offset=1&limit=2").json()["total"] == 7
    assert home.browser("vera").get("/code-sets/sex").json()["may_change"] is False
