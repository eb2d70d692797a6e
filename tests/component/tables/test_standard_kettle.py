"""Over the API, Kettle files of standards: previewed as a diff, used as versions, refused."""

from datetime import timedelta

import pytest

from onedata_assets.domain.metadata.model import Family, TableName
from onedata_resources.store.reviewed import KETTLE, Reviews
from tests.component.tables.scanned import scanned, table
from tests.component.tables.standard_house import (
    EVERYBODY,
    ORDER,
    WANTED,
    actions,
    publish,
    told_of_a_portal_that_cannot_write,
    used,
)
from tests.component.tables.test_standards import (
    CHANGERS,
    NAME,
    NOW,
    STANDARD_OF_MEMBERS,
    STRANGERS,
    VIEWERS,
    column,
)

pytestmark = pytest.mark.row("S16", "S18", "S72")
READS = {
    "get_kettle": ("GET", f"/standards/kettle?table={NAME}", None),
    "preview_kettle": ("POST", "/standards/kettle/preview", ORDER),
    "compare_kettle": ("GET", f"/standards/kettle/changes?table={NAME}&old=1&new=1", None),
    "get_kettle_file": ("GET", f"/standards/kettle/file?table={NAME}", None),
}


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


def test_a_transformation_is_shown_with_its_columns_and_used_as_a_version(members, project):
    carl = members.browser("carl")
    before = carl.get(f"/standards/kettle?table={NAME}").json()
    assert (before["state"], before["source"], before["is_writable"]) == ("none", "dwd", True)
    assert {"lake", "dwd"} <= set(before["connections"])
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
    assert version["wanted"] == WANTED | {"source": "dwd"}
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


def test_a_portal_that_cannot_write_the_project_says_so(members, project):
    (project / "kettle_jobs").write_text("a file where the folder belongs")
    told_of_a_portal_that_cannot_write(members)


@pytest.mark.parametrize("name", ["${ONEDATA_SECRET_KEY}", "%%PATH%%", ""])
def test_names_are_names_and_no_variables(members, name):
    order = ORDER | {"wanted": WANTED | {"table": name}}
    answer = members.browser("carl").post("/standards/kettle/preview", order)
    assert answer.status_code == 422


def test_the_standard_of_a_table_that_is_not_seen_is_none(members):
    order = ORDER | {"wanted": WANTED | {"standard": "dwd/salary"}}
    assert members.browser("carl").post("/standards/kettle/preview", order).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"target": "nowhere"}, "no connection 'nowhere'; there is: dwd, lake"),
        ({"target": "dwd", "table": "x; drop"}, "'x; drop' is no name"),
        ({"schema": "nolayer"}, "ads, dim, dwd, dws, ods"),
    ],
)
def test_what_cannot_be_written_is_neither_shown_nor_used(members, project, wrong, told):
    carl = members.browser("carl")
    order = ORDER | {"wanted": WANTED | wrong}
    shown = carl.post("/standards/kettle/preview", order)
    use = carl.post("/standards/kettle/versions", order | {"after": 0, "mark": "0" * 64})
    assert (shown.status_code, use.status_code) == (422, 422)
    assert told in shown.json()["en"]
    assert told in use.json()["en"]
    assert Reviews(members.portal.store, KETTLE).history(NAME) == []


def test_how_rows_are_written_is_told_with_the_preview(members):
    order = ORDER | {"wanted": WANTED | {"only_conforming": True, "rejected": ""}}
    notes = members.browser("carl").post("/standards/kettle/preview", order).json()["notes"]
    assert "replaces the table of the lake" in notes[0]["en"]
    assert "are dropped" in notes[1]["en"]
    assert all(each["zh"] for each in notes)
