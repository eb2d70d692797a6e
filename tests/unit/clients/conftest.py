"""The smallest job and transformation, as files, and an empty vector store."""

from pathlib import Path

import pytest

from onedata_resources.clients.vectors import VectorClient
from tests.unit.kettle_server.files import generated, kjb


@pytest.fixture
def job(tmp_path):
    path = tmp_path / "作业.kjb"
    path.write_text(kjb("作业 1", [], []), encoding="utf-8")
    return path


@pytest.fixture
def trans(tmp_path):
    path = tmp_path / "t.ktr"
    path.write_text(generated("t"), encoding="utf-8")
    return path


@pytest.fixture
def vectors(tmp_path: Path) -> VectorClient:
    return VectorClient(str(tmp_path / "vectors"))
