"""Webhooks: what they get, how they know who sent it, when they are asked again."""

import hashlib
import hmac
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from onedata_assets.cli.processes import free_port
from onedata_resources.clients.notify_delivery import retry_after
from onedata_resources.errors import UnavailableError
from tests.component.notify.messages import ALARM, ALICE
from tests.component.notify.receivers import Reply, http_receiver

SECRET = "密钥"


def checking(request):
    """A receiver's check: HMAC-SHA256 over time, dot and content, not older than five minutes."""
    at = request.headers.get("x-onedata-timestamp", "0")
    sign = hmac.new(SECRET.encode(), f"{at}.".encode() + request.content, hashlib.sha256)
    good = request.headers.get("x-onedata-signature") == f"sha256={sign.hexdigest()}"
    return Reply(200 if good and abs(time.time() - int(at)) < 300 else 401)


@pytest.mark.row("F018")
def test_a_webhook_gets_every_field_signed(receiver, client):
    receiver.judge = checking
    options = {
        "kind": "webhook",
        "url": f"{receiver.url}/hook",
        "secret": SECRET,
        "headers": {"X-Tenant": "one"},
    }
    client({"hook": options}).try_channel("hook", ALARM)
    [request] = receiver.got
    assert request.headers["x-tenant"] == "one"
    assert request.body["title"] == {"zh": "运行失败：daily", "en": "Run failed: daily"}
    assert request.body["severity"] == "error"
    assert request.body["projects"] == ["retail"]
    assert request.body["channel"] == "hook"


def test_a_webhook_of_another_secret_is_refused(receiver, client):
    receiver.judge = checking
    options = {"kind": "webhook", "url": receiver.url, "secret": "other"}
    with pytest.raises(UnavailableError, match=r"HTTP 401"):
        client({"hook": options}).try_channel("hook", ALARM)


def hook(receiver, kind="webhook"):
    return {"hook": {"kind": kind, "url": receiver.url}}


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_can_heal_is_tried_again(receiver, client, waits, status):
    receiver.replies = [Reply(status), Reply(status)]
    client(hook(receiver)).try_channel("hook", ALARM)
    assert len(receiver.got) == 3
    assert 0.2 <= waits[0] <= 0.3
    assert 0.4 <= waits[1] <= 0.6


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 410, 501])
def test_what_cannot_heal_is_tried_once_and_no_redirect_is_followed(
    receiver, client, waits, status
):
    with http_receiver() as other:
        receiver.replies = [Reply(status, headers={"Location": other.url})]
        with pytest.raises(UnavailableError, match=f"HTTP {status}"):
            client(hook(receiver)).try_channel("hook", ALARM)
        assert len(receiver.got) == 1
        assert other.got == []
    assert waits == []


def test_a_receiver_that_says_how_long_to_wait_is_asked_no_sooner(receiver, client, waits):
    receiver.replies = [Reply(429, headers={"Retry-After": "3"})]
    client(hook(receiver)).try_channel("hook", ALARM)
    assert waits == [3.0]


def test_a_receiver_that_wants_a_long_wait_is_left_to_the_next_push(receiver, client, waits):
    receiver.replies = [Reply(503, headers={"Retry-After": "3600"})]
    with pytest.raises(UnavailableError, match="HTTP 503"):
        client(hook(receiver)).try_channel("hook", ALARM)
    assert waits == []


NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7.0),
        (format_datetime(NOW + timedelta(seconds=9), usegmt=True), 9.0),
        (format_datetime(NOW - timedelta(seconds=9), usegmt=True), 0.0),
        ("soon", None),
        ("-1", None),
        ("²", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(told, seconds):
    assert retry_after({"retry-after": told}, NOW) == seconds


def test_a_receiver_that_is_away_is_tried_three_times(client, waits):
    gone = {"hook": {"kind": "webhook", "url": f"http://127.0.0.1:{free_port()}"}}
    with pytest.raises(UnavailableError, match="ConnectError"):
        client(gone).try_channel("hook", ALARM)
    assert len(waits) == 2


@pytest.mark.parametrize(
    ("kind", "body", "asked"),
    [
        ("wecom", {"errcode": -1, "errmsg": "system busy"}, 3),
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, 1),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, 1),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, 3),
        ("feishu", {"code": 19024, "msg": "Key Words Not Found"}, 1),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, 1),
    ],
)
def test_an_error_in_a_good_answer_is_tried_again_where_it_heals_in_a_moment(
    receiver, client, kind, body, asked
):
    receiver.judge = lambda request: Reply(body=body)
    with pytest.raises(UnavailableError, match="error code"):
        client(hook(receiver, kind)).try_channel("hook", ALARM)
    assert len(receiver.got) == asked


def test_an_error_never_repeats_the_address(receiver, client):
    receiver.replies = [Reply(400)]
    options = {"kind": "webhook", "url": f"{receiver.url}/hook/hunter2?key=hunter2"}
    with pytest.raises(UnavailableError) as away:
        client({"hook": options}).try_channel("hook", ALARM)
    assert "hunter2" not in str(away.value)
    assert "127.0.0.1" not in str(away.value)


def test_a_webhook_of_a_company_authority_is_trusted_by_its_file(authority, client, receiver):
    with http_receiver(authority.server_context("127.0.0.1")) as secure:
        options = {"kind": "webhook", "url": secure.url}
        with pytest.raises(UnavailableError, match="ConnectError"):
            client({"hook": options}).try_channel("hook", ALARM)
        trusting = options | {"ca_file": str(authority.file)}
        client({"hook": trusting}).try_channel("hook", ALARM)
        assert len(secure.got) == 1


def test_a_message_for_people_names_them_to_a_webhook(receiver, client):
    pushed = client(hook(receiver), people=[{"channels": ["hook"]}])
    assert pushed.push_people(ALARM, [ALICE]).took == ("hook",)
    assert receiver.got[0].body["receivers"] == ["alice"]
