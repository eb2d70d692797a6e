"""The base of every client that speaks HTTP: one `httpx.Client`, a timeout, checked statuses."""

from typing import Self

import httpx


class HttpClient:
    """An HTTP service; close it, or use it as a context manager.

    `transport` is the seam for tests (`httpx.MockTransport`).
    """

    def __init__(
        self,
        base_url: str,
        *,
        auth: tuple[str, str] | None = None,
        timeout_seconds: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx.Client(
            base_url=self.base_url,
            auth=auth,
            timeout=timeout_seconds,
            transport=transport,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
