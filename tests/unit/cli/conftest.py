"""An installation of its own for each test that asks for one, and what stands in its way."""

import pytest

from onedata_assets.cli import env_file
from onedata_assets.cli.processes import free_port


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
