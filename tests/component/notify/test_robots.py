"""Chat robots against receivers that check signature, form and length as the vendors publish."""

import base64
import hashlib
import hmac
import time

import pytest

from onedata_resources.clients.notify_message import Message, Text
from onedata_resources.errors import UnavailableError
from tests.component.notify.messages import ALARM, ALICE, BOB
from tests.component.notify.receivers import Reply

SECRET = "SEC这是密钥"
LONG = Message(Text("标题" * 100, "Title"), Text("断\n" * 30_000, "x" * 90_000), link=ALARM.link)
HOSTILE = Message(
    Text("<@all> **x**\r\n", "<@all>"),
    Text('<@all> <!channel> <at user_id="all"></at> [win](http://evil) ![](http://evil)', ""),
)


def dingtalk_server(request):
    """DingTalk: base64(HMAC-SHA256(secret, timestamp + "\\n" + secret)), at most an hour old."""
    at = request.query.get("timestamp", "0")
    digest = hmac.new(SECRET.encode(), f"{at}\n{SECRET}".encode(), hashlib.sha256).digest()
    good = request.query.get("sign") == base64.b64encode(digest).decode()
    if not good or abs(time.time() * 1000 - int(at)) > 3_600_000:
        return Reply(body={"errcode": 310000, "errmsg": "sign not match"})
    if len(request.content) > 20_000:
        return Reply(body={"errcode": 460101, "errmsg": "message too long"})
    return Reply(body={"errcode": 0, "errmsg": "ok"})


