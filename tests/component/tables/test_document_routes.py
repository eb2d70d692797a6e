"""Who may ask about metrics and registered tables: every route has a rule, asked as everybody."""

import pytest
from fastapi.routing import APIRoute

from onedata_assets.domain.metadata.metric_book import KIND as METRIC
from onedata_assets.domain.metadata.metrics import Metric
from onedata_assets.domain.metadata.registers import KIND as REGISTER
from onedata_assets.domain.metadata.registers import RegisteredTable
from onedata_portal.server import DOCUMENT_ROUTERS
from onedata_resources.store.documents import Documents, Draft
from tests.component.tables.document_rules import MEMBERS, RULES, SIZE, TABLE, WRITERS

pytestmark = [pytest.mark.row("F039", "F040"), pytest.mark.usefixtures("without_reload")]


@pytest.fixture
def kept(home):
    """A metric and a registered table of alpha."""
    store, now = home.portal.store, home.clock()
    metric = {"metric": Metric.read(SIZE).model_dump(mode="json")}
    table = RegisteredTable.read(TABLE).model_dump(mode="json")
    for kind, name, content in ((METRIC, "sizes", metric), (REGISTER, "hive.orders", table)):
        draft = Draft(name, "alpha", content)
        Documents(store, kind).put([draft], now, actor="carl", reason="created")
    return home


def test_every_route_has_a_rule():
    routes = {
        route.operation_id
        for router in DOCUMENT_ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
    }
    assert routes == RULES.keys()


@pytest.mark.parametrize("operation", RULES)
def test_a_route_answers_who_may_call_it_and_nobody_else(kept, operation):
    method, path, body, allowed = RULES[operation]
    refused = [who for who in ["", "lone", "bob", *MEMBERS] if who not in allowed]
    for who in [*refused, *allowed[:1]]:
        answer = kept.browser(who).ask(method, path, body)
        if who in allowed:
            assert answer.status_code < 300, answer.text
        else:
            expected = {401, 403, 404} | ({409} if who in WRITERS else set())
            assert answer.status_code in expected, (who, answer.text)
            assert {"en", "zh", "code"} <= answer.json().keys()


def test_what_is_of_another_project_is_told_as_what_there_is_not(kept):
    for path in ("/metrics/{}", "/registers/hive/{}"):
        hidden = kept.browser("bob").get(path.format("sizes" if "metrics" in path else "orders"))
        none = kept.browser("bob").get(path.format("nothing"))
        assert (hidden.status_code, hidden.text) == (404, none.text)
