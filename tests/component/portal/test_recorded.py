"""What people change through Dagster's pages is recorded, however the request is written."""

import pytest
from dagster import AssetKey
from starlette.testclient import TestClient

from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.dagster_ui.app import dagster_app
from onedata_portal.gateway.dagster_ui.mutations import mutations_in
from onedata_resources.errors import UnavailableError
from tests.component.portal.served import ALPHA, LOCATION, HeaderSignIn, signed
from tests.component.portal.world import LAUNCH, START, launch_params

VIEWER, DEV, OPS = (ALPHA[role] for role in (Role.VIEWER, Role.DEV, Role.OPS))


def new(two, ask):
    """Return what is recorded of what `ask` does, after as much that it is asked for."""
    before = len(two.changes)
    ask()
    found = two.changes[before:]
    asked, answered = found[: len(found) // 2], found[len(found) // 2 :]
    assert [(who, each.mutation, each.names, each.result) for who, each in asked] == [
        (who, each.mutation, each.names, "asked") for who, each in answered
    ]
    return answered


def test_a_launch_is_recorded_with_its_run_and_project(two):
    params = launch_params("__ASSET_JOB", ["alpha_orders"])
    [(who, change)] = new(two, lambda: two.ask(DEV, LAUNCH, {"params": params}))
    assert (who, change.mutation, change.result) == (DEV.name, "launchRun", "done")
    assert change.projects == "alpha"
    assert change.names == ["two", "__ASSET_JOB", "alpha_orders"]
    assert two.finished(change.details["made"][0]) == "SUCCESS"


def test_what_a_role_does_not_allow_is_recorded_as_refused(two):
    params = launch_params("__ASSET_JOB", ["alpha_orders"])
    [(who, change)] = new(two, lambda: two.ask(VIEWER, LAUNCH, {"params": params}))
    assert (who, change.result) == (VIEWER.name, "refused")


def test_what_fails_is_recorded_as_failed(two):
    schedule = {**LOCATION, "scheduleName": "there_is_none"}
    [(_, change)] = new(two, lambda: two.ask(OPS, START, {"schedule": schedule}))
    assert change.result in {"failed", "refused"}
    assert "there_is_none" in change.names


@pytest.mark.parametrize(
    "query",
    [
        "mutation { a: %s b: %s }",
        "fragment F on Mutation { a: %s b: %s } mutation M { ...F } query Q { version }",
        "mutation { ... on Mutation { a: %s } ... { b: %s } }",
    ],
)
def test_aliases_fragments_and_inline_fragments_hide_nothing(two, query):
    one = 'terminateRun(runId: "there-is-none") { __typename }'
    text = query % (one, one)
    body = {"query": text, "operationName": "M" if " M " in text else None}
    found = new(two, lambda: two.client.post("/dagster/graphql", json=body, headers=signed(OPS)))
    assert [(change.mutation, change.names) for _, change in found] == [
        ("terminateRun", ["there-is-none"])
    ] * 2


def test_other_ways_to_send_a_mutation_are_recorded_too(two):
    text = 'mutation { terminateRun(runId: "there-is-none") { __typename } }'
    raw = {"content-type": "application/graphql", **signed(OPS)}
    ways = [
        lambda: two.client.post("/dagster/graphql", content=text, headers=raw),
        lambda: two.client.post("/dagster/graphql/", json={"query": text}, headers=signed(OPS)),
        lambda: two.client.get("/dagster/graphql", params={"query": text}, headers=signed(OPS)),
        lambda: two.client.post("/dagster/graphql", params={"query": text}, headers=signed(OPS)),
    ]
    for way in ways:
        answer = []
        found = new(two, lambda way=way, answer=answer: answer.append(way()))
        # A spelling of the address that Dagster does not serve changes nothing.
        assert len(found) == 1 or answer[0].status_code in {307, 404}


def test_questions_are_not_recorded_and_answered_as_before(two):
    body = {"query": "{ version }"}
    assert (
        new(two, lambda: two.client.post("/dagster/graphql", json=body, headers=signed(DEV))) == []
    )
    assert "data" in two.client.post("/dagster/graphql", json=body, headers=signed(DEV)).json()


@pytest.mark.parametrize(
    "request_",
    [
        None,
        [],
        "x",
        {},
        {"query": 3},
        {"query": "mutation { ...Missing }"},
    ],
)
def test_what_is_no_request_has_no_mutations(request_):
    assert mutations_in(request_) == []


KINDS = ("materialization", "observation", "check")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("viewer", "asset", "told"),
    [
        (OPS, "alpha_orders", ("done", "alpha")),
        (VIEWER, "alpha_orders", ("refused", "alpha")),
        (OPS, "beta_secret", ("refused", "beta")),
        (OPS, "there_is_none", ("refused", "")),
    ],
)
def test_what_programs_report_is_recorded(two, kind, viewer, asset, told):
    body = {"check_name": "alpha_orders_are_there", "passed": True, "data_version": "1"}
    path = f"/dagster/report_asset_{kind}/{asset}"
    ask = lambda: two.client.post(path, json=body, headers=signed(viewer))  # noqa: E731
    [(who, change)] = new(two, ask)
    assert (who, change.mutation) == (viewer.name, f"report_asset_{kind}")
    assert (change.names, (change.result, change.projects)) == ([asset], told)


def test_a_report_that_names_its_asset_in_the_body_is_recorded_by_it(two):
    path, body = "/dagster/report_asset_materialization/", {"asset_key": ["alpha_orders"]}
    found = new(two, lambda: two.client.post(path, json=body, headers=signed(OPS)))
    assert [(change.names, change.result) for _, change in found] == [(["alpha_orders"], "done")]


@pytest.mark.parametrize("path", ["/graphql", "/report_asset_materialization/alpha_parts"])
def test_nothing_is_changed_that_cannot_be_recorded(two, path):
    def refuse(_scope, _change):
        raise UnavailableError("The store is away.", "平台存储不可用。")

    app = HeaderSignIn(dagster_app(two.process, "/dagster", refuse))
    params = launch_params("__ASSET_JOB", ["alpha_orders"])
    runs = two.instance.get_runs_count()
    made = two.instance.get_latest_materialization_event(AssetKey("alpha_parts"))
    with TestClient(app) as client:
        body = {"query": LAUNCH, "variables": {"params": params}}
        answer = client.post(f"/dagster{path}", json=body, headers=signed(OPS))
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert two.instance.get_runs_count() == runs
    assert two.instance.get_latest_materialization_event(AssetKey("alpha_parts")) == made
