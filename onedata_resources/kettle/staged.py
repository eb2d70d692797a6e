"""Copies of Kettle files whose connection `lake` is a staging database, for a real Carte.

A real Carte knows no lake. The copies that travel there write each lake table into a table of the
staging database; the caller brings the rows to the lake (`clients/staging.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy.engine import URL

from onedata_resources.clients.database_url import dialect_of
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.model import Connection, Job, Step, Transformation
from onedata_resources.kettle.passwords import encode_password
from onedata_resources.kettle.reader import read_job, read_transformation
from onedata_resources.kettle.readiness import LAKE
from onedata_resources.kettle.settings.stepxml import StepXml
from onedata_resources.kettle.writer import write_job, write_transformation
from onedata_resources.kettle.xml import parse, set_text

TYPES = {"postgresql": "POSTGRESQL", "mysql": "MYSQL", "sqlite": "SQLITE"}
PORTS = {"postgresql": "5432", "mysql": "3306"}
QUOTED = (("PRESERVE_RESERVED_WORD_CASE", "Y"), ("QUOTE_ALL_FIELDS", "Y"))
"""So that names with capitals or Chinese letters arrive as they are."""

Tables = Mapping[tuple[str, str], str]


def staging_connection(url: URL, name: str = LAKE) -> Connection:
    """Return the connection of a Kettle file that reaches the database.

    Raises:
        BadInputError: Kettle files cannot name such a database here.
    """
    dialect = dialect_of(url)
    if dialect not in TYPES:
        raise BadInputError(
            f"KETTLE_STAGING_URL is a {dialect} database; PostgreSQL, MySQL and SQLite can be"
            " staging databases.",
            f"KETTLE_STAGING_URL 指向 {dialect}；暂存库可用 PostgreSQL、MySQL 或 SQLite。",
        )
    port = str(url.port or PORTS.get(dialect, ""))
    return Connection(
        name=name,
        type=TYPES[dialect],
        server=url.host or "",
        database=url.database or "",
        port=port,
        username=url.username or "",
        password=encode_password(url.password or ""),
        attributes=(("PORT_NUMBER", port), *QUOTED),
    )


def lake_steps(transformation: Transformation, variables: Mapping[str, str]) -> Iterator[Step]:
    """Yield the steps whose connection is the lake."""
    for step in transformation.steps:
        if StepXml(step.xml, variables).text("connection").lower() == LAKE:
            yield step


def staged_file(
    content: bytes, connection: Connection, tables: Tables, variables: Mapping[str, str]
) -> bytes:
    """Return the file with its lake tables in the staging database; `tables` has their names.

    A lake table that `tables` lacks stays as it is written. Transformations also inherit the
    connections of the jobs that run them, so jobs get the connection too.
    """
    if parse(content, "the file").tag == "job":
        job = read_job(content, name="the job")
        return write_job(replace(job, connections=_with(job, connection)))
    found = read_transformation(content, name="the transformation")
    steps = list(lake_steps(found, variables))
    for step in steps:
        xml = StepXml(step.xml, variables)
        address = (xml.text("schema").strip(), xml.text("table").strip())
        set_text(step.xml, "connection", connection.name)
        if address in tables:
            set_text(step.xml, "schema", "")
            set_text(step.xml, "table", tables[address])
    return write_transformation(replace(found, connections=_with(found, connection)))


def _with(owner: Job | Transformation, connection: Connection) -> tuple[Connection, ...]:
    others = (each for each in owner.connections if each.name.lower() != connection.name.lower())
    return (*others, connection)
