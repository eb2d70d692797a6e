"""Over the API, what the command line does with standards: drafts anew and reloads."""

import pytest

from onedata_assets.domain.metadata.standard_differences import standard_from
from onedata_portal.api.reloading import Reloads
from onedata_resources.store.kept_standards import kept_standards
from tests.component.tables.standard_house import EVERYBODY, actions
from tests.component.tables.test_standards import CHANGERS, NAME, PLAIN, VIEWERS

pytestmark = pytest.mark.row("S16", "S18", "S72")
CHANGES = {
    "draft_standard_anew": ("/standards/drafting", "standard.draft", 200),
    "reload_for_standard": ("/standards/reload", "definitions.reload", 202),
}


@pytest.mark.parametrize("operation", CHANGES)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_change_the_standard_drafts_anew_and_reloads(members, operation, who):
    path, action, well = CHANGES[operation]
    before = actions(members)
    answer = members.browser(who).post(path, {"table": NAME})
    expected = well if who in CHANGERS else 403 if who in VIEWERS else 404 if who else 401
    assert answer.status_code == expected, answer.text
    assert (action in actions(members)[len(before) :]) is (expected == well)


def test_a_table_of_the_lake_is_drafted_anew_from_its_rows(home, without_reload):
    told = home.browser("dan").post("/standards/drafting", {"table": NAME}).json()
    [draft] = told["drafts"]
    assert (draft["origin"], draft["actor"]) == ("scan", "dan")
    made = standard_from(draft["content"])
    assert [each.name for each in made.columns] == ["id", "name", "mobile", "region"]


def test_a_table_of_a_source_is_drafted_anew_from_its_rows(members):
    told = members.browser("dan").post("/standards/drafting", {"table": NAME}).json()
    made = standard_from(told["drafts"][0]["content"])
    assert {each.name: each.meaning for each in made.columns}["MOBILE"] == "mobile_phone"


def test_a_source_that_is_away_drafts_nothing_and_is_told(members, tmp_path):
    (tmp_path / "crm.db").unlink()
    answer = members.browser("dan").post("/standards/drafting", {"table": NAME})
    assert answer.status_code == 503
    assert "standard.draft" not in actions(members)


def test_a_publication_is_left_for_definitions_and_reloaded_when_asked(
    members, monkeypatch, tmp_path
):
    asked = []

    async def reload(self, services, viewer):
        asked.append(viewer.name)

    monkeypatch.setattr(Reloads, "after_change", reload)
    order = {"content": PLAIN, "after": 1, "reason": "again"}
    carl = members.browser("carl")
    assert carl.post("/standards/versions", order).status_code == 200
    assert kept_standards() == [NAME]
    assert asked == []
    assert carl.post("/standards/reload", {"table": NAME}).status_code == 202
    assert asked == ["carl"]
