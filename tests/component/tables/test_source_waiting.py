"""Breaking changes wait in the portal until a person accepts them; what comes later waits on."""

from typing import Any

import pytest

from onedata_assets.domain.metadata.finding_essence import essence_of
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.structure import structure_of
from onedata_assets.domain.metadata.versions import content_of
from onedata_resources.store.metadata import Found, SourceVersions
from tests.component.gateway.browser import House
from tests.component.tables.known_shop import (
    CUSTOMER,
    ID,
    ORDERS,
    PHONE,
    SECRET,
    findings,
    scanned,
    table,
)

pytestmark = pytest.mark.row("S14", "S17")
SHOP = "/metadata/sources/shop"
WHOLE = [table(CUSTOMER, ID, PHONE), table(SECRET, ID, PHONE), table(ORDERS, ID)]


def scan(home: House, *tables: Table) -> int:
    """Record what a scan found; return the number of the version."""
    known = findings(*tables)
    content = content_of(structure_of(list(tables), []))
    versions = SourceVersions(home.portal.store)
    return versions.record(
        "shop", content, home.clock.now, found=Found(known.text(), essence_of(known))
    ).number


@pytest.fixture
def broken(home) -> House:
    """A shop whose third version has neither the phone nor the orders, nor what others hid."""
    scanned(home.portal.store, home.clock.now)
    accepted(home, 2)
    scan(home, table(CUSTOMER, ID), table(SECRET, ID))
    return home


def waiting(home: House, who: str = "carl") -> dict[str, Any]:
    answer = home.browser(who).get(f"{SHOP}/waiting")
    assert answer.status_code == 200, answer.text
    return answer.json()


def accepted(home: House, version: int, who: str = "dan") -> None:
    answer = home.browser(who).post(f"{SHOP}/accept", {"version": version, "why": "moved to crm"})
    assert answer.status_code == 200, answer.text


def test_nothing_waits_before_the_first_scan(home):
    assert waiting(home) == {"newest": 0, "items": []}


def test_what_breaks_waits_and_tables_of_others_are_not_told(broken):
    told = waiting(broken)
    assert told["newest"] == 3
    assert {(each["kind"], each["table"]) for each in told["items"]} == {
        ("column_removed", "customer"),
        ("table_removed", "orders"),
    }
    assert all(each["is_breaking"] and each["text"]["zh"] for each in told["items"])
    assert {each["table"] for each in waiting(broken, "root")["items"]} >= {"secret"}


def test_what_a_person_accepts_waits_no_more_and_is_recorded_with_why(broken):
    accepted(broken, 3)
    assert waiting(broken)["items"] == []
    told = broken.browser("root").get("/audit", params={"action": "metadata.accept"}).json()
    newest = told["items"][0]
    assert (newest["object"], newest["actor"]) == ("shop", "dan")
    assert newest["details"] == {"version": 3, "why": "moved to crm"}


def test_what_a_scan_found_while_a_person_looked_goes_on_waiting(broken):
    scan(broken, table(SECRET, ID))
    accepted(broken, 3)
    assert {each["table"] for each in waiting(broken)["items"]} == {"customer"}


def test_an_older_version_takes_nothing_back(broken):
    accepted(broken, 3)
    accepted(broken, 1)
    assert waiting(broken)["items"] == []


def test_what_is_there_again_waits_for_nobody(broken):
    scan(broken, *WHOLE)
    assert waiting(broken)["items"] == []


@pytest.mark.parametrize(("version", "status"), [(9, 404), (0, 422)])
def test_a_version_that_is_not_there_is_refused(broken, version, status):
    answer = broken.browser("dan").post(f"{SHOP}/accept", {"version": version})
    assert (answer.status_code, bool(answer.json()["zh"])) == (status, True)
    assert waiting(broken)["items"]
