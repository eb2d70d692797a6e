"""What the CLI does with the portal of this machine: its pages, its first person, asking it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from onedata_assets.cli.location import Dagster
from onedata_assets.cli.say import console, errors, text
from onedata_assets.domain.security.projects import first_projects
from onedata_resources.settings import project_dir, value_of
from onedata_resources.store.database import opened
from onedata_resources.store.first import lend_key, prepare
from onedata_resources.store.tokens import Tokens

DAGSTER = "/dagster"
TITLE = "onedata up"
PAGES = project_dir() / "onedata_portal" / "web" / "dist"
LAST_SIGNS = 2000
"""Of what the build said, when it failed."""


def first_administrator() -> str | None:
    """Prepare the store; return the password of an administrator that was made just now.

    Raises:
        OneDataError: The store cannot be opened.
    """
    with opened(value_of("STORE_URL")) as store:
        return prepare(
            store,
            projects=first_projects(value_of("ONEDATA_DEFAULT_PROJECT")),
            password=value_of("ONEDATA_ADMIN_PASSWORD"),
            now=datetime.now(UTC),
        )


def build_pages() -> None:
    """Build the portal's pages where their sources changed; say why there are none if that fails.

    Everything but the pages works without them.
    """
    script = project_dir() / "scripts" / "build-web.sh"
    if not script.is_file():  # an installed package brings the built pages
        return
    is_built = (PAGES / "index.html").is_file()
    if not is_built:
        console.print(text("up.building"))
    done = subprocess.run(  # noqa: S603  a script of this checkout
        ["/bin/bash", str(script)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0 and not is_built:
        errors.print(text("up.no_pages"))
        errors.print((done.stderr or done.stdout).strip()[-LAST_SIGNS:], markup=False)


@contextmanager
def asked_as_administrator(page: str) -> Iterator[Dagster]:
    """Lend a way to ask Dagster's API at the portal, which ends with the body.

    Raises:
        OneDataError: The store cannot be opened, or has no administrator.
    """
    with opened(value_of("STORE_URL")) as store:
        secret, number, name = lend_key(store, TITLE, datetime.now(UTC))
        prefix = value_of("ONEDATA_PATH_PREFIX").rstrip("/")
        try:
            yield Dagster(f"{page}{prefix}{DAGSTER}", secret)
        finally:
            Tokens(store).end(number, name)
