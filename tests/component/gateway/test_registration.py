"""Accounts that people make for themselves are not too many, whoever asks from wherever."""

from contextlib import ExitStack

import pytest
from starlette.testclient import TestClient

from onedata_portal.api.registration import network_of
from onedata_portal.gateway.forwarded import networks
from onedata_portal.portal import make_portal
from onedata_portal.server import portal_app
from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.database import opened
from tests.component.gateway.browser import HOST, KEY

PROXY = "10.9.0.1"
GOOD = "orchard 4 purple lantern"


@pytest.fixture
def many(home, monkeypatch):
    """A portal that takes two accounts from a network and three in all, without hashing them."""
    monkeypatch.setattr("onedata_resources.store.people.password_hash", lambda _: "not a hash")
    home.portal.platform.change(
        registration_open=True, registrations_per_address=2, registrations_per_hour=3
    )
    return home


def registered(app, name, address, **headers):
    client = TestClient(app, base_url=HOST, client=(address, 1))
    body = {"name": name, "password": GOOD}
    return client.post("/api/registration", json=body, headers={"origin": HOST, **headers})


def statuses(app, *addresses):
    return [registered(app, f"new{n}", address).status_code for n, address in enumerate(addresses)]


def test_a_network_makes_so_many_accounts_and_is_told_when_it_may_again(many):
    assert statuses(many.app, "192.0.2.1", "192.0.2.1") == [201, 201]
    refused = registered(many.app, "late", "192.0.2.1")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    told = refused.json()
    assert (told["code"], told["retry_after_seconds"]) == ("too_many", 3600)
    assert "60 minutes" in told["en"]
    assert "60 分钟" in told["zh"]
    assert registered(many.app, "other", "192.0.2.2").status_code == 201
    many.clock.goes_on(minutes=60)
    assert registered(many.app, "late", "192.0.2.1").status_code == 201


def test_all_together_make_so_many_accounts(many):
    addresses = [f"192.0.2.{n}" for n in range(5)]
    assert statuses(many.app, *addresses) == [201, 201, 201, 429, 429]


def test_names_that_are_taken_count_and_weak_passwords_do_not(many):
    weak = {"name": "weak", "password": "password12"}
    for _ in range(3):
        assert many.browser().post("/registration", weak).status_code == 422
    answers = [
        registered(many.app, name, "192.0.2.1").status_code for name in ("carl", "dan", "x2")
    ]
    assert answers == [409, 409, 429]


def test_a_flood_leaves_one_record(many):
    for n in range(6):
        registered(many.app, f"new{n}", "192.0.2.1")
    events = [each.event for each in many.portal.audit.find(AuditFilter(), limit=50)[0]]
    refused = [event for event in events if event.result == "refused"]
    assert [event.action for event in refused] == ["person.register"]
    assert refused[0].details == {"why": "too_many", "counted": "registration 192.0.2.1"}


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip"]
)
def test_no_header_of_a_client_makes_it_another(many, header):
    answers = [
        registered(many.app, f"new{n}", "192.0.2.1", **{header: f"198.51.100.{n}"}).status_code
        for n in range(3)
    ]
    assert answers == [201, 201, 429]


def test_behind_a_trusted_proxy_each_client_is_counted_by_its_own_address(many):
    app = portal_app(many.portal, trusted=networks(PROXY, "TRUSTED_PROXIES"))
    # What a client wrote before the proxy added its address is not believed.
    said = ["198.51.100.1", "1.1.1.1, 198.51.100.1", "2.2.2.2, 198.51.100.1", "198.51.100.2"]
    answers = [
        registered(app, f"new{n}", PROXY, **{"x-forwarded-for": each}).status_code
        for n, each in enumerate(said)
    ]
    assert answers == [201, 201, 429, 201]


def test_two_portals_on_one_store_count_together(many):
    with ExitStack() as stack:
        url = many.portal.store.engine.url.render_as_string(hide_password=False)
        store = stack.enter_context(opened(url))
        other = make_portal(
            store, KEY, default_project="common", lake=many.portal.lake, clock=many.clock
        )
        stack.callback(other.messages.close)
        apps = [many.app, portal_app(other), many.app]
        answers = [registered(app, f"new{n}", "192.0.2.1") for n, app in enumerate(apps)]
    assert [each.status_code for each in answers] == [201, 201, 429]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("testclient", "testclient"),
    ],
)
def test_somebody_with_a_network_of_addresses_is_counted_as_one(address, network):
    assert network_of(address) == network
