"""Answers that come without an end are not read to it."""

from collections.abc import Iterator

import httpx
import pytest

from onedata_resources.clients.bounded_http import BoundedTransport


class Pieces(httpx.SyncByteStream):
    """A body of a thousand pieces, of which it is known how many were read."""

    def __init__(self) -> None:
        self.read = 0
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(1000):
            self.read += 1
            yield b"x" * 10

    def close(self) -> None:
        self.is_closed = True


def asked(pieces: Pieces, **bounds) -> httpx.Response:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=pieces))
    with httpx.Client(transport=BoundedTransport(transport, **bounds)) as http:
        return http.get("http://somewhere/")


def test_an_answer_within_the_bounds_is_read():
    pieces = Pieces()
    assert len(asked(pieces, seconds=60, most_bytes=10_000).content) == 10_000
    assert pieces.is_closed


def test_an_answer_is_read_up_to_so_many_bytes():
    pieces = Pieces()
    with pytest.raises(httpx.ReadError):
        asked(pieces, seconds=60, most_bytes=95)
    assert (pieces.read, pieces.is_closed) == (10, True)


def test_an_answer_that_comes_slowly_is_read_up_to_so_many_seconds():
    pieces = Pieces()
    with pytest.raises(httpx.ReadTimeout):
        asked(pieces, seconds=-1, most_bytes=10_000)
    assert (pieces.read, pieces.is_closed) == (1, True)
