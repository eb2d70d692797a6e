"""What the CLI does with the portal of this machine: its first person, and asking it by a key."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from onedata_assets.cli.location import Dagster
from onedata_resources.settings import value_of
from onedata_resources.store.database import open_store
from onedata_resources.store.first import lend_key, prepare
from onedata_resources.store.tokens import Tokens

DAGSTER = "/dagster"
TITLE = "onedata up"


def first_administrator() -> str | None:
    """Prepare the store; return the password of an administrator that was made just now.

    Raises:
        OneDataError: The store cannot be opened.
    """
    store = open_store(value_of("STORE_URL"))
    try:
        return prepare(
            store,
            project=value_of("ONEDATA_DEFAULT_PROJECT"),
            password=value_of("ONEDATA_ADMIN_PASSWORD"),
            now=datetime.now(UTC),
        )
    finally:
        store.close()


@contextmanager
def asked_as_administrator(page: str) -> Iterator[Dagster]:
    """Lend a way to ask Dagster's API at the portal, which ends with the body.

    Raises:
        OneDataError: The store cannot be opened, or has no administrator.
    """
    store = open_store(value_of("STORE_URL"))
    try:
        secret, number, name = lend_key(store, TITLE, datetime.now(UTC))
        prefix = value_of("ONEDATA_PATH_PREFIX").rstrip("/")
        yield Dagster(f"{page}{prefix}{DAGSTER}", secret)
        Tokens(store).end(number, name)
    finally:
        store.close()
