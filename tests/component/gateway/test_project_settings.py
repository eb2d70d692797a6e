"""Settings of a project over the API: refused field by field, told as they stand and as meant."""

import dataclasses

import pytest

from onedata_assets.domain.security.installation import Installation
from onedata_portal.server import portal_app
from tests.component.gateway.browser import House

OFFERED = Installation.parse(
    {
        "clusters": {"dev": {"host": "10.0.0.8|1.2.3.4"}, "prod": {}},
        "resource_groups": ["public", "research"],
        "host_roots": ["/data/shared"],
    }
)
TYPED = {
    "mounts": "kubeflow-user-workspace(pvc):/mnt\ndatasets(pvc-share):/datasets",
    "node_selector": "cpu=true;zone=a,b",
    "resource_group": "research",
    "priority": "5",
    "quotas": {"cpu": "8~16", "gpu": "2(V100)", "member": {"memory": "16G"}},
}


@pytest.fixture
def offering(home):
    portal = dataclasses.replace(home.portal, installation=OFFERED)
    return House(portal, home.clock, portal_app(portal))


@pytest.mark.row("F002", "F003", "F004", "F005")
def test_settings_are_answered_as_typed_and_as_meant(offering):
    carl = offering.browser("carl")
    assert carl.ask("PATCH", "/projects/alpha", {"settings": TYPED}).status_code == 200
    page = offering.browser("vera").get("/projects/alpha").json()
    assert TYPED.items() <= page["settings"].items()
    assert page["faults"] == []
    assert page["parsed"] == {
        "mounts": [
            {"source": "kubeflow-user-workspace", "kind": "pvc", "path": "/mnt/{user}"},
            {"source": "datasets", "kind": "pvc-share", "path": "/datasets"},
        ],
        "node_selector": {"cpu": ["true"], "zone": ["a", "b"]},
        "resource_group": "research",
        "cluster": "dev",
        "proxy_address": {"inside": "10.0.0.8", "outside": "1.2.3.4"},
        "priority": 5,
        "quotas": {
            "project": {"cpu": "8~16", "memory": "", "gpu": "2(V100)"},
            "member": {"cpu": "", "memory": "16G", "gpu": ""},
        },
    }


def test_every_setting_that_is_wrong_is_told_beside_its_field_and_nothing_changes(offering):
    carl = offering.browser("carl")
    carl.ask("PATCH", "/projects/alpha", {"settings": TYPED})
    wrong = {
        "mounts": "/etc(hostpath):/etc",
        "node_selector": "=;",
        "resource_group": "secret",
        "cluster": "mars",
        "proxy_address": "http://localhost:1",
        "priority": "high",
        "quotas": {"cpu": "many", "member": {"gpu": "x"}},
    }
    answer = carl.ask("PATCH", "/projects/alpha", {"settings": wrong, "title": "new"})
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "bad_settings")
    fields = {fault["field"] for fault in said["faults"]}
    assert fields == (set(wrong) - {"quotas"}) | {"quotas.cpu", "quotas.member.gpu"}
    assert all(fault["en"] and fault["zh"] for fault in said["faults"])
    assert carl.get("/projects/alpha").json()["title"] == "Alpha"
    assert carl.get("/projects/alpha").json()["settings"]["priority"] == "5"


def test_the_names_of_cube_studio_are_taken(offering):
    carl = offering.browser("carl")
    body = {"volume_mount": "a(pvc):/a", "org": "public", "SERVICE_EXTERNAL_IP": "10.0.0.9"}
    page = carl.ask("PATCH", "/projects/alpha", {"settings": body}).json()
    assert page["settings"]["mounts"] == "a(pvc):/a"
    assert page["parsed"]["resource_group"] == "public"
    assert page["parsed"]["proxy_address"] == {"inside": "10.0.0.9", "outside": "10.0.0.9"}


def test_settings_that_the_installation_no_longer_offers_are_told_as_such(home, offering):
    offering.browser("carl").ask(
        "PATCH", "/projects/alpha", {"settings": {"cluster": "prod", "priority": "1"}}
    )
    page = home.browser("carl").get("/projects/alpha").json()
    assert page["parsed"] is None
    assert [fault["field"] for fault in page["faults"]] == ["cluster"]
    assert page["settings"]["cluster"] == "prod"


def test_who_may_not_manage_learns_nothing_of_what_is_wrong(offering):
    answer = offering.browser("vera").ask(
        "PATCH", "/projects/alpha", {"settings": {"cluster": "mars"}}
    )
    assert answer.status_code == 403
