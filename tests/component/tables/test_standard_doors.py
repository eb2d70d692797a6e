"""Over the API, what the command line does: Kettle files of standards, drafts anew, reloads."""

import os
import sqlite3
from datetime import timedelta

import pytest

from onedata_assets.domain.metadata.model import Family, TableName
from onedata_assets.domain.metadata.standard_differences import standard_from
from onedata_portal import source_rows
from onedata_portal.api.reloading import Reloads
from onedata_resources.store import kettle_files
from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.kept_standards import kept_standards
from onedata_resources.store.reviewed import KETTLE, STANDARD, Reviews
from tests.component.tables.scanned import scanned, table
from tests.component.tables.test_standards import (
    CHANGERS,
    NAME,
    NOW,
    PLAIN,
    STANDARD_OF_MEMBERS,
    STRANGERS,
    VIEWERS,
    column,
)

pytestmark = pytest.mark.row("S16", "S18", "S72")
WANTED = {
    "standard": NAME,
    "source": "",
    "target": "lake",
    "schema": "ods",
    "table": "member",
    "rejected": "member__rejected",
    "only_conforming": False,
}
ORDER = {"table": NAME, "wanted": WANTED}
READS = {
    "get_kettle": ("GET", f"/standards/kettle?table={NAME}", None),
    "preview_kettle": ("POST", "/standards/kettle/preview", ORDER),
    "compare_kettle": ("GET", f"/standards/kettle/changes?table={NAME}&old=1&new=1", None),
    "get_kettle_file": ("GET", f"/standards/kettle/file?table={NAME}", None),
}
CHANGES = {
    "draft_standard_anew": ("/standards/drafting", "standard.draft", 200),
    "reload_for_standard": ("/standards/reload", "definitions.reload", 202),
}
EVERYBODY = ["", *STRANGERS, *VIEWERS, *CHANGERS]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose one source is called as the layer of the members' table."""
    folder = tmp_path / "project"
    (folder / "onedata_assets/defs").mkdir(parents=True)
    (folder / "onedata_assets/defs/source.yaml").write_text(
        "name: dwd\nkind: sql\nconnection: CRM_SOURCE_URL\n"
    )
    with sqlite3.connect(tmp_path / "crm.db") as database:
        database.execute("create table member (id integer primary key, MOBILE text, region text)")
        rows = [(number, f"138{number:08}", "华东") for number in range(120)]
        database.executemany("insert into member values (?, ?, ?)", rows)
    monkeypatch.setenv("CRM_SOURCE_URL", f"sqlite:///{tmp_path}/crm.db")
    for module in (source_rows, kettle_files):
        monkeypatch.setattr(module, "project_dir", lambda: folder)
    return folder


@pytest.fixture
def members(home, project, without_reload):
    """The members' standard in force, and their table as a scan left it."""
    known = table(TableName("", "member"), ["id", "MOBILE", "region"])
    scanned(home.portal.store, "dwd", [known], NOW)
    Reviews(home.portal.store, STANDARD).publish(
        NAME, STANDARD_OF_MEMBERS.model_dump_json(), NOW, actor="carl", reason="first"
    )
    return home


def used(home, who: str = "carl", **more):
    browser = home.browser(who)
    shown = browser.post("/standards/kettle/preview", ORDER)
    mark = shown.json().get("mark", "0" * 64)
    return browser.post("/standards/kettle/versions", ORDER | {"after": 0, "mark": mark} | more)


def actions(home) -> list[str]:
    return [each.event.action for each in home.portal.audit.all(AuditFilter())]


