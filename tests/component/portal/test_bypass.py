"""Ways in which a member could try to change more, or unseen, through Dagster's pages."""

import json

import pytest
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from onedata_assets.domain.security.roles import GRANTS, Action, Role
from onedata_assets.domain.security.scopes import Scope, capped
from onedata_portal.gateway.dagster_ui.mutations import mutations_in
from onedata_portal.gateway.viewer import Viewer
from tests.component.portal.answers import as_ghost, ask, hidden, stored
from tests.component.portal.mutation_rules import MUTATIONS
from tests.component.portal.served import ALPHA, MEMBER, PREFIX, signed
from tests.component.portal.world import LAUNCH, launch_params

READ_KEY = Viewer("a_creator", roles=capped({"alpha": Role.CREATOR}, [Scope.READ], None))
LAUNCH_KEY = Viewer("a_creator", roles=capped({"alpha": Role.CREATOR}, [Scope.LAUNCH], None))
BETA_KEY = Viewer(
    "both", roles=capped(dict.fromkeys(("alpha", "beta"), Role.CREATOR), [Scope.MANAGE], "beta")
)
OPS = ALPHA[Role.OPS]
STOP = 'terminateRun(runId: "there-is-none") { __typename }'


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_key_for_reading_changes_nothing(two, name):
    before = stored(two)
    ask(two, READ_KEY, name, MUTATIONS[name][1](two.made["alpha"]), "Mutation")
    assert stored(two) == before


@pytest.mark.parametrize(
    "name",
    [n for n, (action, _) in MUTATIONS.items() if action not in GRANTS[Role.DEV]],
)
def test_a_key_for_launching_changes_nothing_that_takes_more(two, name):
    before = stored(two)
    ask(two, LAUNCH_KEY, name, MUTATIONS[name][1](two.made["alpha"]), "Mutation")
    assert stored(two) == before


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_key_of_one_project_changes_nothing_of_another_of_its_person(two, name):
    before = stored(two)
    told = ask(two, BETA_KEY, name, MUTATIONS[name][1](two.made["alpha"]), "Mutation")
    of_none = ask(two, BETA_KEY, name, MUTATIONS[name][1](two.made["ghost"]), "Mutation")
    assert stored(two) == before
    assert str(told).replace("alpha", "gost").count("alpha_orders") == 0
    assert type(told) is type(of_none)


def test_a_key_of_one_project_opens_no_page_of_another_of_its_person(two):
    alpha = two.made["alpha"]
    logs = f"/logs/{alpha.run}/compute_logs/{alpha.log}/out"
    assert two.get(BETA_KEY, logs).status_code == 404
    assert two.get(BETA_KEY, f"/download_debug/{alpha.run}").status_code == 404
    query = f'{{ runOrError(runId: "{alpha.run}") {{ __typename }} }}'
    assert two.ask(BETA_KEY, query)["data"]["runOrError"]["__typename"] == "RunNotFoundError"
    assert two.ask(MEMBER, query)["data"]["runOrError"]["__typename"] == "Run"


@pytest.mark.parametrize("protocol", [["graphql-ws"], ["graphql-transport-ws"], []])
@pytest.mark.parametrize("message", ["start", "subscribe", "query", "execute"])
def test_a_websocket_changes_nothing(two, protocol, message):
    before = stored(two)
    payload = {
        "query": LAUNCH,
        "variables": {"params": launch_params("__ASSET_JOB", ["alpha_orders"])},
    }
    headers = signed(MEMBER)
    with two.client.websocket_connect(
        f"{PREFIX}/graphql", subprotocols=protocol, headers=headers
    ) as socket:
        socket.send_json({"type": message, "id": "1", "payload": payload})
        socket.send_json({"type": "connection_init"})
        told = [socket.receive_json()]
        if told[0]["type"] != "connection_ack":
            told.append(socket.receive_json())
        socket.send_json({"type": "connection_terminate"})
    assert "LaunchRunSuccess" not in str(told)
    assert stored(two) == before


@pytest.mark.parametrize("path", ["/", "/logs/x", "/graphql/", "//graphql", "/server_info"])
def test_there_is_one_websocket(two, path):
    with (
        pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)),
        two.client.websocket_connect(PREFIX + path, headers=signed(MEMBER)) as socket,
    ):
        socket.receive_json()


def recorded(two, send):
    """Return the mutations that are recorded of what `send` does, and the answer."""
    before = len(two.changes)
    answer = send()
    return [change.mutation for _, change in two.answered(before)], answer


def test_a_content_type_that_is_sent_twice_hides_no_mutation(two):
    kinds = [("content-type", "application/json"), ("content-type", "text/plain")]
    for headers in (kinds, kinds[::-1]):
        told, answer = recorded(
            two,
            lambda headers=headers: two.client.post(
                f"{PREFIX}/graphql",
                content=json.dumps({"query": f"mutation {{ {STOP} }}"}),
                headers=[*headers, *signed(OPS).items()],
            ),
        )
        assert told == (["terminateRun"] if answer.status_code == 200 else [])


def test_a_mutation_nested_deeper_than_can_be_looked_through_is_not_run(two):
    deep = "{ ... " * 4000 + "{" + STOP + "}" + "}" * 4000
    body = {"query": "mutation " + deep}
    told, answer = recorded(
        two, lambda: two.client.post(f"{PREFIX}/graphql", json=body, headers=signed(OPS))
    )
    assert (told, answer.status_code) == ([], 400)


def test_a_configuration_nested_deeper_than_can_be_recorded_is_not_run(two):
    before = stored(two)
    deep = json.loads('{"a":' * 700 + "1" + "}" * 700)
    params = launch_params("alpha_op_job", None) | {"runConfigData": deep}
    body = {"query": LAUNCH, "variables": {"params": params}}
    told, answer = recorded(
        two, lambda: two.client.post(f"{PREFIX}/graphql", json=body, headers=signed(MEMBER))
    )
    assert (told == ["launchRun"]) == (answer.status_code != 400)
    assert "LaunchRunSuccess" not in answer.text
    assert stored(two) == before


def test_fragments_that_double_each_other_cost_nothing(two):
    parts = [f"fragment F{n} on Mutation {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60)]
    text = " ".join(["mutation { ...F0 }", *parts, f"fragment F60 on Mutation {{ {STOP} }}"])
    assert [each.field for each in mutations_in({"query": text})] == ["terminateRun"]


def test_what_a_directive_leaves_out_is_not_recorded_as_done(two):
    body = {
        "query": f'mutation {{ a: {STOP} b: terminateRun(runId: "x") @skip(if: true) '
        "{ __typename } }"
    }
    before = len(two.changes)
    two.client.post(f"{PREFIX}/graphql", json=body, headers=signed(OPS))
    assert [change.result for _, change in two.answered(before)] == ["refused", "skipped"]


def test_nobody_is_asked_for_no_body(two):
    answer = two.client.post(f"{PREFIX}/graphql", json={"query": f"mutation {{ {STOP} }}"})
    assert answer.status_code == 401
    assert hidden(two, answer.text) == []
    assert Action.LAUNCH not in GRANTS[Role.VIEWER]
    assert as_ghost(two, answer.text) == answer.text
