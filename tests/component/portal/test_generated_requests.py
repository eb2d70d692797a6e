"""Requests made from the description of the routers that show Dagster: none fails.

As an administrator, a member and nobody; what reads is asked of a run and an asset that there are.
"""

from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from onedata_portal.gateway.viewer import NOBODY
from tests.component.portal.api_rules import RULES
from tests.component.portal.served import ADMIN, MEMBER, signed

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# What the framework answers before a route is asked.
BEFORE = {404, 405}


@pytest.mark.parametrize("operation", RULES)
def test_no_request_fails_or_is_answered_otherwise_than_described(api, operation):
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", api.client.app)
    found: list[Any] = [cast("Any", each).ok() for each in schema.get_all_operations()]
    described = next(each for each in found if each.definition.raw["operationId"] == operation)
    there = {"run_id": api.two.made["alpha"].run, "address": "alpha_orders"}
    path = described.definition.raw.get("parameters", [])
    fixed = {each["name"]: there[each["name"]] for each in path if each["in"] == "path"}
    given_path = {"path_parameters": fixed} if RULES[operation].method == "GET" and fixed else {}
    modes = schemathesis.GenerationMode
    cases = st.one_of(
        described.as_strategy(generation_mode=modes.POSITIVE, **given_path),
        described.as_strategy(generation_mode=modes.NEGATIVE),
    )

    @seed(20261126)
    @settings(
        max_examples=8,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(case=cases)
    def run(case: Any) -> None:
        for viewer in (ADMIN, MEMBER, NOBODY):
            response = case.call(headers={**(case.headers or {}), **signed(viewer)})
            status = response.status_code
            is_described = str(status) in described.definition.raw["responses"]
            checks = CHECKS if is_described or status not in BEFORE else CHECKS[:1]
            case.validate_response(response, checks=checks)

    run()
