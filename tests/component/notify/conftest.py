"""A scripted HTTP receiver, a certificate authority, and a client with a file of channels."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from onedata_resources.clients.jsonl import read_lines
from onedata_resources.clients.notify import NotifyClient
from tests.component.notify.authority import Authority, make_authority
from tests.component.notify.receivers import HttpReceiver, http_receiver


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with http_receiver() as running:
        yield running


@pytest.fixture(scope="package")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the client waited."""
    return []


@pytest.fixture
def client(tmp_path: Path, waits: list[float]) -> Callable[..., NotifyClient]:
    """Make a client with these channels and rules; its default channel is a file."""

    def made(channels: dict[str, Any] | None = None, **rules: Any) -> NotifyClient:
        file = tmp_path / "notify.yaml"
        whole = {"channels": {} if channels is None else channels, **rules}
        file.write_text(yaml.safe_dump(whole, sort_keys=False), encoding="utf-8")
        return NotifyClient(f"file://{tmp_path}/default.jsonl", file=str(file), sleep=waits.append)

    return made


@pytest.fixture
def fallen(tmp_path: Path) -> Callable[[], list[dict[str, Any]]]:
    """Read what the default channel got."""
    return lambda: list(read_lines(tmp_path / "default.jsonl"))
