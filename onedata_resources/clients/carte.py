"""CarteClient."""

from onedata_resources.clients.http import HttpClient


class CarteClient(HttpClient):
    """CarteClient."""
