"""A house for each test."""

from pathlib import Path

import pytest

from tests.component.knowledge.house import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)
