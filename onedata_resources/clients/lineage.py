"""LineageClient."""


class LineageClient:
    """LineageClient."""

    def __init__(self, url: str) -> None:
        self.url = url
