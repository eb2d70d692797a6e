"""An installation of its own for each test that asks for one, and what stands in its way."""

import pytest

from onedata_assets.cli import env_file, metadata
from onedata_assets.cli.processes import free_port
from onedata_resources.clients.database import DatabaseClient


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Set the variables of a new installation whose services do not answer; lend its home."""
    monkeypatch.setattr(env_file, "project_dir", lambda: tmp_path)
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("KETTLE_BASE_URL", "WEATHER_BASE_URL", "TRITON_BASE_URL", "ONEDATA_UI_URL"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path):
    """Lend a file where a folder is looked for."""
    (tmp_path / "file").touch()
    return tmp_path / "file"


@pytest.fixture
def shop(home, tmp_path, monkeypatch):
    """Lend an empty database that the only source of a project of its own reads."""
    folder = tmp_path / "onedata_assets/defs/shop"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text("name: shop\nkind: sql\nconnection: SHOP_URL\n")
    monkeypatch.setenv("SHOP_URL", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setenv("STORE_URL", f"sqlite:///{home}/store/store.db")
    monkeypatch.setattr(metadata, "project_dir", lambda: tmp_path)
    (tmp_path / "shop.db").touch()
    return DatabaseClient(f"sqlite:///{tmp_path}/shop.db")
