"""NotifyClient: an alarm reaches a channel, its own or the default one."""

import json

import httpx
import pytest

from onedata_resources.clients.jsonl import read_lines
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.errors import BadInputError, UnavailableError


def webhook(status, got):
    def answer(request: httpx.Request) -> httpx.Response:
        got.append(json.loads(request.content))
        return httpx.Response(status)

    return httpx.MockTransport(answer)


def test_a_file_channel_keeps_each_message_on_a_line(tmp_path):
    client = NotifyClient(f"file://{tmp_path}/alarms.jsonl")
    assert client.send({"what": "a\nb 断"}) == "default"
    assert list(read_lines(tmp_path / "alarms.jsonl")) == [
        {"what": "a\nb 断", "channel": "default"}
    ]


@pytest.mark.row("F018")
def test_a_webhook_gets_the_message_as_json():
    got = []
    client = NotifyClient("https://chat/hook?key=k", transport=webhook(200, got))
    client.send({"what": "断"})
    assert got == [{"what": "断", "channel": "default"}]


def test_each_channel_has_its_own_address(tmp_path):
    client = NotifyClient(
        f"file://{tmp_path}/all.jsonl", channels=f"data=file://{tmp_path}/data.jsonl"
    )
    assert client.send({"n": 1}, "data") == "data"
    assert [m["n"] for m in read_lines(tmp_path / "data.jsonl")] == [1]
    assert not (tmp_path / "all.jsonl").exists()


def test_an_unknown_channel_is_served_by_the_default_one(tmp_path):
    assert NotifyClient(f"file://{tmp_path}/all.jsonl").send({"n": 1}, "typo") == "default"


def test_a_channel_that_fails_is_replaced_by_the_default_one(tmp_path):
    client = NotifyClient(
        f"file://{tmp_path}/all.jsonl", channels="data=https://chat", transport=webhook(500, [])
    )
    assert client.send({"n": 1}, "data") == "default"
    assert [m["channel"] for m in read_lines(tmp_path / "all.jsonl")] == ["default"]


def test_when_no_channel_answers_the_error_names_it_and_hides_its_address():
    client = NotifyClient("https://chat/hook/secret", transport=webhook(503, []))
    with pytest.raises(UnavailableError, match=r"default.*HTTP 503") as away:
        client.send({"n": 1})
    assert "secret" not in str(away.value)


@pytest.mark.parametrize("channels", ["data", "=https://x", "data=ftp://x", "data="])
def test_wrong_channels_are_refused_at_once(tmp_path, channels):
    with pytest.raises(BadInputError, match="ALARMS_CHANNELS"):
        NotifyClient(f"file://{tmp_path}/a.jsonl", channels=channels)


CHATS = {
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k": ("text", "content"),
    "https://oapi.dingtalk.com/robot/send?access_token=t": ("text", "content"),
    "https://open.feishu.cn/open-apis/bot/v2/hook/t": ("content", "text"),
    "https://hooks.slack.com/services/t": ("text",),
}


@pytest.mark.row("F018")
@pytest.mark.parametrize(("url", "path"), CHATS.items())
def test_chat_services_get_the_text_in_their_own_form(url, path):
    got = []
    NotifyClient(url, transport=webhook(200, got)).send({"text": "告警 a", "severity": "error"})
    [body] = got
    for step in path:
        body = body[step]
    assert body == "告警 a"


def test_a_text_for_wecom_keeps_to_its_limit():
    got = []
    url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
    NotifyClient(url, transport=webhook(200, got)).send({"text": "断" * 5000})
    assert len(got[0]["text"]["content"].encode()) <= 2048


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ({"errcode": 0, "errmsg": "ok"}, True),
        ({"errcode": 93000, "errmsg": "invalid webhook url"}, False),
        ({"code": 19001}, False),
        ({"code": "ok"}, True),
        ([], True),
    ],
)
def test_a_refusal_inside_a_good_status_is_a_failure(answer, taken):
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=answer))
    client = NotifyClient("https://qyapi.weixin.qq.com/x", transport=transport)
    if taken:
        assert client.send({"text": "a"}) == "default"
    else:
        with pytest.raises(UnavailableError, match="error code"):
            client.send({"text": "a"})
