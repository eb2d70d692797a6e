"""Definitions are those of the checkout: a demo leaves tables and metrics of its own at home."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the tests of a module load definitions with an `ONEDATA_HOME` in which nothing is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONEDATA_HOME", str(tmp_path_factory.mktemp("home")))
        yield
