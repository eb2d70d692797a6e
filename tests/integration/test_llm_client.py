"""The client of language models against a server on this machine, and what goes wrong with one."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import BaseModel

from onedata_resources.clients.certificates import certificate_for
from onedata_resources.clients.llm import Asked, LlmClient
from onedata_resources.clients.llm_errors import UnusableAnswerError
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError
from tests.llm_server import MODEL, LlmServer, Reply, failed, llm_server

pytestmark = pytest.mark.row("S08")

SCHEMA = {
    "type": "object",
    "properties": {"unit": {"type": "string"}},
    "required": ["unit"],
    "additionalProperties": False,
}
ASKED = Asked("Say the unit as JSON.", "amount_cny", "unit", SCHEMA, 100)


class Unit(BaseModel):
    unit: str


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with llm_server() as running:
        running.answer = lambda _: {"unit": "CNY"}
        yield running


def client(server: LlmServer, *, key: str = "", timeout: float = 5.0, retries: int = 0):
    return LlmClient(server.url, MODEL, key=key, timeout_seconds=timeout, retries=retries)


def refused(server: LlmServer, **settings) -> OneDataError:
    with pytest.raises(OneDataError) as error, client(server, **settings) as asking:
        asking.answer(ASKED, Unit)
    assert error.value.en != error.value.zh
    return error.value


def test_an_answer_is_asked_for_by_its_schema_and_read(server):
    with client(server, key="k-1") as asking:
        assert asking.answer(ASKED, Unit).unit == "CNY"
    [asked] = server.asked
    assert asked["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "unit", "strict": True, "schema": SCHEMA},
    }
    assert asked["max_completion_tokens"] == 100
    assert [each["role"] for each in asked["messages"]] == ["system", "user"]
    assert server.headers[0]["Authorization"] == "Bearer k-1"


def test_an_endpoint_that_knows_no_schemas_is_asked_for_plain_json(server):
    def only_objects(asked):
        is_object = asked["response_format"]["type"] == "json_object"
        message = "This response_format type is unavailable now"
        return {"unit": "CNY"} if is_object else failed(400, message=message)

    server.answer = only_objects
    with client(server) as asking:
        assert [asking.answer(ASKED, Unit).unit for _ in range(2)] == ["CNY", "CNY"]
    assert [each["response_format"]["type"] for each in server.asked] == [
        "json_schema", "json_object", "json_object",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        '```json\n{"unit": "CNY"}\n```',
        '<think>{"unit"?}</think>{"unit": "CNY"}',
        ' {"unit":"CNY"} ',
    ],
)
def test_json_that_is_fenced_or_thought_about_is_read(server, said):
    server.answer = lambda _: said
    with client(server) as asking:
        assert asking.answer(ASKED, Unit).unit == "CNY"


@pytest.mark.parametrize("said", ["", "I cannot", '{"unit": "CN', '{"units": "CNY"}', "[1]"])
def test_an_answer_of_another_form_is_asked_for_once_more(server, said):
    server.answer = lambda _: said
    assert isinstance(refused(server), UnusableAnswerError)
    assert len(server.asked) == 2


def test_the_second_answer_counts(server):
    server.answer = lambda _: {"unit": "CNY"} if len(server.asked) > 1 else "no JSON"
    with client(server) as asking:
        assert asking.answer(ASKED, Unit).unit == "CNY"


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (401, BadInputError, "LLM_API_KEY"),
        (403, BadInputError, "LLM_API_KEY"),
        (400, BadInputError, "LLM_MODEL"),
        (404, BadInputError, "LLM_BASE_URL"),
        (302, BadInputError, "LLM_BASE_URL"),
        (429, UnavailableError, "later"),
        (500, UnavailableError, "later"),
        (503, UnavailableError, "later"),
    ],
)
def test_a_refusal_says_what_to_do(server, status, kind, says):
    server.answer = lambda _: failed(status, "some_code", Location="http://127.0.0.1:9/elsewhere")
    error = refused(server)
    assert type(error) is kind
    assert says in error.en
    assert f"HTTP {status}, some_code" in error.zh
    assert len(server.asked) == 1


def test_what_can_heal_is_asked_again_after_the_time_that_it_says(server):
    server.answer = lambda _: (
        failed(429, Retry_After="0.01") if len(server.asked) < 3 else {"unit": "CNY"}
    )
    with client(server, retries=2) as asking:
        assert asking.answer(ASKED, Unit).unit == "CNY"
    assert len(server.asked) == 3


def test_no_error_shows_the_key_or_what_was_answered(server):
    server.key = "sk-right-secret"
    error = refused(server, key="sk-wrong-secret")
    assert "secret" not in str(error)


def test_a_server_that_is_slow_is_not_waited_for(server):
    server.answer = lambda _: Reply(wait=1.0, body="{}")
    error = refused(server, timeout=0.2)
    assert isinstance(error, UnavailableError)
    assert "LLM_TIMEOUT_SECONDS" in error.en


def test_a_server_that_is_away_is_told():
    error = refused(LlmServer(url="http://127.0.0.1:9/v1"))
    assert isinstance(error, UnavailableError)
    assert "http://127.0.0.1:9/v1" in error.zh


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body="<html>sign in</html>", kind="text/html"),
        Reply(body="{}"),
        Reply(body='{"choices": []}'),
        Reply(body='{"choices": {"a": 1}}'),
        Reply(body="null"),
        Reply(body="[]"),
        Reply(body="5"),
        Reply(body='{"error": {"message": "x"}}'),
    ],
)
def test_a_page_that_is_no_interface_is_told(server, reply):
    server.answer = lambda _: reply
    error = refused(server)
    assert isinstance(error, BadInputError)
    assert "/v1" in error.en


def test_broken_json_is_told(server):
    server.answer = lambda _: Reply(body='{"choices": [')
    assert isinstance(refused(server), UnavailableError)


@pytest.mark.parametrize(
    "choice", [{}, None, "a", [1], {"message": None}, {"message": "x"}, {"message": {"content": 5}}]
)
def test_a_choice_without_a_text_is_of_another_form(server, choice):
    server.answer = lambda _: Reply(body=json.dumps({"choices": [choice]}))
    assert isinstance(refused(server), UnusableAnswerError)


def test_an_answer_without_an_end_is_not_read_to_it(server):
    server.answer = lambda _: "x" * (5 << 20)
    assert isinstance(refused(server), UnavailableError)


def test_a_packed_answer_is_not_unpacked(server):
    server.answer = lambda _: Reply(body="packed", headers={"Content-Encoding": "gzip"})
    assert isinstance(refused(server), UnavailableError)


def test_proxies_of_the_environment_are_not_used(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with client(server) as asking:
        assert asking.answer(ASKED, Unit).unit == "CNY"


def test_an_authority_of_ones_own_is_trusted_where_the_environment_names_it(tmp_path, monkeypatch):
    made = certificate_for(["localhost"], tmp_path, datetime.now(UTC))
    with llm_server(made) as server:
        server.answer = lambda _: {"unit": "CNY"}
        assert isinstance(refused(server), UnavailableError)
        monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
        with client(server) as asking:
            assert asking.answer(ASKED, Unit).unit == "CNY"


@pytest.mark.parametrize(
    ("url", "model", "key", "says"),
    [
        ("", "m", "", "LLM_BASE_URL"),
        ("http://127.0.0.1:9/v1", "", "", "LLM_MODEL"),
        ("http://127.0.0.1:9/v1", "m", "密钥", "LLM_API_KEY"),
        ("http://127.0.0.1:9/v1", "m", "two\nlines", "LLM_API_KEY"),
        ("ftp://127.0.0.1/v1", "m", "", "http://host/v1"),
        ("http://me:pass@127.0.0.1/v1", "m", "", "http://host/v1"),
        ("http://169.254.169.254/v1", "m", "", "metadata"),
    ],
)
def test_settings_that_cannot_be_asked_with_are_refused(url, model, key, says):
    with pytest.raises(BadInputError, match=says) as error:
        LlmClient(url, model, key=key).answer(ASKED, Unit)
    assert "pass" not in str(error.value)


@pytest.mark.parametrize("seconds", ["", "soon", "0", "nan", "1e9"])
def test_a_timeout_that_is_none_is_refused(seconds):
    with pytest.raises(BadInputError, match="LLM_TIMEOUT_SECONDS"):
        LlmClient.configured("http://127.0.0.1:9/v1", "m", "", seconds).answer(ASKED, Unit)


def test_the_models_of_an_endpoint_are_told_where_it_lists_them(server):
    with client(server) as asking:
        assert asking.models() == [MODEL]
    with LlmClient(server.url + "/elsewhere", MODEL) as asking:
        assert asking.models() == []


@pytest.mark.parametrize("listed", [[], "a", {"data": None}, {"error": "x"}])
def test_an_address_that_lists_no_models_in_their_form_is_no_interface(listed):
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=listed))
    with pytest.raises(BadInputError, match="/v1"):
        LlmClient("http://nowhere/v1", "m", transport=transport).models()


def test_what_is_listed_beside_models_is_left_out():
    told = {"data": [1, {"id": "a"}, {"name": "b"}]}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=told))
    assert LlmClient("http://nowhere/v1", "m", transport=transport).models() == ["a"]


def test_a_page_in_place_of_a_list_of_models_is_told():
    page = httpx.MockTransport(lambda _: httpx.Response(200, html="<html>"))
    with pytest.raises(UnavailableError, match="LLM_TIMEOUT_SECONDS"):
        LlmClient("http://nowhere/v1", "m", transport=page).models()


def test_another_transport_is_asked_instead_of_the_network():
    def answered(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"object": "list", "data": []})

    with LlmClient("http://nowhere/v1", "m", transport=httpx.MockTransport(answered)) as asking:
        assert asking.models() == []
