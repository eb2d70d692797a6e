"""Who gets what: the rules of NOTIFY_FILE, what replaces a channel that fails, own channels."""

import re
import sys
import types

import pytest
import yaml

from onedata_resources.clients.notify import NotifyClient
from onedata_resources.clients.notify_message import Level, Message, Text
from onedata_resources.errors import BadInputError, UnavailableError
from onedata_resources.settings import project_dir
from tests.component.notify.messages import ALARM, ALICE, BOB
from tests.component.notify.receivers import Reply


@pytest.fixture
def boxes(tmp_path):
    """Four channels of files, and what stands in each."""
    return {name: {"kind": "file", "path": str(tmp_path / f"{name}.jsonl")} for name in "abcd"}


def message(**changed):
    return Message(Text("题", "title"), Text("文", "body"), **changed)


@pytest.mark.row("F018")
@pytest.mark.parametrize(
    ("pushed", "took"),
    [
        (message(kind="run_failed", level=Level.ERROR), ("a",)),
        (message(kind="run_failed"), ("b",)),
        (message(kind="check_failed", projects=frozenset({"retail", "x"})), ("c", "d")),
        (message(kind="check_failed", owners=("team:sales",)), ("d",)),
        (message(kind="notice"), ("default",)),
    ],
)
def test_the_first_rule_that_matches_decides_and_continue_goes_on(client, boxes, pushed, took):
    rules = [
        {"kinds": ["run_*"], "levels": ["error"], "channels": ["a"]},
        {"kinds": ["run_*"], "channels": "b"},
        {"projects": ["retail"], "channels": ["c"], "continue": True},
        {"owners": ["team:*"], "projects": [], "channels": ["d"]},
        {"kinds": ["check_failed"], "channels": ["d"]},
    ]
    assert client(boxes, admins=rules).push_admins(pushed).took == took


def test_alarms_go_by_the_rules_and_else_to_their_owners_channel(client, boxes):
    rules = [{"kinds": ["run_failed"], "channels": ["a", "b"]}]
    pushed = client(boxes, admins=rules)
    assert pushed.send({"kind": "run_failed", "text": "x"}, "c") == "a,b"
    assert pushed.send({"kind": "freshness", "text": "x"}, "c") == "c"


def test_each_person_is_reached_as_the_rules_say(client, boxes):
    rules = [
        {"people": ["alice"], "kinds": ["run_failed"], "channels": ["a"]},
        {"people": ["a*"], "channels": ["b"]},
    ]
    pushed = client(boxes, people=rules)
    assert pushed.push_people(ALARM, [ALICE]).took == ("a",)
    assert pushed.push_people(message(), [ALICE]).took == ("b",)
    assert pushed.push_people(ALARM, [ALICE, BOB]).took == ("a", "default")


def test_whom_no_rule_reaches_is_named_to_the_default_channel(client, boxes, fallen):
    client(boxes).push_people(ALARM, [ALICE, BOB])
    assert [one["receivers"] for one in fallen()] == [["alice", "鲍勃"]]


def test_nobody_is_told_nothing(client, boxes, fallen):
    assert client(boxes).push_people(ALARM, []).took == ()
    assert fallen() == []


def test_a_channel_that_fails_is_replaced_and_then_passed_over_for_a_while(
    receiver, client, boxes, fallen
):
    receiver.judge = lambda request: Reply(503)
    hook = {"hook": {"kind": "webhook", "url": receiver.url}}
    pushed = client(boxes | hook, admins=[{"channels": ["hook", "a"]}])
    for _ in range(3):
        done = pushed.push_admins(ALARM)
        assert done.took == ("a", "default")
        assert "hook" in done.refused
    assert len(receiver.got) == 3
    assert len(fallen()) == 3


def test_where_the_default_fails_too_the_push_fails(receiver, tmp_path):
    receiver.judge = lambda request: Reply(404)
    client = NotifyClient(receiver.url, channels=f"a={receiver.url}/a")
    with pytest.raises(UnavailableError, match=r"'default'.*HTTP 404[\s\S]*未接收消息"):
        client.send({"text": "x"}, "a")
    assert [request.path for request in receiver.got] == ["/a", "/"]


class Recorder:
    """A channel of a customer's own."""

    def __init__(self, name, options):
        self.name, self.options, self.got = name, options, []
        if options.get("broken"):
            raise RuntimeError("no")

    def deliver(self, message, receivers):
        if self.options.get("fails"):
            raise ValueError("the gateway\nsaid no")
        self.options["box"].append((message.title.zh, [one.name for one in receivers]))


@pytest.fixture
def own_module(monkeypatch):
    module = types.ModuleType("company_push")
    module.Recorder = Recorder
    module.Nothing = lambda name, options: object()
    monkeypatch.setitem(sys.modules, "company_push", module)


