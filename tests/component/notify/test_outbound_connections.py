"""What is really connected to for an address that a person typed: rebinding, redirects, TLS."""

import gzip
import itertools
import time

import httpx
import pytest

from onedata_resources.clients.notify import NotifyClient
from onedata_resources.clients.notify_message import Receiver
from onedata_resources.clients.outbound import (
    MAX_ANSWER,
    OutboundTransport,
    checked_url,
    post,
)
from onedata_resources.clients.outbound_policy import OutboundPolicy
from onedata_resources.errors import BadInputError
from tests.component.notify.messages import ALARM
from tests.component.notify.receivers import Reply, http_receiver

CLOSED = OutboundPolicy()
LOOPBACK = OutboundPolicy.parse("127.0.0.0/8")
PUBLIC = "93.184.216.34"


def test_the_connection_goes_to_the_address_that_was_checked(receiver):
    """No name in `.invalid` resolves: only the checked address can have been connected to."""
    transport = OutboundTransport(LOOPBACK, lambda host, port: ["127.0.0.1"])
    url = f"http://hook.invalid:{receiver.port}/x"
    assert post(url, b"{}", transport=transport).is_success
    assert receiver.got[0].headers["host"] == f"hook.invalid:{receiver.port}"


def test_a_name_that_changes_its_address_after_the_check_reaches_nothing(receiver):
    turns = itertools.chain([[PUBLIC]], itertools.repeat(["127.0.0.1"]))

    def rebinding(host, port):
        return next(turns)

    url = checked_url(f"http://hook.invalid:{receiver.port}/x", CLOSED, rebinding)
    with pytest.raises(BadInputError, match="private network"):
        post(url, b"{}", transport=OutboundTransport(CLOSED, rebinding))
    assert receiver.got == []


def test_a_name_is_resolved_once_for_a_request(receiver):
    asked = []

    def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"]

    post(receiver.url, b"{}", transport=OutboundTransport(LOOPBACK, resolve))
    assert len(asked) == 1


def test_an_address_that_does_not_answer_is_followed_by_the_next(receiver):
    transport = OutboundTransport(LOOPBACK, lambda host, port: ["127.0.0.3", "127.0.0.1"])
    assert post(receiver.url, b"{}", transport=transport).is_success


def test_a_redirect_leads_nowhere(receiver):
    with http_receiver() as inner:
        receiver.replies = [Reply(307, headers={"Location": inner.url})]
        answer = post(receiver.url, b"{}", transport=OutboundTransport(LOOPBACK))
        assert (answer.status, answer.is_success) == (307, False)
        assert inner.got == []


def test_an_endless_answer_is_read_to_a_limit(receiver):
    receiver.replies = [Reply(pieces=itertools.repeat(b"x" * 65536))]
    answer = post(receiver.url, b"{}", transport=OutboundTransport(LOOPBACK))
    assert len(answer.body) == MAX_ANSWER


def test_an_answer_that_drips_ends_in_time(receiver):
    def drips():
        while True:
            time.sleep(0.05)
            yield b"x"

    receiver.replies = [Reply(pieces=drips())]
    begun = time.monotonic()
    transport = OutboundTransport(LOOPBACK)
    assert post(receiver.url, b"{}", transport=transport, timeout_seconds=0.2).is_success
    assert time.monotonic() - begun < 3


def test_a_packed_answer_is_not_unpacked(receiver):
    bomb = gzip.compress(b"0" * 50_000_000)
    receiver.replies = [Reply(body=bomb, headers={"Content-Encoding": "gzip"})]
    assert post(receiver.url, b"{}", transport=OutboundTransport(LOOPBACK)).body == b""


def test_tls_asks_for_the_certificate_of_the_name_not_of_the_address(authority):
    with http_receiver(authority.server_context("hook.invalid")) as secure:

        def transport():
            return OutboundTransport(
                LOOPBACK, lambda host, port: ["127.0.0.1"], authority.client_context()
            )

        good = f"https://hook.invalid:{secure.port}/x"
        assert post(good, b"{}", transport=transport()).is_success
        with pytest.raises(httpx.ConnectError, match=r"(?i)hostname"):
            post(f"https://other.invalid:{secure.port}/x", b"{}", transport=transport())
        assert len(secure.got) == 1


def push(tmp_path, webhook, **options):
    client = NotifyClient(f"file://{tmp_path}/all.jsonl", sleep=lambda seconds: None, **options)
    return client.push_people(ALARM, [Receiver("mallory", webhook=webhook)])


@pytest.mark.row("F018")
def test_a_persons_own_webhook_gets_the_message_where_the_administrator_opened_it(
    receiver, tmp_path
):
    done = push(tmp_path, f"{receiver.url}/mine", outbound_allow="127.0.0.1")
    assert done.took == ("webhook of mallory",)
    assert receiver.got[0].body["receivers"] == ["mallory"]


def test_a_persons_own_webhook_reaches_nothing_inside(receiver, tmp_path):
    done = push(tmp_path, f"{receiver.url}/mine")
    assert done.took == ("default",)
    assert "OUTBOUND_ALLOW" in done.refused["webhook of mallory"].zh
    assert receiver.got == []
