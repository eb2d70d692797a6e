"""TritonClient."""

from pathlib import Path

from onedata_resources.clients.http import HttpClient


class TritonClient(HttpClient):
    """TritonClient."""

    def __init__(
        self, base_url: str, *, model_repository: Path, timeout_seconds: float = 30.0
    ) -> None:
        super().__init__(base_url, timeout_seconds=timeout_seconds)
        self.model_repository = model_repository
