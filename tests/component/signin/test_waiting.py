"""Providers that are slow or away: nobody waits for ever, and not everybody waits in turn."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from onedata_portal.gateway.signin.held import Held
from onedata_portal.gateway.signin.ldap import LdapProvider
from onedata_portal.gateway.signin.ldap_settings import LdapSettings
from onedata_portal.gateway.signin.oidc import OidcProvider, OidcSettings
from onedata_resources.errors import UnavailableError
from tests.component.signin.browser import CALLBACK

pytestmark = pytest.mark.row("F017", "S80")

AWAY = UnavailableError("away", "不在")


@pytest.fixture
def silent() -> Iterator[str]:
    """Lend an address that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def test_a_provider_that_never_answers_is_away_after_the_timeout(silent):
    item = {"id": "a", "kind": "oidc", "title": "A", "issuer": f"http://{silent}", "client_id": "c"}
    provider = OidcProvider(OidcSettings.model_validate({**item, "timeout_seconds": 0.2}))
    began = time.monotonic()
    with pytest.raises(UnavailableError):
        provider.begin(CALLBACK)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
def test_a_directory_that_never_answers_is_away_after_the_timeout(silent, scheme):
    item = {"id": "a", "kind": "ldap", "title": "A", "url": f"{scheme}://{silent}", "base": "o=a"}
    provider = LdapProvider(LdapSettings.model_validate({**item, "timeout_seconds": 0.5}))
    began = time.monotonic()
    with pytest.raises(UnavailableError):
        provider.check("wang.wu", "secret")
    assert time.monotonic() - began < 3


def test_threads_that_ask_at_once_wait_for_one_reading():
    reads = []
    together = threading.Barrier(8)

    def read() -> int:
        reads.append(1)
        time.sleep(0.1)
        return 7

    held = Held(read, lambda: datetime.now(UTC))

    def ask(_: int) -> int:
        together.wait()
        return held.value()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [7] * 8
    assert len(reads) == 1


def test_a_failure_is_shared_for_some_seconds_and_then_forgotten():
    times = [datetime.now(UTC)]
    answers: list[int] = []
    asked = []

    def read() -> int:
        asked.append(1)
        if not answers:
            raise AWAY
        return answers[0]

    held = Held(read, lambda: times[-1])
    for _ in range(3):
        with pytest.raises(UnavailableError, match="away"):
            held.value()
    assert len(asked) == 1
    answers.append(7)
    times.append(times[0] + timedelta(seconds=6))
    assert held.value() == 7


def test_a_value_that_is_known_is_given_while_another_thread_renews_it():
    renewing, known = threading.Event(), threading.Event()
    values = iter([1, 2])

    def read() -> int:
        value = next(values)
        if value == 2:
            renewing.set()
            assert known.wait(5)
        return value

    held = Held(read, lambda: datetime.now(UTC))
    assert held.value() == 1
    with ThreadPoolExecutor(1) as pool:
        renewed = pool.submit(held.value, renew=True)
        assert renewing.wait(5)
        assert held.value() == 1
        known.set()
        assert renewed.result() == 2
