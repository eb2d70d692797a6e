"""ModelRegistryClient."""


class ModelRegistryClient:
    """ModelRegistryClient."""

    def __init__(self, tracking_uri: str, artifacts_uri: str) -> None:
        self.tracking_uri = tracking_uri
        self.artifacts_uri = artifacts_uri
