"""NotifyClient."""


class NotifyClient:
    """NotifyClient."""

    def __init__(self, url: str) -> None:
        self.url = url
