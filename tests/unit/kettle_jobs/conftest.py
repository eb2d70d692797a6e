"""A small folder of files for the tests of job entries."""

from pathlib import Path

import pytest


@pytest.fixture
def tree(tmp_path) -> Path:
    (tmp_path / "in" / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "empty").mkdir()
    for name in ("a.txt", "b.csv", "sub/c.txt", "sub/deep/d.csv"):
        (tmp_path / "in" / name).write_text(name)
    return tmp_path / "in"
