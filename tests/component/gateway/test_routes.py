"""Who may call which route: the table has every route, and each is asked as everybody."""

import re

import pytest
from fastapi.routing import APIRoute

from onedata_portal.server import ROUTERS
from tests.component.gateway.browser import PASSWORD, ROLES
from tests.component.portal.api_rules import RULES as DAGSTER_RULES
from tests.component.tables.document_rules import RULES as DOCUMENT_RULES
from tests.component.tables.metadata_rules import RULES as METADATA_RULES
from tests.component.tables.table_rules import RULES as TABLE_RULES
from tests.component.tables.test_standards import CHANGES as STANDARD_CHANGES
from tests.component.tables.test_standards import ELSEWHERE as STANDARD_DOORS
from tests.component.tables.test_standards import READS as STANDARD_READS

EVERYBODY = ["nobody", "lone", "bob", "vera", "dan", "olga", "carl", "root"]
SIGNED_IN = EVERYBODY[1:]
MEMBERS = [*ROLES, "root"]
GOOD = "orchard 4 purple lantern"

# By operation: what is sent, and who may; the others get 401, 403, or 404 for what they don't see.
RULES: dict[str, tuple[object, list[str]]] = {
    "get_session": (None, EVERYBODY),
    "sign_in": ({"name": "carl", "password": PASSWORD}, EVERYBODY),
    "sign_out": (None, EVERYBODY),
    "register": ({"name": "fresh", "password": GOOD}, []),
    "begin_sign_in": (None, []),
    "finish_sign_in": (None, []),
    "change_me": ({"theme": "dark"}, SIGNED_IN),
    "change_my_password": ({"old": PASSWORD, "new": GOOD}, SIGNED_IN),
    "list_my_sessions": (None, SIGNED_IN),
    "end_my_session": (None, []),
    "list_people": (None, SIGNED_IN),
    "add_person": ({"name": "fresh"}, ["root"]),
    "change_person": ({"email": "x@y.example"}, ["root"]),
    "unlock_person": (None, ["root"]),
    "list_projects": (None, SIGNED_IN),
    "add_project": ({"name": "gamma"}, ["root"]),
    "get_project": (None, MEMBERS),
    "change_project": ({"title": "A"}, ["carl", "root"]),
    "remove_project": (None, ["root"]),
    "list_members": (None, MEMBERS),
    "set_member": ({"role": "dev"}, ["carl", "root"]),
    "remove_member": (None, ["carl", "dan", "root"]),
    "list_policies": (None, MEMBERS),
    "put_policies": ({"items": []}, ["carl", "root"]),
    "list_rights": (None, MEMBERS),
    "list_data_policies": (None, MEMBERS),
    "put_data_policies": ({"items": []}, ["carl", "root"]),
    "list_tokens": (None, SIGNED_IN),
    "add_token": ({"title": "t", "scopes": ["read"], "days": 3}, SIGNED_IN),
    "end_token": (None, []),
    "list_audit": (None, ["bob", "carl", "root"]),
    "export_audit": (None, ["bob", "carl", "root"]),
    "verify_audit": (None, ["root"]),
    "get_usage": (None, ["bob", "carl", "root"]),
    "get_settings": (None, ["root"]),
    "change_settings": ({"product_name": "X"}, ["root"]),
    "list_views": (None, SIGNED_IN),
    "add_view": ({"page": "assets", "title": "t", "state": {}}, SIGNED_IN),
    "remove_view": (None, []),
    "list_operations": (None, ["root"]),
    "put_operation": (
        {"operation": {"name": "alpha", "label_zh": "甲", "kind": "sql", "statement": "{table}"}},
        ["root"],
    ),
    "remove_operation": (None, []),
    "list_channels": (None, ["root"]),
    "test_notification": ({"channel": "default"}, ["root"]),
}
ASKED = {"list_views": "?page=assets"}
PATHS = {"name": "alpha", "person": "dan", "number": "7", "provider": "github"}
REFUSED_STATUSES = {401, 403, 404}

ROUTES = {
    route.operation_id: route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
}


def test_every_route_has_a_rule():
    assert ROUTES.keys() == RULES.keys()


def test_every_operation_of_the_whole_portal_is_in_one_table_of_rules(home):
    paths = home.browser().get("/openapi.json").json()["paths"]
    operations = [
        one["operationId"]
        for path in paths.values()
        for method, one in path.items()
        if method != "parameters"
    ]
    ruled = [*RULES, *DAGSTER_RULES, *TABLE_RULES, *METADATA_RULES, *DOCUMENT_RULES]
    ruled += [*STANDARD_READS, *STANDARD_CHANGES, *STANDARD_DOORS, "put_code_set"]
    assert sorted(operations) == sorted(ruled)
    assert len(set(ruled)) == len(ruled)


@pytest.mark.row("F001", "F016")
@pytest.mark.parametrize("operation", RULES)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_route_answers_who_may_call_it_and_nobody_else(home, operation, who):
    body, allowed = RULES[operation]
    route = ROUTES[operation]
    names = PATHS | ({"name": "dan"} if route.path.startswith("/people") else {})
    path = re.sub(r"{(\w+)}", lambda found: names[found[1]], route.path) + ASKED.get(operation, "")
    [method] = route.methods
    answer = home.browser("" if who == "nobody" else who).ask(method, path, body)
    if who in allowed:
        assert answer.status_code < 300, answer.text
    else:
        assert answer.status_code in REFUSED_STATUSES, answer.text
        assert {"en", "zh", "code"} <= answer.json().keys()
    if who == "bob" and route.path.startswith("/projects/"):
        assert answer.status_code == 404