@pytest.mark.row("F018")
@pytest.mark.usefixtures("own_module")
def test_a_customers_own_class_is_a_channel(client, monkeypatch):
    monkeypatch.setenv("SMS_KEY", "geheim")
    own = {"sms": {"kind": "company_push.Recorder", "key": "${SMS_KEY}", "region": 1}}
    pushed = client(own, people=[{"channels": ["sms"]}])
    inner = pushed._channels["sms"]._inner
    assert inner.options == {"key": "geheim", "region": 1}
    inner.options["box"] = box = []
    pushed.push_people(ALARM, [ALICE])
    assert box == [("运行失败：daily", ["alice"])]


@pytest.mark.usefixtures("own_module")
def test_what_a_customers_class_raises_is_a_refusal_with_its_words(client):
    pushed = client({"sms": {"kind": "company_push.Recorder", "fails": True}})
    with pytest.raises(UnavailableError, match="ValueError: the gateway said no"):
        pushed.try_channel("sms", ALARM)


@pytest.mark.usefixtures("own_module")
@pytest.mark.parametrize(
    "kind", ["company_push.Gone", "no_such_module.X", "company_push.Nothing", "..x", "a..b"]
)
def test_a_class_that_is_no_channel_is_refused_in_words(client, kind):
    with pytest.raises(BadInputError, match=r"channels.sms the class[\s\S]*类"):
        client({"sms": {"kind": kind}})


@pytest.mark.usefixtures("own_module")
def test_a_class_that_cannot_be_made_is_refused_in_words(client):
    with pytest.raises(BadInputError, match="RuntimeError"):
        client({"sms": {"kind": "company_push.Recorder", "broken": True}})


@pytest.mark.parametrize(
    ("channels", "rules", "place"),
    [
        ({"a": None}, {}, "channels.a must be a mapping"),
        ({"a": {}}, {}, "channels.a.kind is missing"),
        ({"a": {"kind": "pigeon"}}, {}, "channels.a.kind must be one of email"),
        ({"a": {"kind": "wecom"}}, {}, "channels.a.url is missing"),
        ({"a": {"kind": "wecom", "url": "ftp://x"}}, {}, "channels.a.url"),
        ({"a": {"kind": "wecom", "url": "file:///x"}}, {}, "channels.a.url must be an HTTP"),
        ({"a": {"kind": "wecom", "url": "http://x", "colour": 1}}, {}, "channels.a.colour is not"),
        (
            {"a": {"kind": "wecom", "url": "http://x", "secret": "s"}},
            {},
            "channels.a.secret is not",
        ),
        ({"a": {"kind": "wecom", "url": "http://x", "format": "html"}}, {}, "channels.a.format"),
        ({"a": {"kind": "wecom", "url": "http://x", "mention": [{}]}}, {}, "channels.a.mention"),
        ({"a": {"kind": "webhook", "url": "${NOT_SET_HERE}"}}, {}, "NOT_SET_HERE"),
        (
            {"a": {"kind": "webhook", "url": "http://x", "ca_file": "/none"}},
            {},
            "channels.a.ca_file",
        ),
        ({"a": {"kind": "email", "host": "x", "from": "nobody"}}, {}, "channels.a.from"),
        ({"a": {"kind": "email", "host": "x", "from": "a@b", "port": "x"}}, {}, "channels.a.port"),
        ({"default": {"kind": "file", "path": "/x"}}, {}, "channels.default has the name"),
        ([], {}, "channels must be a mapping"),
        ({}, {"admins": {}}, "admins must be a list"),
        ({}, {"admins": [{"channels": ["gone"]}]}, "admins\\[1\\].channels names 'gone'"),
        ({}, {"people": [{"levels": ["loud"]}]}, "people\\[1\\].levels names 'loud'"),
        ({}, {"admins": [{"people": ["alice"]}]}, "admins\\[1\\].people is not known"),
        ({}, {"admins": [{"continue": "yes"}]}, "admins\\[1\\].continue must be true or false"),
        ({}, {"users": []}, "the file.users is not known"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(client, channels, rules, place):
    with pytest.raises(BadInputError, match=f"{place}[\\s\\S]*\nNOTIFY_FILE"):
        client(channels, **rules)


@pytest.mark.parametrize("text", ["a: [", "- 1", "\x00", None])
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path, text):
    file = tmp_path / "notify.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(BadInputError, match="NOTIFY_FILE"):
        NotifyClient(f"file://{tmp_path}/a.jsonl", file=str(file))


def test_a_secret_in_the_file_is_never_in_an_error(client):
    with pytest.raises(BadInputError) as refused:
        client({"a": {"kind": "wecom", "url": "hunter2://hunter2", "secret": "hunter2"}})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("guide", ["notifications.md", "notifications.zh-CN.md"])
def test_the_file_of_the_guide_is_one(client, monkeypatch, guide):
    text = (project_dir() / "docs" / guide).read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    for name in set(re.findall(r"\$\{(\w+)\}", example)) - {"NAME"}:
        monkeypatch.setenv(name, "https://chat.example/hook")
    made = client(**yaml.safe_load(example))
    assert made.channels == ["default", "ops-mail", "data-wecom", "data-dingtalk", "hook"]
    assert (len(made.routes.admins), len(made.routes.people)) == (2, 2)
