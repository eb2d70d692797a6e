"""PagedJsonClient."""

from onedata_resources.clients.http import HttpClient


class PagedJsonClient(HttpClient):
    """PagedJsonClient."""
