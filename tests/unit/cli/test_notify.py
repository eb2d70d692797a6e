"""`onedata notify`: the channels and rules are shown, a test message goes to one channel."""

import json

import pytest

from onedata_assets.cli.doctor_stores import deliveries
from onedata_assets.cli.finding import State
from onedata_assets.cli.main import app
from tests.component.notify.receivers import Reply, http_receiver

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def notify_file(tmp_path, monkeypatch):
    def written(text):
        file = tmp_path / "notify.yaml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv("NOTIFY_FILE", str(file))

    return written


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        app(["notify", *arguments])
    out, err = capsys.readouterr()
    return ended.value.code, out + err


@pytest.mark.row("F018")
@pytest.mark.parametrize("said", ["took the message", "已接收消息"])
def test_a_test_message_goes_to_the_channel(notify_file, monkeypatch, capsys, said):
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en" if said.isascii() else "zh")
    with http_receiver() as receiver:
        notify_file(f"channels: {{hook: {{kind: webhook, url: '{receiver.url}/x?key=hunter2'}}}}")
        code, told = run(capsys, "test", "hook")
    assert code == 0
    assert said in told
    assert "hunter2" not in told
    title = {"zh": "OneData 测试消息", "en": "A test message of OneData"}
    assert receiver.got[0].body["title"] == title


def test_a_channel_that_refuses_is_told_and_exits_1(notify_file, capsys):
    with http_receiver() as receiver:
        receiver.judge = lambda request: Reply(404)
        notify_file(f"channels: {{hook: {{kind: webhook, url: '{receiver.url}'}}}}")
        code, told = run(capsys, "test", "hook")
    assert code == 1
    assert "'hook' did not take the message (HTTP 404)" in " ".join(told.split())


def test_an_unknown_channel_is_told_with_those_there_are(capsys):
    code, told = run(capsys, "test", "typo")
    assert code == 1
    assert "no channel 'typo': use one of default" in told


def test_the_test_message_of_the_default_channel_is_in_its_file(home, capsys):
    assert run(capsys, "test", "default")[0] == 0
    line = json.loads((home / "alarms/alarms.jsonl").read_text(encoding="utf-8"))
    assert (line["kind"], line["channel"]) == ("test", "default")


def test_channels_and_rules_are_listed(notify_file, capsys):
    notify_file(
        "channels: {box: {kind: file, path: /tmp/box}}\n"
        "admins: [{kinds: [run_failed], levels: [error], channels: [box]}]\n"
        "people: [{people: ['[b]alice'], channels: [box]}]\n"
    )
    code, told = run(capsys, "list")
    assert code == 0
    for part in ("default, box", "run_failed", "Messages to administrators", "[b]alice", "any"):
        assert part in told


def test_a_wrong_file_is_told_by_the_command_and_by_the_doctor(notify_file, capsys):
    notify_file("channels: {box: {kind: pigeon}}")
    code, told = run(capsys, "list")
    assert code == 1
    assert "channels.box.kind" in told
    found = [one for one in deliveries() if one.subject == "Message push"]
    assert [one.state for one in found] == [State.BROKEN]


def test_the_doctor_names_the_channels_and_sends_nothing(notify_file):
    with http_receiver() as receiver:
        notify_file(f"channels: {{hook: {{kind: webhook, url: '{receiver.url}'}}}}")
        found = [one for one in deliveries() if one.subject == "Message push"]
        assert receiver.got == []
    assert [(one.state, one.what) for one in found] == [(State.OK, "Channels: default, hook")]
