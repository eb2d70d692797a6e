"""LineageClient: order kept, nothing lost while the receiver is away, bounded, told."""

import json

import httpx
import pytest

from onedata_resources.clients.jsonl import append_lines, read_lines
from onedata_resources.clients.lineage import Delivery, LineageClient, SpoolFullError
from onedata_resources.errors import BadInputError, UnavailableError


class Receiver:
    """An HTTP receiver that answers with `status`, or not at all where it is None."""

    def __init__(self, status: int | None = 201):
        self.status = status
        self.got: list[int] = []
        self.paths: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.status is None:
            raise httpx.ConnectError("refused")
        number = json.loads(request.content)["n"]
        status = 422 if number == 13 else self.status
        if status < 300:
            self.got.append(number)
        self.paths.add(request.url.path)
        return httpx.Response(status)

    def client(self, tmp_path, url="http://marquez:5000", **options):
        return LineageClient(
            url, spool=tmp_path / "spool.jsonl", transport=httpx.MockTransport(self), **options
        )


def numbered(*numbers):
    return [{"n": number} for number in numbers]


def test_a_file_takes_one_event_a_line(tmp_path):
    client = LineageClient(f"file://{tmp_path}/a%20b/events.jsonl", spool=tmp_path / "spool")
    assert client.send(numbered(1, 2)) == Delivery(sent=2)
    assert list(read_lines(tmp_path / "a b" / "events.jsonl")) == numbered(1, 2)
    assert not (tmp_path / "spool").exists()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://marquez:5000", "/api/v1/lineage"),
        ("http://marquez:5000/", "/api/v1/lineage"),
        ("https://host/hook", "/hook"),
    ],
)
def test_events_are_posted_where_receivers_listen(tmp_path, url, path):
    receiver = Receiver()
    receiver.client(tmp_path, url).send(numbered(1))
    assert receiver.paths == {path}


@pytest.mark.parametrize("status", [None, 401, 404, 429, 500, 503])
def test_events_wait_while_the_receiver_is_away_and_go_first_afterwards(tmp_path, status):
    receiver = Receiver(status)
    client = receiver.client(tmp_path)
    told = client.send(numbered(1, 2))
    assert (told.sent, told.waiting) == (0, 2)
    assert told.problem
    client.send(numbered(3))
    receiver.status = 200
    assert client.send(numbered(4)) == Delivery(sent=4)
    assert receiver.got == [1, 2, 3, 4]
    assert client.send([]) == Delivery()


def test_waiting_events_are_sent_although_there_is_nothing_new(tmp_path):
    receiver = Receiver(None)
    receiver.client(tmp_path).send(numbered(1))
    receiver.status = 201
    assert receiver.client(tmp_path).send([]).sent == 1


def test_an_event_that_is_refused_does_not_block_those_behind_it(tmp_path):
    receiver = Receiver()
    told = receiver.client(tmp_path).send(numbered(12, 13, 14))
    assert receiver.got == [12, 14]
    assert (told.sent, told.waiting, told.refused) == (2, 0, 1)
    assert list(read_lines(tmp_path / "spool.refused.jsonl")) == numbered(13)


def test_a_full_spool_keeps_what_it_had_and_says_so(tmp_path):
    client = Receiver(None).client(tmp_path, capacity=2)
    client.send(numbered(1, 2))
    with pytest.raises(SpoolFullError, match="3 lineage events wait"):
        client.send(numbered(3))
    assert list(read_lines(tmp_path / "spool.jsonl")) == numbered(1, 2)


def test_a_spool_cut_in_the_middle_of_a_line_still_sends_the_rest(tmp_path):
    append_lines(tmp_path / "spool.jsonl", numbered(1))
    with (tmp_path / "spool.jsonl").open("ab") as file:
        file.write(b'{"n": 2')
    receiver = Receiver()
    assert receiver.client(tmp_path).send(numbered(3)).sent == 2
    assert receiver.got == [1, 3]


def test_a_file_that_cannot_be_written_lets_events_wait(tmp_path):
    (tmp_path / "blocked").write_text("")
    client = LineageClient(f"file://{tmp_path}/blocked/events.jsonl", spool=tmp_path / "spool")
    assert client.send(numbered(1)).waiting == 1
    (tmp_path / "blocked").unlink()
    assert client.send(numbered(2)).sent == 2


def test_without_a_spool_a_dead_receiver_is_an_error():
    transport = httpx.MockTransport(Receiver(None))
    with pytest.raises(UnavailableError, match="no spool"):
        LineageClient("http://u:secret@h", transport=transport).send(numbered(1))


def test_messages_never_show_a_password(tmp_path):
    client = Receiver(None).client(tmp_path, "http://user:secret@h/?key=secret", capacity=0)
    with pytest.raises(SpoolFullError) as full:
        client.send(numbered(1))
    assert "secret" not in str(full.value)


@pytest.mark.parametrize(
    "url", ["", "events.jsonl", "ftp://x", "file://", "file://host/x", "http://", "http://h:99999"]
)
def test_a_wrong_address_is_refused_at_once(url):
    with pytest.raises(BadInputError, match="OPENLINEAGE_URL"):
        LineageClient(url)