@pytest.mark.parametrize("operation", READS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_a_table_sees_its_transformation_and_nobody_else(members, operation, who):
    assert used(members).status_code == 200
    method, path, body = READS[operation]
    answer = members.browser(who).ask(method, path, body)
    expected = 404 if who in STRANGERS else 200 if who else 401
    assert answer.status_code == expected, answer.text


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_change_the_standard_uses_its_transformation(members, project, who):
    mark = members.browser("carl").post("/standards/kettle/preview", ORDER).json()["mark"]
    order = ORDER | {"after": 0, "mark": mark}
    answer = members.browser(who).post("/standards/kettle/versions", order)
    expected = 200 if who in CHANGERS else 403 if who in VIEWERS else 404 if who else 401
    assert answer.status_code == expected, answer.text
    is_used = expected == 200
    assert (project / "kettle_jobs/generated/dwd/member.ktr").exists() is is_used
    assert ("kettle_plan.accept" in actions(members)) is is_used


@pytest.mark.parametrize("operation", CHANGES)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_change_the_standard_drafts_anew_and_reloads(members, operation, who):
    path, action, well = CHANGES[operation]
    before = actions(members)
    answer = members.browser(who).post(path, {"table": NAME})
    expected = well if who in CHANGERS else 403 if who in VIEWERS else 404 if who else 401
    assert answer.status_code == expected, answer.text
    assert (action in actions(members)[len(before) :]) is (expected == well)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_tables_that_wait_are_those_that_a_person_sees(members, who):
    used(members)
    wider = STANDARD_OF_MEMBERS.model_copy(update={"columns": STANDARD_OF_MEMBERS.columns[:1]})
    publish(members, wider)
    answer = members.browser(who).get("/standards/kettle/waiting")
    if not who:
        assert answer.status_code == 401
        return
    told = [(each["table"], each["state"]) for each in answer.json()]
    assert told == ([] if who in STRANGERS else [(NAME, "waits")])


def publish(home, standard) -> None:
    Reviews(home.portal.store, STANDARD).publish(
        NAME, standard.model_dump_json(), NOW, actor="carl", reason="another"
    )


def test_a_transformation_is_shown_with_its_columns_and_used_as_a_version(members, project):
    carl = members.browser("carl")
    before = carl.get(f"/standards/kettle?table={NAME}").json()
    assert (before["state"], before["source"], before["is_writable"]) == ("none", "crm", True)
    assert {"lake", "crm"} <= set(before["connections"])
    shown = carl.post("/standards/kettle/preview", ORDER).json()
    written = {each["name"]: (each["source"], each["type"]) for each in shown["columns"]}
    assert written == {
        "id": ("id", "Integer"), "mobile": ("MOBILE", None), "region": ("region", None),
    }  # fmt: skip
    assert shown["waits"] is True
    after = used(members, reason="to ods").json()
    assert (after["state"], after["in_use"]) == ("current", 1)
    [version] = after["versions"]
    assert (version["actor"], version["reason"]) == ("carl", "to ods")
    assert version["wanted"] == WANTED | {"source": "crm"}
    told = carl.get(f"/standards/kettle/file?table={NAME}").text
    assert told == (project / "kettle_jobs/generated/dwd/member.ktr").read_text()
    assert "__rejected" in told


def test_a_new_version_of_the_standard_waits_and_is_shown_as_a_diff(members, project):
    used(members)
    file = project / "kettle_jobs/generated/dwd/member.ktr"
    before = file.read_text()
    as_number = (*STANDARD_OF_MEMBERS.columns[:2], column("region", Family.INTEGER))
    publish(members, STANDARD_OF_MEMBERS.model_copy(update={"columns": as_number}))
    carl = members.browser("carl")
    assert carl.get(f"/standards/kettle?table={NAME}").json()["state"] == "waits"
    shown = carl.post("/standards/kettle/preview", ORDER).json()
    assert any(line.startswith("+") and "region" in line for line in shown["diff"].splitlines())
    assert file.read_text() == before
    assert used(members, after=1).json()["in_use"] == 2
    changes = carl.get(f"/standards/kettle/changes?table={NAME}&old=1&new=2").json()
    assert changes["diff"].splitlines()[2:] == shown["diff"].splitlines()[2:]


def test_what_changed_since_it_was_seen_is_not_used(members, project):
    carl = members.browser("carl")
    mark = carl.post("/standards/kettle/preview", ORDER).json()["mark"]
    publish(members, STANDARD_OF_MEMBERS.model_copy(
        update={"columns": STANDARD_OF_MEMBERS.columns[:2]}
    ))  # fmt: skip
    answer = carl.post("/standards/kettle/versions", ORDER | {"after": 0, "mark": mark})
    assert answer.status_code == 422
    assert "Look at it again" in answer.json()["en"]
    assert Reviews(members.portal.store, KETTLE).history(NAME) == []


def test_who_looked_at_an_older_version_writes_no_file(members, project):
    used(members)
    file = project / "kettle_jobs/generated/dwd/member.ktr"
    file.write_text("as it was")
    assert used(members, after=0).status_code == 422
    assert file.read_text() == "as it was"
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_column_that_cannot_be_matched_is_refused_with_what_to_do(members):
    used(members)
    lost = table(TableName("", "member"), ["id", "region"])
    scanned(members.portal.store, "dwd", [lost], NOW + timedelta(hours=1))
    carl = members.browser("carl")
    answer = carl.post("/standards/kettle/preview", ORDER)
    assert answer.status_code == 422
    assert "no column mobile" in answer.json()["en"]
    assert "重新扫描" in answer.json()["zh"]
    told = carl.get(f"/standards/kettle?table={NAME}").json()
    assert (told["state"], told["in_use"]) == ("refused", 1)
    assert "no column mobile" in told["refusal"]["en"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_of_another_account_is_told(members, project):
    (project / "kettle_jobs").mkdir()
    (project / "kettle_jobs").chmod(0o500)
    told_of_a_portal_that_cannot_write(members)


def test_a_portal_that_cannot_write_the_project_says_so(members, project):
    (project / "kettle_jobs").write_text("a file where the folder belongs")
    told_of_a_portal_that_cannot_write(members)


def told_of_a_portal_that_cannot_write(home) -> None:
    told = home.browser("carl").get(f"/standards/kettle?table={NAME}").json()
    assert told["is_writable"] is False
    answer = used(home)
    assert answer.status_code == 503
    assert "onedata metadata kettle dwd/member --accept" in answer.json()["en"]
    assert Reviews(home.portal.store, KETTLE).history(NAME) == []


@pytest.mark.parametrize("name", ["${ONEDATA_SECRET_KEY}", "%%PATH%%", ""])
def test_names_are_names_and_no_variables(members, name):
    order = ORDER | {"wanted": WANTED | {"table": name}}
    answer = members.browser("carl").post("/standards/kettle/preview", order)
    assert answer.status_code == 422


def test_the_standard_of_a_table_that_is_not_seen_is_none(members):
    order = ORDER | {"wanted": WANTED | {"standard": "dwd/salary"}}
    assert members.browser("carl").post("/standards/kettle/preview", order).status_code == 404


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
