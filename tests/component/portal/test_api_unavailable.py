"""What the API says when Dagster or its code cannot answer, and what it keeps of answers."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp

from onedata_portal.api.dagster import DagsterClient, result_of
from onedata_portal.api.definitions import DefinitionCache
from onedata_portal.api.errors import ForbiddenError, NotFoundError, SignInFirstError
from onedata_portal.api.live import FRESH_SECONDS, USABLE_SECONDS, LiveStates
from onedata_portal.gateway.viewer import Viewer, viewer_of
from onedata_resources.errors import BadInputError, UnavailableError
from tests.component.portal.api import api_of
from tests.component.portal.served import ADMIN, MEMBER, served

BROKEN = "raise RuntimeError('the code is broken')\n"


def asked(app: ASGIApp, viewer: Viewer = ADMIN) -> Any:
    return asyncio.run(DagsterClient(app, "/dagster").ask(viewer, "{ version }"))


def test_dagster_is_asked_as_the_person(two):
    seen = []

    async def app(scope, receive, send):
        seen.append((viewer_of(scope), scope["path"]))
        await JSONResponse({"data": {"version": "1"}})(scope, receive, send)

    assert asked(app, MEMBER) == {"version": "1"}
    assert seen == [(MEMBER, "/dagster/graphql")]


async def failing(scope, receive, send):
    raise RuntimeError("no")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (PlainTextResponse("bad gateway", 502), UnavailableError),
        (PlainTextResponse("", 200), UnavailableError),
        (failing, UnavailableError),
        (JSONResponse({"en": "", "zh": ""}, 401), SignInFirstError),
        (JSONResponse({"en": "", "zh": ""}, 403), ForbiddenError),
        (JSONResponse({"data": None, "errors": [{"message": "it broke"}]}, 500), UnavailableError),
    ],
)
def test_an_answer_that_is_none_is_an_error_in_words(answer, error):
    with pytest.raises(error) as told:
        asked(answer)
    assert told.value.en
    assert told.value.zh


@pytest.mark.parametrize(
    ("name", "message", "error", "word"),
    [
        ("RefusedError", "no", ForbiddenError, "role"),
        ("DagsterUnknownPartitionError", "no p", BadInputError, "no p"),
        ("ValueError", "odd", UnavailableError, "odd"),
        (
            "DagsterUserCodeProcessError",
            "dagster._core.errors.DagsterInvalidConfigError: bad url\n\nStack Trace:\n  File x",
            BadInputError,
            "bad url",
        ),
        ("DagsterUserCodeProcessError", "a.b.RefusedError: no", ForbiddenError, "role"),
    ],
)
def test_an_error_of_dagster_is_told_by_what_the_person_can_do(name, message, error, word):
    with pytest.raises(error, match=word) as told:
        result_of(
            {"__typename": "PythonError", "className": name, "message": message}, en="", zh=""
        )
    assert "Stack Trace" not in told.value.en


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("RunNotFoundError", NotFoundError),
        ("UnauthorizedError", ForbiddenError),
        ("PartitionKeysNotFoundError", BadInputError),
        ("RunConfigValidationInvalid", BadInputError),
        ("RunConflict", BadInputError),
    ],
)
def test_a_result_that_is_none_is_an_error(kind, error):
    with pytest.raises(error):
        result_of({"__typename": kind, "message": "x"}, en="run", zh="运行")


@pytest.mark.filterwarnings("ignore:Error loading repository location:UserWarning")
def test_code_that_does_not_load_is_told_to_administrators_alone(tmp_path: Path):
    code = tmp_path / "broken.py"
    code.write_text(BROKEN)
    home = tmp_path / "home"
    home.mkdir()
    with served(home, str(code)) as server, api_of(server) as api:
        for path in ("/assets", "/home", "/assets/a/b"):
            told = api.get(ADMIN, path)
            assert (told.status_code, told.json()["code"]) == (503, "unavailable")
            assert "the code is broken" in told.json()["en"]
        hidden = api.get(MEMBER, "/assets")
        assert (hidden.status_code, hidden.json()["total"]) == (200, 0)
        assert "broken" not in hidden.text + api.get(MEMBER, "/home").text


class Counting:
    """A client that counts what it is asked."""

    def __init__(self, inner: DagsterClient) -> None:
        self.inner = inner
        self.asked: list[str] = []

    async def ask(self, viewer: Viewer, query: str, variables: Any = None) -> Any:
        found = re.search(r"^query (\w+)", query, re.MULTILINE)
        assert found
        self.asked.append(found[1])
        return await self.inner.ask(viewer, query, variables)

    async def latest(self, viewer: Viewer) -> Any:
        return await self.inner.latest(viewer)


def counting(api) -> Any:
    return Counting(api.app.state.services.dagster)


def test_definitions_are_read_once_for_all_who_see_the_same_until_the_code_changes(api):
    client = counting(api)
    cache = DefinitionCache(client, "common")
    again = Viewer("another", roles=dict(MEMBER.roles))

    async def reads() -> None:
        await asyncio.gather(cache.of(MEMBER), cache.of(again), cache.of(MEMBER))
        await cache.of(ADMIN)

    asyncio.run(reads())
    assert client.asked.count("Definitions") == 2
    api.two.process.reload_code_location("two")
    asyncio.run(DefinitionCache.of(cache, MEMBER))
    assert client.asked.count("Definitions") == 3


def test_the_state_of_all_is_kept_then_renewed_while_the_old_one_is_shown(api):
    client = counting(api)
    now = [1000.0]
    live = LiveStates(client, lambda: now[0])

    async def reads() -> list[int]:
        definitions = await DefinitionCache(client, "common").of(MEMBER)
        counts = []
        for later in (0.0, FRESH_SECONDS / 2, FRESH_SECONDS, USABLE_SECONDS * 2):
            now[0] += later
            await live.of_all(MEMBER, definitions)
            counts.append(client.asked.count("Live"))
            await asyncio.gather(*live._reading.values())
        return counts

    # Once, kept, shown while the next is read (which has not asked yet), waited for.
    assert asyncio.run(reads()) == [1, 1, 1, 3]


def test_a_page_is_few_questions_however_long_it_is(api):
    client = counting(api)

    async def reads() -> None:
        definitions = await DefinitionCache(client, "common").of(ADMIN)
        await LiveStates(client, lambda: 0.0).of_page(ADMIN, list(definitions.assets.values()))

    asyncio.run(reads())
    assert client.asked == ["Workspace", "Definitions", "Live"]
