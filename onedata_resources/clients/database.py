"""DatabaseClient."""


class DatabaseClient:
    """DatabaseClient."""

    def __init__(self, url: str) -> None:
        self.url = url
