"""VectorClient."""


class VectorClient:
    """VectorClient."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
