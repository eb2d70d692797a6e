"""Who may ask about rows: the table of rules has every route, and each is asked as everybody."""

import pytest
from fastapi.routing import APIRoute

from onedata_portal.server import TABLE_ROUTERS
from tests.component.tables.table_rules import MEMBERS, RULES


def test_every_route_has_a_rule():
    routes = {
        route.operation_id
        for router in TABLE_ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
    }
    assert routes == RULES.keys()


@pytest.mark.row("S72")
@pytest.mark.parametrize("operation", RULES)
@pytest.mark.parametrize("who", ["", "lone", "bob", *MEMBERS])
def test_a_route_answers_who_sees_the_table_and_nobody_else(home, operation, who):
    method, path, body = RULES[operation]
    answer = home.browser(who).ask(method, path, body)
    expected = 200 if who in MEMBERS else 404 if who else 401
    assert answer.status_code == expected, answer.text
    if expected != 200:
        assert {"en", "zh", "code"} <= answer.json().keys()
        assert "张" not in answer.text


def test_a_page_elsewhere_cannot_run_a_query(home):
    browser = home.browser("carl")
    method, path, body = RULES["run_sql"]
    answer = browser.ask(method, path, body, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
