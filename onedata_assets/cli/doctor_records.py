"""What `onedata doctor` finds about records: the platform's own, and Dagster's.

Nothing is made by looking: neither a SQLite file, nor a table.
"""

import importlib.resources
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.cli.doctor_standards import standards
from onedata_assets.cli.environment import WRITTEN_BY_ONEDATA
from onedata_assets.cli.finding import Finding, State, folder, look, writable
from onedata_assets.cli.say import text, told
from onedata_resources.clients.dagster_records import SETTING, records_url
from onedata_resources.clients.database_url import database_url, dialect_of, shown
from onedata_resources.clients.schema_state import Schema, schema_state
from onedata_resources.errors import OneDataError
from onedata_resources.settings import home_dir, value_of

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

STORE = "STORE_URL"
CONNECT_SECONDS = 3
STATES = {
    Schema.CURRENT: State.OK,
    Schema.EMPTY: State.OFF,
    Schema.OLDER: State.BROKEN,
    Schema.NEWER: State.BROKEN,
}


def find_records() -> Iterator[Finding]:
    """Look at both databases of records, and at what definitions know of the first."""
    platform = look(text("doctor.store"), platform_records)
    yield platform
    if platform.state is State.OK:
        yield from standards()
    yield look(text("doctor.dagster"), dagster_records)


def platform_records() -> Finding:
    """Tell whether the database of the platform's own records answers and is of this release."""
    from onedata_resources.store.migrate import MIGRATIONS, VERSIONS

    subject = text("doctor.store")
    try:
        url = database_url(value_of(STORE), STORE)
        found = _schema(subject, url, STORE, str(MIGRATIONS), VERSIONS)
    except OneDataError as error:
        return Finding(subject, State.BROKEN, told(error), _check(STORE))
    if isinstance(found, Finding):
        return found
    if found is Schema.OLDER:  # the portal brings it up to date
        return Finding(subject, State.OFF, _said(found, url), text("doctor.store_older"))
    return _finding(subject, found, url, text("doctor.store_newer"))


def dagster_records() -> Finding:
    """Tell whether the database of Dagster's records answers and is of this release."""
    subject, file = text("doctor.dagster"), home_dir() / "dagster" / "dagster.yaml"
    if file.exists() and not file.read_text(encoding="utf-8").startswith(WRITTEN_BY_ONEDATA):
        return Finding(subject, State.OFF, text("doctor.own_file", path=file))
    scripts = str(importlib.resources.files("dagster") / "_core/storage/alembic")
    try:
        url = records_url() or database_url(f"sqlite:///{file.parent}/history/runs.db")
        found = _schema(subject, url, SETTING, scripts, "alembic_version")
    except OneDataError as error:
        return Finding(subject, State.BROKEN, told(error), _check(SETTING))
    if isinstance(found, Finding):
        return found
    advice = text(
        f"doctor.dagster_{'older' if found is Schema.OLDER else 'newer'}", path=file.parent
    )
    return _finding(subject, found, url, advice)


def _schema(subject: str, url: "URL", setting: str, scripts: str, table: str) -> Schema | Finding:
    """Return the state of the tables, or what is told where a SQLite file is not there yet.

    Raises:
        OneDataError: The database cannot be used.
    """
    from onedata_resources.clients.database_server import let_in

    if dialect_of(url) == "sqlite" and url.database:
        file = Path(url.database)
        off = Finding(subject, State.OFF, str(file), text("doctor.records_advice"))
        if not file.exists():
            return off if writable(file.parent) else folder(subject, file.parent, "", off)
    with let_in(url, setting, seconds=CONNECT_SECONDS) as connection:
        return schema_state(connection, scripts=scripts, table=table)


def _finding(subject: str, found: Schema, url: "URL", advice: str) -> Finding:
    advices = {Schema.CURRENT: "", Schema.EMPTY: text("doctor.records_advice")}
    return Finding(subject, STATES[found], _said(found, url), advices.get(found, advice))


def _said(found: Schema, url: "URL") -> str:
    return text(f"doctor.schema_{found}", uri=shown(url))


def _check(setting: str) -> str:
    return text("doctor.check_advice", setting=setting)
