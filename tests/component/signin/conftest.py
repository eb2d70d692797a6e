"""The issuer of our own, which signs whatever a test wants."""

from collections.abc import Iterator

import pytest

from tests.component.signin.issuer import Issuer, issuing


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing(Issuer()) as made:
        yield made