def feishu_server(request):
    """Feishu: base64(HMAC-SHA256(timestamp + "\\n" + secret, "")), at most an hour old."""
    at = request.body.get("timestamp", "0")
    digest = hmac.new(f"{at}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
    good = request.body.get("sign") == base64.b64encode(digest).decode()
    if not good or abs(time.time() - int(at)) > 3600:
        return Reply(
            body={"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        )
    if len(request.content) > 20 * 1024:
        return Reply(body={"code": 9499, "msg": "Bad Request"})
    return Reply(body={"code": 0, "msg": "success"})


def wecom_server(request):
    """WeCom: 2,048 bytes of text, 4,096 of markdown."""
    form = request.body["msgtype"]
    size = len(request.body[form]["content"].encode())
    too_long = size > {"text": 2048, "markdown": 4096}[form]
    return Reply(body={"errcode": 45002 if too_long else 0})


def slack_server(request):
    """Slack: a word as the answer, text within 4,000 characters stays one message."""
    good = len(request.body["text"]) <= 4000
    return Reply(200 if good else 400, b"ok", {"Content-Type": "text/html"})


SERVERS = {
    "dingtalk": dingtalk_server,
    "feishu": feishu_server,
    "wecom": wecom_server,
    "slack": slack_server,
}


@pytest.fixture(params=SERVERS)
def kind(request):
    return request.param


@pytest.fixture(params=["text", "markdown"])
def form(request):
    return request.param


def robot(receiver, kind, **options):
    receiver.judge = SERVERS[kind]
    signed = {"secret": SECRET} if kind in {"dingtalk", "feishu"} else {}
    return {"kind": kind, "url": f"{receiver.url}/send?access_token=t", **signed, **options}


def said(request):
    """The text of a message, wherever its form has it."""
    body = request.body
    card = body.get("card", {}).get("elements", [{}])[0].get("content")
    form = body.get("msgtype") or body.get("msg_type")
    inner = body.get(form, {}) if isinstance(form, str) else {}
    plain = body.get("content", {}).get("text") if isinstance(body.get("content"), dict) else None
    told = body.get("text") if isinstance(body.get("text"), str) else None
    return card or plain or told or inner.get("content") or inner.get("text")


@pytest.mark.row("F018")
@pytest.mark.parametrize("message", [ALARM, LONG, HOSTILE], ids=["alarm", "long", "hostile"])
def test_a_robot_takes_any_message_signed_and_within_its_length(
    receiver, client, kind, form, message
):
    client({"chat": robot(receiver, kind, format=form)}).try_channel("chat", message)
    assert len(receiver.got) == 1
    assert said(receiver.got[0])


def test_what_is_cut_still_ends_with_the_link(receiver, client, kind, form):
    client({"chat": robot(receiver, kind, format=form)}).try_channel("chat", LONG)
    text = said(receiver.got[0])
    assert "…" in text
    assert ALARM.link in text.splitlines()[-1]


def test_a_message_has_its_title_body_and_link(receiver, client, kind, form):
    client({"chat": robot(receiver, kind, format=form, language="zh")}).try_channel("chat", ALARM)
    text = said(receiver.got[0])
    for part in (ALARM.title.zh, ALARM.body.zh, ALARM.link):
        assert part in text
    assert ALARM.body.en not in text


def test_markdown_has_a_bold_title_and_a_named_link(receiver, client, kind):
    options = robot(receiver, kind, format="markdown", language="zh")
    client({"chat": options}).try_channel("chat", ALARM)
    bold, link = {
        "slack": ("*运行失败：daily*", f"<{ALARM.link}|查看详情>"),
    }.get(kind, ("**运行失败：daily**", f"[查看详情]({ALARM.link})"))
    text = said(receiver.got[0])
    assert text.startswith(bold)
    assert text.endswith(link)


def test_nobody_is_called_by_what_a_message_repeats(receiver, client, kind):
    client({"chat": robot(receiver, kind, format="markdown")}).try_channel("chat", HOSTILE)
    text = said(receiver.got[0])
    calls = {"slack": ("<@", "<!"), "dingtalk": ("](http://evil)",)}.get(
        kind, ("<@", "<at", "](http://evil)")
    )
    assert [call for call in calls if call in text] == []
    assert receiver.got[0].body.get("at", {}).get("isAtAll", False) is False


@pytest.mark.parametrize(("message", "reason"), [(ALARM, "310000"), (ALARM, "19021")])
def test_a_wrong_secret_is_refused_by_the_receiver(receiver, client, message, reason):
    kind = "dingtalk" if reason == "310000" else "feishu"
    options = robot(receiver, kind) | {"secret": "other"}
    with pytest.raises(UnavailableError, match=f"'chat'.*error code {reason}"):
        client({"chat": options}).try_channel("chat", message)
    assert len(receiver.got) == 1


def test_people_are_mentioned_by_their_names_in_each_chat(receiver, client, kind, form):
    pushed = client(
        {"chat": robot(receiver, kind, format=form, mention=["@all"])},
        people=[{"channels": ["chat"]}],
    )
    pushed.push_people(ALARM, [ALICE])
    [request] = receiver.got
    text, body = said(request), request.body
    if kind == "dingtalk":
        assert body["at"] == {"atMobiles": [], "atUserIds": ["d-1"], "isAtAll": True}
        assert text.endswith("@d-1")
    elif kind == "wecom" and form == "text":
        assert body["text"]["mentioned_list"] == ["@all", "zhang"]
    else:
        calls = {
            "wecom": ["<@@all>", "<@zhang>"],
            "slack": ["<!channel>", "<@U1>"],
            "feishu": (
                ['<at user_id="all"></at>', '<at user_id="ou_1"></at>']
                if form == "text"
                else ["<at id=all></at>", "<at id=ou_1></at>"]
            ),
        }
        assert text.splitlines()[-2:] == calls[kind]


def test_a_message_for_people_of_one_language_is_in_it(receiver, client, kind):
    pushed = client({"chat": robot(receiver, kind)}, people=[{"channels": ["chat"]}])
    pushed.push_people(ALARM, [ALICE])
    pushed.push_people(ALARM, [ALICE, BOB])
    first, second = map(said, receiver.got)
    assert ALARM.body.en in first
    assert ALARM.body.zh not in first
    assert ALARM.body.en in second
    assert ALARM.body.zh in second


def test_who_has_no_name_in_a_chat_is_mentioned_by_number(receiver, client):
    pushed = client({"chat": robot(receiver, "wecom")}, people=[{"channels": ["chat"]}])
    pushed.push_people(ALARM, [type(ALICE)("carol", mobile="13900000000")])
    assert receiver.got[0].body["text"]["mentioned_mobile_list"] == ["13900000000"]


def test_the_card_of_an_error_is_red(receiver, client):
    client({"chat": robot(receiver, "feishu", format="markdown")}).try_channel("chat", ALARM)
    assert receiver.got[0].body["card"]["header"]["template"] == "red"
