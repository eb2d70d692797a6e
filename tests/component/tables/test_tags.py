"""Tags of tables as people see and change them, and how they decide what policies show."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from onedata_portal.api.reloading import Reloads
from onedata_portal.api.tagging import Rules
from onedata_portal.server import METADATA_ROUTERS
from onedata_resources.store.annotations import Annotations, NewAnnotation
from onedata_resources.store.glossary import Glossary, TermVersion
from onedata_resources.store.metadata import Found, SourceVersions
from tests.component.gateway.browser import House
from tests.component.tables.known_shop import scanned
from tests.component.tables.metadata_rules import REFUSAL, RULES, TAG

PHONE = {
    "name": "客户电话",
    "title_zh": "客户电话",
    "title_en": "Customer phone",
    "definition_zh": "联系客户的电话",
    "definition_en": "How a customer is called",
    "synonyms": ["mobile"],
}
CONTACT = "/tables/dws/contact/rows"
pytestmark = pytest.mark.row("S12")


def filled(home: House) -> None:
    """Leave a term and an annotation in the store."""
    now = home.clock.now
    Glossary(home.portal.store).put(TermVersion("客户电话", 1, "draft", PHONE, "dan", "", now))
    said = NewAnnotation("dwd/member", "region", "tag", "quality:gold", "dan", "")
    Annotations(home.portal.store).add(said, now)
    scanned(home.portal.store, home.clock.now)


def tags(home: House, who: str, asset: str = "dwd/member") -> dict[str, Any]:
    answer = home.browser(who).get("/metadata/tags", params={"asset": asset})
    assert answer.status_code == 200, answer.text
    return {each["name"]: each for each in answer.json()["columns"]}


def say(home: House, who: str = "carl", status: int = 201, **body: Any) -> Any:
    answer = home.browser(who).post("/metadata/annotations", {**TAG, **body})
    assert answer.status_code == status, answer.text
    return answer.json()


def first_row(home: House, path: str, who: str = "carl") -> list[Any]:
    return home.browser(who).get(path).json()["rows"][0]


def test_every_route_has_a_rule():
    routes = {
        route.operation_id
        for router in METADATA_ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
    }
    assert routes == RULES.keys()


@pytest.mark.parametrize("operation", RULES)
@pytest.mark.parametrize("who", ["", "lone", "bob", "vera", "dan", "olga", "carl", "root"])
def test_a_route_answers_who_may_ask_it_and_nobody_else(home, operation, who):
    filled(home)
    method, path, body, allowed = RULES[operation]
    answer = home.browser(who).ask(method, path, body)
    if who in allowed:
        assert answer.status_code in {200, 201}, answer.text
    else:
        assert answer.status_code in ({403, 404} if who else {401}), answer.text
        assert {"en", "zh", "code"} <= answer.json().keys()
    if who in {"lone", "bob"} and "asset" in str((path, body)):
        assert answer.status_code == 404


@pytest.mark.row("S72")
def test_an_untagged_table_made_of_personal_data_is_masked_by_lineage(home):
    assert first_row(home, CONTACT) == [1, "138****5678", 4]
    phone = tags(home, "carl", "dws/contact")["phone"]["tags"]
    assert [(each["tag"], each["by"]) for each in phone] == [("pii:direct", "lineage")]
    assert phone[0]["why"][0] == {
        "en": "From dwd/member.mobile by column lineage.",
        "zh": "由列血缘来自 dwd/member.mobile。",
    }
    assert phone[0]["origin"]["asset"]["name"] == "dwd/member"
    assert tags(home, "carl", "dws/contact")["people"]["tags"] == []


@pytest.mark.row("S72")
def test_what_is_found_out_after_a_run_is_known_before_the_next_scan(home):
    """Rows that a run wrote are looked at without a scan of the whole source."""
    scanned(home.portal.store, home.clock.now)
    rules = Rules(SourceVersions(home.portal.store))
    before, revision = rules.now(), rules.revision()
    assert before["shop", "customer"]
    nothing = Found("", "")
    SourceVersions(home.portal.store).record(
        "shop", "{}", home.clock.now, found=nothing, is_scan=False
    )
    assert rules.revision() != revision
    assert rules.now() == {}


@pytest.mark.row("S72")
def test_sensitivity_comes_from_a_project_that_one_does_not_see_and_tells_nothing_of_it(
    home,
):
    assert first_row(home, "/tables/ads/caller/rows", "bob") == ["张*"]
    answer = home.browser("bob").get("/metadata/tags", params={"asset": "ads/caller"})
    [tag] = answer.json()["columns"][0]["tags"]
    assert (tag["tag"], tag["is_from_hidden"], tag["origin"]) == ("pii:direct", True, None)
    assert "member" not in answer.text


@pytest.mark.row("S72")
def test_what_a_creator_says_of_a_column_decides_at_once_and_is_taken_back(home):
    why = "numbers of the test bench"
    said = say(home, asset="dws/contact", column="phone", value="pii:none", why=why)
    assert first_row(home, CONTACT)[1] == "13812345678"
    assert home.last_event()[:3] == ("carl", "data.read", "dws/contact")
    home.browser("carl").post(f"/metadata/annotations/{said['id']}/end", {"why": "real ones"})
    assert home.last_event() == ("carl", "annotation.end", "dws/contact", "done")
    assert first_row(home, CONTACT)[1] == "138****5678"
    history = home.browser("vera").get("/metadata/annotations", params={"asset": "dws/contact"})
    [kept] = history.json()["items"]
    assert (kept["who"], kept["why"], kept["ended_by"], kept["ended_why"]) == (
        "carl",
        why,
        "carl",
        "real ones",
    )


@pytest.mark.row("S72")
def test_a_refusal_at_the_beginning_is_one_for_all_that_is_made_of_it(home):
    why = "shop's own numbers"
    say(home, kind="refused", column="mobile", value="pii:direct", why=why)
    assert first_row(home, CONTACT)[1] == "13812345678"
    mobile = tags(home, "vera")["mobile"]
    assert [each["tag"] for each in mobile["refused"]] == ["pii:direct"]
    assert mobile["refused"][0]["why"] == why


@pytest.mark.row("S72")
def test_who_may_change_tags_may_not_show_personal_data_to_more_people(home):
    for body in (REFUSAL, {**REFUSAL, "kind": "tag", "value": "pii:none"}):
        for who in ("dan", "olga"):
            refused = home.browser(who).post("/metadata/annotations", body)
            assert refused.status_code == 403
            assert "creator" in refused.json()["en"]
    said = say(home, "dan", column="region", value="pii:direct")
    assert first_row(home, "/tables/dwd/member/rows")[3] == "华*"
    end = f"/metadata/annotations/{said['id']}/end"
    assert home.browser("dan").post(end, {}).status_code == 403
    assert home.browser("carl").post(end, {}).status_code == 200


def test_a_person_of_another_project_cannot_end_what_was_said(home):
    said = say(home)
    answer = home.browser("bob").post(f"/metadata/annotations/{said['id']}/end", {})
    nothing = home.browser("bob").post("/metadata/annotations/99/end", {})
    assert answer.status_code == nothing.status_code == 404
    assert answer.json()["en"] == nothing.json()["en"].replace("99", str(said["id"]))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": "gold"}, "kind:value"),
        ({"value": "pii:secret", "why": "x"}, "sensitivity"),
        ({"value": "pii:none"}, "Say why"),
        ({"column": "city"}, "no column"),
        ({"kind": "refused", "column": ""}, "at the column"),
        ({"kind": "domain", "value": "x" * 65}, "64"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_said_is_refused(home, fields, said):
    answer = home.browser("carl").post("/metadata/annotations", {**TAG, **fields})
    assert answer.status_code == 422
    assert said in answer.json()["en"]
    assert tags(home, "carl")["name"]["tags"][0]["tag"] == "pii:direct"


def test_one_owner_takes_the_place_of_another_and_what_is_taken_back_is_gone(
    home,
):
    say(home, column="", kind="owner", value="ada")
    said = say(home, column="", kind="owner", value="eve", why="ada left")
    asked = {"asset": "dwd/member"}
    whole = home.browser("vera").get("/metadata/tags", params=asked).json()
    assert (whole["owner"]["value"], whole["owner"]["who"]) == ("eve", "carl")
    assert whole["may"] == {"edit": False, "lower": False}
    assert [each["tag"] for each in whole["tags"]] == ["pii:direct"]
    home.browser("dan").post(f"/metadata/annotations/{said['id']}/end", {})
    assert home.browser("vera").get("/metadata/tags", params=asked).json()["owner"] is None


@pytest.mark.row("S04")
def test_a_term_is_suggested_accepted_and_flows(home):
    filled(home)
    asked = {"asset": "dwd/member"}
    [item] = home.browser("vera").get("/metadata/suggestions", params=asked).json()["items"]
    assert (item["column"], item["tag"]) == ("mobile", "term:客户电话")
    assert item["title"] == {"en": "Customer phone", "zh": "客户电话"}
    assert "mobile" in item["why"][0]["en"]
    say(home, "dan", column="mobile", value=item["tag"])
    assert home.browser("vera").get("/metadata/suggestions", params=asked).json()["items"] == []
    detail = home.browser("vera").get("/glossary/terms/客户电话").json()
    assert [(one["column"]["asset"]["name"], one["by"]) for one in detail["columns"]] == [
        ("dwd/member", "person"),
        ("dws/contact", "lineage"),
    ]
    assert home.browser("lone").get("/glossary/terms/客户电话").json()["columns"] == []
    say(home, "dan", 404, column="mobile", value="term:nothing")


@pytest.mark.row("S04")
def test_a_term_is_drafted_approved_changed_and_removed_in_versions(home):
    path = "/glossary/terms/客户电话"
    short = {"name": "客户电话", "title_zh": "客户电话"}
    dan, carl = home.browser("dan"), home.browser("carl")
    assert dan.ask("PUT", path, {"term": short, "number": 0}).json()["state"] == "draft"
    refused = carl.post(f"{path}/approve", {"number": 1})
    assert refused.status_code == 409
    assert "definition_en" in refused.json()["en"]
    assert dan.ask("PUT", path, {"term": PHONE, "number": 0}).status_code == 409
    assert dan.ask("PUT", path, {"term": PHONE, "number": 1, "why": "whole"}).status_code == 200
    assert carl.post(f"{path}/approve", {"number": 2, "why": "ok"}).json()["state"] == "approved"
    assert home.last_event() == ("carl", "term.approve", "客户电话", "done")
    newer = {**PHONE, "owner": "ada"}
    assert dan.ask("PUT", path, {"term": newer, "number": 3}).status_code == 200
    told = dan.get(path).json()
    assert (told["state"], told["number"], told["approved"]) == ("draft", 4, 3)
    assert [each["state"] for each in told["versions"]] == ["draft", "approved", "draft", "draft"]
    assert carl.post(f"{path}/remove", {"number": 4}).status_code == 200
    assert dan.get("/glossary/terms").json()["total"] == 0
    assert dan.ask("PUT", path, {"term": PHONE, "number": 0}).json()["number"] == 6


@pytest.mark.row("S04")
def test_a_glossary_goes_out_as_a_file_and_comes_in_again_as_drafts_all_or_none(home):
    filled(home)
    dan = home.browser("dan")
    for kind in ("csv", "yaml"):
        out = dan.get("/glossary/export", params={"format": kind})
        told = dan.post("/glossary/import", {"kind": kind, "text": out.text}).json()
        assert told == {"added": [], "changed": [], "unchanged": 1}
    text = "name,title_zh,parent\n电话,电话,\n手机,手机,电话\n坏,坏,没有"
    wrong = dan.post("/glossary/import", {"kind": "csv", "text": text})
    assert wrong.status_code == 409
    assert dan.get("/glossary/terms").json()["total"] == 1
    good = text.rsplit("\n", 1)[0]
    told = dan.post("/glossary/import", {"kind": "csv", "text": good}).json()
    assert told["added"] == ["电话", "手机"]
    listed = dan.get("/glossary/terms", params={"search": "手"}).json()
    assert [each["term"]["name"] for each in listed["items"]] == ["手机"]
    assert dan.get("/glossary/terms/电话").json()["children"] == ["手机"]


@pytest.mark.row("S12", "S13")
def test_what_people_write_of_a_table_and_its_columns_is_told_by_its_asset_at_once(home):
    def asset() -> tuple[str, dict[str, str]]:
        told = home.browser("carl").get("/assets/dwd/member").json()
        return told["description"], {each["name"]: each["description"] for each in told["columns"]}

    before = asset()
    whole = say(home, column="", kind="description", value="会员 · Members")
    region = say(home, column="region", kind="description", value="所在大区")
    description, columns = asset()
    assert (description, columns["region"]) == ("会员 · Members", "所在大区")
    assert {**columns, "region": before[1]["region"]} == before[1]
    for said in (whole, region):
        home.browser("carl").post(f"/metadata/annotations/{said['id']}/end", {"why": ""})
    assert asset() == before


@pytest.mark.row("S12")
def test_the_owner_and_the_domain_that_people_set_are_those_that_the_asset_tells(home):
    def asset() -> tuple[list[str], str]:
        told = home.browser("carl").get("/assets/dwd/member").json()
        return told["owners"], told["tags"].get("domain", "")

    before = asset()
    made = [
        say(home, column="", kind=kind, value=value)
        for kind, value in (("owner", "张三"), ("domain", "health"))
    ]
    assert asset() == (["张三"], "health")
    for said in made:
        home.browser("carl").post(f"/metadata/annotations/{said['id']}/end", {"why": ""})
    assert asset() == before


def test_definitions_are_loaded_again_after_a_description_of_a_table_of_a_source(
    home, without_reload, monkeypatch
):
    reloaded = []

    async def reload(_: object, services: object, viewer: Any) -> None:
        reloaded.append(viewer.name)

    monkeypatch.setattr(Reloads, "after_change", reload)
    say(home, column="", kind="description", value="会员")
    say(home, asset="shop/customer", column="", kind="owner", value="dan")
    assert reloaded == []
    say(home, asset="shop/customer", column="", kind="description", value="客户")
    assert reloaded == ["carl"]
