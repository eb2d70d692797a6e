"""Messages of the portal reach the people whom something concerns, by real mail and webhooks."""

import dataclasses
import time
from contextlib import contextmanager

import pytest
import yaml

from onedata_assets.cli.processes import free_port
from onedata_portal.messages import Messages
from onedata_portal.reminders import remind
from onedata_portal.server import portal_app
from onedata_resources.clients.jsonl import read_lines
from onedata_resources.clients.notify import NotifyClient
from tests.component.gateway.browser import House
from tests.component.notify.mailbox import mail_server
from tests.component.notify.receivers import http_receiver

GOOD = "orchard 4 purple lantern"


@contextmanager
def mailing(home, tmp_path, port, **more):
    """Lend the house with a channel of mail at this port, to which all messages to people go."""
    channel = {
        "kind": "email",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "from": "onedata@example.com",
        "to": ["ops@example.com"],
    }
    file = tmp_path / "notify.yaml"
    file.write_text(
        yaml.safe_dump({"channels": {"mail": channel}, "people": [{"channels": ["mail"]}]})
    )
    notify = NotifyClient(
        f"file://{tmp_path}/default.jsonl", file=str(file), ui_url="http://portal.example", **more
    )
    messages = Messages(notify, home.portal.platform.settings)
    portal = dataclasses.replace(home.portal, messages=messages)
    yield House(portal, home.clock, portal_app(portal))
    messages.close()


def subjects(house, box):
    house.portal.messages.settle(30)
    return [(each["To"].addresses[0].addr_spec, each["Subject"]) for each in box.mails]


@pytest.mark.row("F018")
def test_who_gets_a_role_an_account_or_a_password_is_told_in_their_language(home, tmp_path):
    home.portal.people.change("dan", language="en", email="dan@a.example")
    with mail_server() as box, mailing(home, tmp_path, box.port) as house:
        carl, root = house.browser("carl"), house.browser("root")
        for _ in range(2):
            carl.ask("PUT", "/projects/alpha/members/dan", {"role": "ops"})
        carl.ask("DELETE", "/projects/alpha/members/vera")
        root.post("/people", {"name": "zhao", "email": "zhao@a.example"})
        root.ask("PATCH", "/people/olga", {"password": GOOD, "is_admin": True})
        assert subjects(house, box) == [
            ("dan@a.example", "OneData: you are ops in alpha"),
            ("vera@a.example", "OneData：您已离开项目组 alpha"),
            ("zhao@a.example", "您的 OneData 账号已创建"),
            ("olga@a.example", "您的 OneData 口令已被重置"),
            ("olga@a.example", "您已成为 OneData 管理员"),
        ]
        assert GOOD not in "".join(each.as_string() for each in box.mails)
        assert "carl" in box.mails[0].get_content()
        assert "http://portal.example" in box.mails[0].get_content()


def test_what_one_does_to_oneself_and_what_was_refused_is_no_message(home, tmp_path):
    with mail_server() as box, mailing(home, tmp_path, box.port) as house:
        house.browser("vera").ask("DELETE", "/projects/alpha/members/vera")
        house.browser("dan").ask("PUT", "/projects/alpha/members/olga", {"role": "viewer"})
        assert subjects(house, box) == []


def test_a_mail_server_that_is_away_delays_nobody(home, tmp_path):
    with mailing(home, tmp_path, free_port(), sleep=lambda _: time.sleep(0.2)) as house:
        carl = house.browser("carl")
        begun = time.monotonic()
        assert carl.ask("PUT", "/projects/alpha/members/dan", {"role": "ops"}).status_code == 200
        assert time.monotonic() - begun < 2
        house.portal.messages.settle(30)
    [kept] = read_lines(tmp_path / "default.jsonl")
    assert (kept["kind"], kept["projects"]) == ("role_given", ["alpha"])


@pytest.mark.row("F018")
def test_a_key_that_is_about_to_end_is_told_once(home, tmp_path):
    with mail_server() as box, mailing(home, tmp_path, box.port) as house:
        carl = house.browser("carl")
        for title, days in (("nightly", 30), ("short", 5), ("long", 90)):
            carl.post("/tokens", {"title": title, "scopes": ["read"], "days": days})
        assert remind(house.portal) == 0
        house.clock.goes_on(days=24)
        assert (remind(house.portal), remind(house.portal)) == (1, 0)
        [(to, subject)] = subjects(house, box)
        assert (to, subject) == ("carl@a.example", "OneData：访问令牌 nightly 即将到期")
    house.clock.goes_on(days=10)
    assert remind(house.portal) == 0


@pytest.mark.row("F018")
def test_an_administrator_tries_a_channel(home, tmp_path):
    with mail_server() as box, mailing(home, tmp_path, box.port) as house:
        root = house.browser("root")
        names = [each["name"] for each in root.get("/notifications/channels").json()["items"]]
        assert names == ["default", "mail"]
        assert root.post("/notifications/test", {"channel": "mail"}).json() == {"took": "mail"}
        assert box.recipients == [["ops@example.com"]]
        assert house.last_event()[1] == "notification.test"
        away = root.post("/notifications/test", {"channel": "sms"})
        assert (away.status_code, away.json()["code"]) == (422, "bad_input")
        box.replies.append("554 no")
        refused = root.post("/notifications/test", {"channel": "mail"})
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")


@pytest.mark.row("F018")
def test_an_address_that_is_typed_reaches_only_what_is_open(home, tmp_path):
    with http_receiver() as hook:
        body = {"webhook": hook.url}
        with mailing(home, tmp_path, free_port()) as house:
            closed = house.browser("root").post("/notifications/test", body)
            assert (closed.status_code, closed.json()["code"]) == (422, "bad_input")
            assert hook.got == []
        with mailing(home, tmp_path, free_port(), outbound_allow="127.0.0.1") as house:
            taken = house.browser("root").post("/notifications/test", body)
            assert taken.json() == {"took": "webhook"}
        assert len(hook.got) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"channel": "a", "webhook": "http://a.example"},
        {"webhook": "http://[::1"},
        {"webhook": "\x00"},
        {"webhook": "http://169.254.169.254/latest"},
        {"webhook": "file:///etc/passwd"},
    ],
)
def test_a_test_names_one_place(home, body):
    assert home.browser("root").post("/notifications/test", body).status_code == 422
