"""The database of the source `shop`, which tests fill each with tables of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onedata_resources.clients.database import DatabaseClient
from onedata_resources.store.database import Store, opened
from onedata_resources.store.metadata import SourceVersions


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DatabaseClient:
    """Lend an empty database that `SHOP_URL` names, in an installation of its own."""
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHOP_URL", f"sqlite:///{tmp_path}/shop.db")
    (tmp_path / "shop.db").touch()
    return DatabaseClient(f"sqlite:///{tmp_path}/shop.db")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Lend the records of that installation."""
    with opened(f"sqlite:///{tmp_path}/store.db") as made:
        yield made


@pytest.fixture
def versions(store: Store) -> SourceVersions:
    """Lend what the records know of sources."""
    return SourceVersions(store)
