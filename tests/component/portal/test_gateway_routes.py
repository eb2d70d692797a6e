"""Pages, files, REST routes and websockets of Dagster's web server behind the gateway."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.dagster_ui import latest
from onedata_portal.gateway.viewer import NOBODY, Viewer
from tests.component.portal.answers import hidden, stored
from tests.component.portal.served import (
    ADMIN,
    ALPHA,
    BETA,
    HEADER,
    MEMBER,
    PREFIX,
    STRANGER,
    Served,
    signed,
)
from tests.component.portal.world import Names

RUN = "{ runOrError(runId: %s) { __typename ... on Run { runId jobName } } }"


def printed(names: Names, stream: str = "out") -> str:
    return f"/logs/{names.run}/compute_logs/{names.log}/{stream}"


@pytest.mark.parametrize(
    "path", ["/", "/graphql", latest.PATH, "/server_info", "/favicon.png", "/runs/x"]
)
def test_who_is_not_signed_in_gets_no_page(two, path):
    assert two.get(NOBODY, path).status_code == 401


def test_a_header_that_is_not_signed_is_nobody(two):
    said, mark = signed(ALPHA[Role.VIEWER])[HEADER].split(".")
    forged = {HEADER: signed(ADMIN)[HEADER].split(".")[0] + "." + mark}
    assert two.client.get(f"{PREFIX}/", headers=forged).status_code == 401
    assert said


def test_a_member_gets_dagsters_pages(two):
    page = two.get(ALPHA[Role.VIEWER], "/runs")
    assert page.status_code == 200
    assert PREFIX in page.text


LATEST = """{ assetsOrError { ... on AssetConnection { nodes {
  key { path } assetMaterializations(limit: 1) { timestamp runId } } } } }"""


@pytest.mark.parametrize("viewer", [ADMIN, MEMBER, BETA[Role.VIEWER], STRANGER])
def test_when_assets_were_last_made_is_told_as_dagster_tells_it(two, viewer):
    told = two.get(viewer, latest.PATH).json()
    nodes = two.ask(viewer, LATEST)["data"]["assetsOrError"]["nodes"]
    defined = {key.path[-1] for key in two.process.scope(ADMIN).owned.assets}
    assert {path[-1]: (at, run) for path, at, run in told} == {
        node["key"]["path"][-1]: (made["timestamp"], made["runId"])
        for node in nodes
        for made in node["assetMaterializations"]
        if node["key"]["path"][-1] in defined
    }
    names = {path[-1] for path, _, _ in told}
    assert ("alpha_orders" in names) is (viewer in (ADMIN, MEMBER))
    assert ("beta_secret" in names) is (viewer in (ADMIN, BETA[Role.VIEWER]))
    assert names or viewer is STRANGER


def test_printed_logs_are_for_members_of_the_project(two):
    alpha, beta = two.made["alpha"], two.made["beta"]
    assert "alpha printed this" in two.get(MEMBER, printed(alpha)).text
    assert "beta printed this" in two.get(BETA[Role.VIEWER], printed(beta)).text
    assert "beta printed this" in two.get(ADMIN, printed(beta)).text
    assert two.get(MEMBER, printed(beta)).status_code == 404
    assert two.get(MEMBER, printed(two.made["ghost"])).status_code == 404


@pytest.mark.parametrize(
    "trick",
    [
        "/logs/{own}/compute_logs/..%2F..%2F{other}/compute_logs/{log}/out",
        "/logs/{own}/compute_logs/%2e%2e/%2e%2e/{other}/compute_logs/{log}/out",
        "/logs/{own}/../{other}/compute_logs/{log}/out",
        "/logs//{other}/compute_logs/{log}/out",
        "/logs/./{other}/compute_logs/{log}/out",
        "/logs/{other}/compute_logs/{log}/complete",
        "/logs/__repository__/beta_schedule/1/err",
    ],
)
def test_no_path_leads_to_the_logs_of_another_project(two, trick):
    beta = two.made["beta"]
    path = trick.format(own=two.made["alpha"].run, other=beta.run, log=beta.log)
    answer = two.get(MEMBER, path)
    assert "printed" not in answer.text
    assert answer.status_code in (404, 200)
    if answer.status_code == 200:
        assert "<!DOCTYPE html>" in answer.text.replace("<!doctype", "<!DOCTYPE")


def test_a_debug_file_holds_a_run_of_the_own_project(two):
    file = two.get(MEMBER, f"/download_debug/{two.made['alpha'].run}")
    assert file.status_code == 200
    text = gzip.decompress(file.content).decode()
    assert two.made["alpha"].run in text
    assert hidden(two, text) == []


def test_a_debug_file_of_another_project_is_not_there(two):
    other = two.get(MEMBER, f"/download_debug/{two.made['beta'].run}")
    assert other.status_code == 404
    assert other.text == two.get(MEMBER, f"/download_debug/{two.made['ghost'].run}").text
    assert two.get(ADMIN, f"/download_debug/{two.made['beta'].run}").status_code == 200


@pytest.mark.parametrize("path", ["/notebook", "/dagit/notebook"])
def test_notebooks_by_path_are_for_administrators(two, path):
    asked = f"{path}?repoLocName=two&path=/etc/x.ipynb"
    assert two.get(MEMBER, asked).status_code == 403
    assert two.get(ADMIN, asked).status_code != 403


@pytest.mark.parametrize("kind", ["materialization", "observation", "check"])
@pytest.mark.parametrize(
    ("viewer", "asset"),
    [
        (MEMBER, "beta_secret"),
        (MEMBER, "gost_secret"),
        (MEMBER, "mixed_alpha"),
        (ALPHA[Role.DEV], "alpha_orders"),
        (ALPHA[Role.VIEWER], "alpha_orders"),
    ],
)
def test_events_are_reported_only_where_the_role_allows(two, kind, viewer, asset):
    before = stored(two)
    answer = reported(two, viewer, kind, asset)
    assert answer.status_code in (401, 403)
    assert stored(two) == before


def test_ops_report_events_of_their_project(two):
    assert reported(two, ALPHA[Role.OPS], "materialization", "alpha_late").status_code == 200


def reported(two: Served, viewer: Viewer, kind: str, asset: str) -> Any:
    body = {"check_name": "one", "passed": True} if kind == "check" else {"data_version": "1"}
    path = f"{PREFIX}/report_asset_{kind}/{asset}"
    return two.client.post(path, json=body, headers=signed(viewer))


def test_aliases_fragments_and_a_query_in_the_url_show_nothing_more(two):
    beta = two.made["beta"]
    query = (
        f'query {{ mine: runOrError(runId: "{two.made["alpha"].run}") {{ ...all }} '
        f'other: runOrError(runId: "{beta.run}") {{ ...all }} '
        f'again: pipelineRunOrError(runId: "{beta.run}") {{ ...all }} }} '
        "fragment all on RunOrError { __typename ... on Run { runId jobName tags { value } } }"
    )
    by_body = two.ask(MEMBER, query)["data"]
    assert by_body["mine"]["runId"] == two.made["alpha"].run
    assert by_body["other"]["__typename"] == by_body["again"]["__typename"] == "RunNotFoundError"
    by_url = two.client.get(f"{PREFIX}/graphql", params={"query": query}, headers=signed(MEMBER))
    assert by_url.json()["data"] == by_body


def test_a_batch_is_not_served(two):
    batch = [{"query": RUN % f'"{two.made["beta"].run}"'}]
    answer = two.client.post(f"{PREFIX}/graphql", json=batch, headers=signed(MEMBER))
    assert answer.status_code == 500
    assert hidden(two, answer.text) == []


# Subscriptions.


def told(two: Served, viewer: Viewer, query: str, count: int) -> Iterator[dict[str, Any]]:
    """Yield what a subscription sends, until it ends or has sent `count` messages."""
    with two.client.websocket_connect(
        f"{PREFIX}/graphql", subprotocols=["graphql-ws"], headers=signed(viewer)
    ) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json()["type"] == "connection_ack"
        socket.send_json({"type": "start", "id": "1", "payload": {"query": query}})
        for _ in range(count):
            message = socket.receive_json()
            yield message
            if message["type"] != "data":
                break
        socket.send_json({"type": "connection_terminate"})


EVENTS = """subscription { pipelineRunLogs(runId: "%s") { __typename
  ... on PipelineRunLogsSubscriptionFailure { message missingRunId }
  ... on PipelineRunLogsSubscriptionSuccess { run { runId } messages { __typename
    ... on MessageEvent { message } ... on MaterializationEvent { label
      metadataEntries { label } } } } } }"""
PRINTED = """subscription { capturedLogs(logKey: ["%s", "compute_logs", "%s"]) {
  stdout stderr logKey } }"""


def test_who_is_not_signed_in_has_no_websocket(two):
    with (
        pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)),
        two.client.websocket_connect(f"{PREFIX}/graphql", subprotocols=["graphql-ws"]),
    ):
        pass


def test_a_subscription_tells_the_events_of_the_own_project(two):
    [message] = told(two, MEMBER, EVENTS % two.made["alpha"].run, 1)
    data = message["payload"]["data"]["pipelineRunLogs"]
    assert "alpha logged this" in str(data["messages"])
    assert hidden(two, data) == []


def test_a_subscription_to_another_project_is_told_what_is_told_of_none(two):
    beta, ghost = two.made["beta"].run, two.made["ghost"].run
    other = list(told(two, MEMBER, EVENTS % beta, 2))
    none = list(told(two, MEMBER, EVENTS % ghost, 2))
    assert str(other).replace(beta, ghost) == str(none)
    assert "beta logged this" in str(list(told(two, ADMIN, EVENTS % beta, 1)))


def test_a_subscription_to_logs_tells_those_of_the_own_project(two):
    alpha, beta = two.made["alpha"], two.made["beta"]
    assert "alpha printed" in str(list(told(two, MEMBER, PRINTED % (alpha.run, alpha.log), 2)))
    other = str(list(told(two, MEMBER, PRINTED % (beta.run, beta.log), 2)))
    assert "printed" not in other
    assert "beta printed" in str(list(told(two, ADMIN, PRINTED % (beta.run, beta.log), 2)))


def test_changes_of_code_locations_are_not_told_to_members(two):
    query = "subscription { locationStateChangeEvents { event { locationName message } } }"
    assert [message["type"] for message in told(two, MEMBER, query, 1)] == ["complete"]
