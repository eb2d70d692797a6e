"""E-mail against real mail servers: STARTTLS, TLS, login, Chinese, refusals, and no downgrade."""

import socket
import threading

import pytest

from onedata_assets.cli.processes import free_port
from onedata_resources.clients.notify_message import Message, Receiver, Text
from onedata_resources.errors import BadInputError, UnavailableError
from tests.component.notify.mailbox import mail_server
from tests.component.notify.messages import ALARM, ALICE, BOB


def channel(box, authority=None, **options):
    own = {"ca_file": str(authority.file)} if authority else {}
    return {
        "kind": "email",
        "host": "127.0.0.1",
        "port": box.port,
        "security": "none",
        "from": "数据平台 <onedata@example.com>",
        "to": ["ops@example.com", "运维 <ops2@example.com>"],
        **own,
        **options,
    }


# aiosmtpd does not count TLS from the first byte as TLS.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.row("F018")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_encrypted_after_a_login(client, authority, security):
    tls = authority.server_context("127.0.0.1")
    with mail_server(tls, at_once=security == "tls", login=True) as box:
        options = channel(box, authority, security=security, user="onedata", password="geheim")
        client({"mail": options}).try_channel("mail", ALARM)
        [mail] = box.mails
    assert box.logins == ["onedata"]
    assert mail["Subject"] == "运行失败：daily Run failed: daily"
    assert "磁盘已满" in mail.get_content()
    assert ALARM.link in mail.get_content()
    assert mail["From"].addresses[0].display_name == "数据平台"
    assert box.recipients == [["ops@example.com", "ops2@example.com"]]
    assert mail["Date"].datetime.tzinfo
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_wrong_password_is_refused_and_not_tried_again(client, authority, waits):
    with mail_server(authority.server_context("127.0.0.1"), login=True) as box:
        options = channel(box, authority, security="starttls", user="onedata", password="x")
        with pytest.raises(UnavailableError, match="SMTP 535"):
            client({"mail": options}).try_channel("mail", ALARM)
    assert waits == []


def test_a_server_that_offers_no_starttls_gets_nothing(client, waits):
    with mail_server() as box:
        options = channel(box, security="starttls", user="onedata", password="geheim")
        with pytest.raises(UnavailableError, match="STARTTLS"):
            client({"mail": options}).try_channel("mail", ALARM)
    assert (box.mails, box.logins, waits) == ([], [], [])


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_of_another_name_or_authority_gets_nothing(client, authority, security):
    with mail_server(authority.server_context("mail.test"), at_once=security == "tls") as box:
        for trusting in (authority, None):
            options = channel(box, trusting, security=security)
            with pytest.raises(UnavailableError, match="certificate"):
                client({"mail": options}).try_channel("mail", ALARM)
    assert box.mails == []


def test_a_password_over_an_open_connection_is_no_configuration(client):
    with mail_server() as box, pytest.raises(BadInputError, match="open connection"):
        client({"mail": channel(box, user="onedata", password="x")})


def test_each_person_gets_a_mail_of_their_own_in_their_language(client):
    with mail_server() as box:
        pushed = client({"mail": channel(box)}, people=[{"channels": ["mail"]}])
        assert pushed.push_people(ALARM, [ALICE, BOB]).took == ("mail",)
    assert box.recipients == [["alice@example.com"], ["bob@example.com"]]
    english, chinese = box.mails
    assert english["Subject"] == "Run failed: daily"
    assert chinese["Subject"] == "运行失败：daily"
    assert "bob@example.com" not in english.as_string()


def test_who_is_refused_costs_the_others_nothing_and_is_told_to_the_default(client, fallen):
    with mail_server() as box:
        box.turned_away["alice@example.com"] = "550 no such user"
        pushed = client({"mail": channel(box)}, people=[{"channels": ["mail"]}])
        nobody = Receiver("carol")
        done = pushed.push_people(ALARM, [ALICE, BOB, nobody])
    assert box.recipients == [["bob@example.com"]]
    assert done.took == ("mail", "default")
    assert [one["receivers"] for one in fallen()] == [["alice", "carol"]]


def test_what_a_server_puts_off_is_sent_again_and_what_it_refuses_is_not(client, waits):
    with mail_server() as box:
        pushed = client({"mail": channel(box)})
        box.replies = ["451 later"]
        pushed.try_channel("mail", ALARM)
        assert (len(box.mails), len(waits)) == (1, 1)
        box.replies = ["554 spam"]
        with pytest.raises(UnavailableError, match="SMTP 554"):
            pushed.try_channel("mail", ALARM)
    assert len(waits) == 1


def test_a_title_with_line_breaks_adds_no_header(client):
    hostile = Text("a\r\nBcc: evil@example.com\r\n\r\nbody", "")
    with mail_server() as box:
        client({"mail": channel(box, language="zh")}).try_channel("mail", Message(hostile, hostile))
        [mail] = box.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "a Bcc: evil@example.com body"
    assert box.recipients == [["ops@example.com", "ops2@example.com"]]


@pytest.mark.parametrize(
    "email", ["a@b\r\nBcc: evil@example.com", "a@b, evil@example.com", "nobody", "@", ""]
)
def test_an_address_that_is_none_is_written_to_nowhere(client, fallen, email):
    with mail_server() as box:
        pushed = client({"mail": channel(box)}, people=[{"channels": ["mail"]}])
        pushed.push_people(ALARM, [Receiver("mallory", email=email)])
    assert box.mails == []
    assert [one["receivers"] for one in fallen()] == [["mallory"]]


def test_a_server_that_is_away_or_hangs_up_is_told(client, waits):
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up():
            for _ in range(3):
                listening.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        box = type("Box", (), {"port": listening.getsockname()[1]})
        with pytest.raises(UnavailableError, match="did not take"):
            client({"mail": channel(box)}).try_channel("mail", ALARM)
        thread.join()
    box.port = free_port()
    with pytest.raises(UnavailableError, match="ConnectionRefusedError"):
        client({"mail": channel(box)}).try_channel("mail", ALARM)
    assert len(waits) == 4
