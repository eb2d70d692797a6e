"""Who sees how the platform is used, of which projects, and that a report is of the newest log."""

from datetime import timedelta

import pytest

from onedata_assets.domain.security.usage import Part
from onedata_assets.domain.security.usage_findings import KINDS
from onedata_portal.api.usage import Kind
from onedata_resources.store.audit import Event


@pytest.fixture
def used(home):
    """Three weeks in which carl reads in alpha and bob in beta, and then each very much."""
    for ago in range(20, -1, -1):
        at = home.clock.now - timedelta(days=ago, hours=1)
        for name, project in (("carl", "alpha"), ("bob", "beta")):
            read = Event(name, "data.read", "table", f"dwd/{project}", project, "allowed")
            for _ in range(2 if ago else 90):
                home.portal.audit.write(read, at)
    at = home.clock.now - timedelta(hours=1)
    home.portal.audit.write(Event("carl", "sign_in", "session", address="10.0.0.1"), at)
    return home


@pytest.mark.row("S82")
def test_an_administrator_sees_everybodys_use_and_findings(used):
    told = used.browser("root").get("/usage?days=7").json()
    assert (told["first"], told["last"], told["projects"]) == ("2026-11-20", "2026-11-26", None)
    assert told["totals"]["people"] == 2
    assert told["totals"]["reads"] == 2 * (6 * 2 + 90)
    assert told["before"]["reads"] == 2 * 7 * 2
    assert len(told["daily"]) == 7
    assert {each["object"] for each in told["objects"]} == {"dwd/alpha", "dwd/beta"}
    found = {(each["actor"], each["kind"], each["severity"]) for each in told["findings"]}
    assert found == {("bob", "many_reads", "warning"), ("carl", "many_reads", "warning")}
    [finding, _] = told["findings"]
    assert {"en", "zh"} == finding["reason"].keys()
    assert {each["actor"]: each["findings"] for each in told["people"]} == {"carl": 1, "bob": 1}


def test_a_creator_sees_what_happened_in_their_projects(used):
    told = used.browser("carl").get("/usage").json()
    assert told["projects"] == ["alpha"]
    assert [each["actor"] for each in told["people"]] == ["carl"]
    assert {each["actor"] for each in told["findings"]} == {"carl"}
    # A sign-in is of no project.
    assert [each["part"] for each in told["parts"]] == [Part.DATA]


def test_one_person_is_looked_at_alone(used):
    told = used.browser("root").get("/usage?person=bob").json()
    assert [each["actor"] for each in told["people"]] == ["bob"]
    assert {each["actor"] for each in told["findings"]} == {"bob"}


def test_a_finding_leads_to_its_records_in_the_audit_log(used):
    root = used.browser("root")
    [finding] = root.get("/usage?person=bob&days=1").json()["findings"]
    asked = {"actor": "bob", "since": finding["since"], "limit": "500"}
    records = root.get("/audit", params=asked).json()
    assert records["total"] == finding["records"] == 90
    assert records["items"][-1]["sequence"] == finding["first_sequence"]


def test_a_report_is_of_the_newest_log(used):
    root = used.browser("root")
    before = root.get("/usage").json()["totals"]["actions"]
    assert root.get("/usage").json()["totals"]["actions"] == before
    root.post("/people", {"name": "zhao"})
    assert root.get("/usage").json()["totals"]["actions"] == before + 1


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("zone=Nowhere/Land", 422),
        ("zone=../../etc/passwd", 422),
        ("zone=%00", 400),
        ("zone=localtime", 422),
        ("zone=UTC", 200),
        ("zone=America/New_York", 200),
        ("days=0", 422),
        ("days=91", 422),
    ],
)
def test_what_cannot_be_answered_is_refused(home, asked, status):
    assert home.browser("root").get(f"/usage?{asked}").status_code == status


def test_a_log_without_records_is_answered(home):
    told = home.browser("root").get("/usage").json()
    assert (told["totals"]["people"], told["findings"], len(told["daily"])) == (0, [], 30)


def test_every_kind_of_finding_is_in_the_description():
    assert set(Kind.__args__) == set(KINDS)
