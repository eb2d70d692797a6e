"""A transport whose answers end: after so many bytes, and so many seconds from being asked for.

A client library that reads whole answers by itself is given it; `outbound.py` and
`catalog_http_asking.py` bound what they read themselves.
"""

import time
from collections.abc import Iterator

import httpx


class BoundedTransport(httpx.BaseTransport):
    """Passes requests on; what comes back is uncompressed, and an error once it is too much."""

    def __init__(self, inner: httpx.BaseTransport, *, seconds: float, most_bytes: int) -> None:
        self._inner = inner
        self._seconds = seconds
        self._most = most_bytes

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer; reading it ends with an error past the bounds."""
        deadline = time.monotonic() + self._seconds
        request.headers["Accept-Encoding"] = "identity"  # few bytes may unpack to gigabytes
        answer = self._inner.handle_request(request)
        if answer.headers.get("content-encoding", "identity") != "identity":
            answer.close()
            raise httpx.ReadError("the answer is packed, though plain text was asked for")
        assert isinstance(answer.stream, httpx.SyncByteStream)  # noqa: S101  of a sync transport
        return httpx.Response(
            answer.status_code,
            headers=answer.headers,
            stream=_Bounded(answer.stream, deadline, self._most),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close what is open."""
        self._inner.close()


class _Bounded(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, deadline: float, most: int) -> None:
        self._inner = inner
        self._deadline = deadline
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        for piece in self._inner:
            read += len(piece)
            if read > self._most:
                raise httpx.ReadError(f"the answer is longer than {self._most} bytes")
            if time.monotonic() > self._deadline:
                raise httpx.ReadTimeout("the answer took too long")
            yield piece

    def close(self) -> None:
        self._inner.close()
