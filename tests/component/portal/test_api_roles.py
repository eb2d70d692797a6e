"""Every route of the API for every role; what is hidden is told as what there is not."""

from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from onedata_assets.domain.security.roles import Role
from onedata_portal.api.app import DAGSTER_ROUTERS
from onedata_portal.gateway.viewer import NOBODY, Viewer
from tests.component.portal.answers import hidden, stored
from tests.component.portal.api import Api
from tests.component.portal.api_rules import RULES, Rule
from tests.component.portal.served import ADMIN, ALPHA, BETA, MEMBER, STRANGER
from tests.component.portal.world import Names

READS = [name for name, rule in RULES.items() if rule.method == "GET"]
ORDERS = [name for name, rule in RULES.items() if rule.method == "POST"]
THINGS = [name for name, rule in RULES.items() if rule.is_about_a_thing]


def asked(api: Api, viewer: Viewer, rule: Rule, names: Names) -> Any:
    path, body = rule.filled(names)
    answer = api.get(viewer, path) if rule.method == "GET" else api.post(viewer, path, body)
    if answer.status_code == 201:
        assert api.two.finished(answer.json()["run_id"]) == "SUCCESS"
    return answer


def routes_of(router: APIRouter) -> list[APIRoute]:
    return [route for route in router.routes if isinstance(route, APIRoute)]


def test_every_route_has_a_rule():
    routes = {
        route.operation_id: (set(route.methods), route.path)
        for router in DAGSTER_ROUTERS
        for route in routes_of(router)
    }
    assert set(routes) == set(RULES)
    for name, rule in RULES.items():
        methods, path = routes[name]
        assert methods == {rule.method}
        shown = path.replace("{address:path}", "{asset}").replace("{run_id}", "{run}")
        assert shown == rule.path


def test_every_route_is_described_with_its_errors(api):
    schema = api.app.openapi()
    operations = [one for path in schema["paths"].values() for one in path.values()]
    assert {one["operationId"] for one in operations} == set(RULES)
    for one in operations:
        assert one["summary"]
        assert {"401", "422", "503"} <= set(one["responses"])
        succeeded = next(
            one["responses"][status]
            for status in ("200", "201", "202")
            if status in one["responses"]
        )
        assert "$ref" in str(succeeded["content"]["application/json"]["schema"])


@pytest.mark.parametrize("name", RULES)
def test_who_is_not_signed_in_is_told_to_sign_in(api, name):
    before = stored(api.two)
    answer = asked(api, NOBODY, RULES[name], api.two.made["alpha"])
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_first")
    assert stored(api.two) == before


@pytest.mark.parametrize("name", RULES)
def test_a_viewer_reads_and_changes_nothing(api, name):
    before = stored(api.two)
    answer = asked(api, ALPHA[Role.VIEWER], RULES[name], api.two.made["alpha"])
    assert answer.status_code == RULES[name].viewer
    assert hidden(api.two, answer.text) == []
    if RULES[name].method == "POST":
        assert stored(api.two) == before


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("viewer", [ALPHA[Role.DEV], ADMIN], ids=["dev", "admin"])
def test_a_developer_and_an_administrator_may(api, name, viewer):
    answer = asked(api, viewer, RULES[name], api.two.made["alpha"])
    assert answer.status_code == RULES[name].dev
    assert viewer.is_admin or hidden(api.two, answer.text) == []


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("viewer", [BETA[Role.CREATOR], STRANGER], ids=["beta", "stranger"])
def test_a_member_of_another_project_gets_nothing_of_alpha(api, name, viewer):
    before = stored(api.two)
    answer = asked(api, viewer, RULES[name], api.two.made["alpha"])
    assert answer.status_code == RULES[name].theirs
    assert "alpha_" not in answer.text
    assert stored(api.two) == before


@pytest.mark.parametrize("name", THINGS)
def test_what_is_hidden_is_told_as_what_there_is_not(api, name):
    other = asked(api, MEMBER, RULES[name], api.two.made["beta"])
    none = asked(api, MEMBER, RULES[name], api.two.made["ghost"])
    assert (other.status_code, other.content) == (404, none.content)
    assert none.status_code == 404


@pytest.mark.parametrize("field", ["asset", "launched_by", "job", "cursor"])
def test_filters_of_runs_do_not_tell_what_is_hidden(api, field):
    beta, ghost = api.two.made["beta"], api.two.made["ghost"]
    pairs = {
        "asset": (beta.asset, ghost.asset),
        "launched_by": ("b_dev", "nobody"),
        "job": ("beta_job", "gost_job"),
        "cursor": (beta.run, ghost.run),
    }
    other, none = (api.get(MEMBER, "/runs", **{field: value}) for value in pairs[field])
    assert hidden(api.two, other.text) == []
    if field != "cursor":
        assert (other.status_code, other.text) == (none.status_code, none.text)


def test_a_selection_with_something_hidden_launches_nothing(api):
    before = stored(api.two)
    for key in ("beta_secret", "gost_secret", "mixed_alpha"):
        body = {"keys": [["alpha_orders"], [key]]}
        answer = api.post(ALPHA[Role.DEV], "/assets/materializations", body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert stored(api.two) == before


def test_a_run_of_two_projects_is_for_who_is_in_both(api):
    both = api.two.made["runs"]["both"]
    assert api.get(MEMBER, f"/runs/{both}").status_code == 404
    assert api.get(ADMIN, f"/runs/{both}").json()["projects"] == ["alpha", "beta"]


def test_the_home_page_counts_what_the_person_sees(api):
    mine, all_ = api.get(MEMBER, "/home").json(), api.get(ADMIN, "/home").json()
    assert mine["assets"]["total"] == 5
    assert [one["name"] for one in mine["projects"]] == ["alpha"]
    assert mine["projects"][0]["role"] == "creator"
    assert all_["assets"]["total"] == 12
    assert {one["name"]: one["assets"]["total"] for one in all_["projects"]} == {
        "alpha": 6,
        "beta": 5,
        "common": 1,
    }
    assert mine["runs"]["succeeded"] < all_["runs"]["succeeded"]


def test_an_address_that_there_is_not_and_a_wrong_method_are_told_in_both_languages(api):
    none, wrong = api.get(MEMBER, "/nothing"), api.post(MEMBER, "/home")
    assert (none.status_code, wrong.status_code) == (404, 405)
    for answer in (none, wrong):
        assert set(answer.json()) == {"en", "zh", "code"}


@pytest.mark.parametrize("params", [{"limit": 501}, {"limit": 0}, {"offset": -1}, {"sort": "size"}])
def test_a_malformed_question_is_told_which_part(api, params):
    answer = api.get(MEMBER, "/assets", **params)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert next(iter(params)) in answer.json()["en"]
