"""Requests made from the API's own description: none fails, each is answered as described.

As an administrator, as a member and as nobody, by sessions and bodies that the schema allows and
that it does not. What the routers that show Dagster answer is in `tests/component/portal`.
"""

from typing import Any, cast

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from onedata_portal.gateway.cookies import CSRF, CSRF_HEADER
from onedata_portal.server import ROUTERS
from tests.component.gateway.browser import HOST, House

# Each of these would sign the browser out, or takes the time of a password's hash.
SLOW = {"sign_in", "register", "change_my_password", "add_person"}
OPERATIONS = sorted(
    str(route.operation_id)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
# What the door, the limits and the frameworks answer before a route is asked.
BEFORE = {400, 403, 404, 405, 413}


@pytest.fixture
def asking(home: House) -> list[dict[str, str]]:
    """Return the headers of an administrator, of a member and of nobody."""
    return [headers_of(home.browser(name).client) for name in ("root", "carl", "")]


def headers_of(client: Any) -> dict[str, str]:
    """Return what our pages send with every request."""
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    told = {"cookie": cookies, CSRF_HEADER: client.cookies[CSRF]} if cookies else {}
    return {"origin": HOST, "host": HOST.removeprefix("http://"), **told}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_request_fails_or_is_answered_otherwise_than_described(home, asking, operation):
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", home.app)
    found: list[Any] = [cast("Any", each).ok() for each in schema.get_all_operations()]
    described = next(each for each in found if each.definition.raw["operationId"] == operation)
    cases = st.one_of(
        described.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE),
        described.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE),
    )

    @seed(20261126)
    @settings(
        max_examples=5 if operation in SLOW else 15,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(case=cases)
    def run(case: Any) -> None:
        for headers in asking:
            response = case.call(headers={**(case.headers or {}), **headers})
            status = response.status_code
            is_described = str(status) in described.definition.raw["responses"]
            checks = CHECKS if is_described or status not in BEFORE else CHECKS[:1]
            case.validate_response(response, checks=list(checks))

    run()
