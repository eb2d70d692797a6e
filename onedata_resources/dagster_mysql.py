"""Dagster's storage in MySQL and MariaDB, as roomy and as exact as in its other databases.

What dagster-mysql 0.29 leaves to the database is set here; `test_dagster_databases.py` and
`test_mysql_tables.py` under `tests/integration/deploy` hold each:

- Texts and blobs of 64 KB become LONGTEXT and LONGBLOB. The snapshot of a job over some hundred
  assets does not fit (dagster#26124), nor a tick that requests many runs (dagster#33229).
- Texts are compared by every sign: with MySQL's usual collations partitions `a` and `A` are one.
- Connections are in UTC. Dagster takes the server's local times for UTC: in Shanghai, 8 hours off.
- Connections are strict, else MySQL cuts what does not fit.
- The driver is PyMySQL, as for the platform's own records: MySQL's own asks MariaDB before 11.4
  for a collation that it lacks.
- A batch of events goes through one connection instead of four for each event.

Which database is chosen stands in `dagster_database.py`.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

import sqlalchemy as sa
from dagster import EventLogEntry
from dagster_mysql.event_log import MySQLEventLogStorage
from dagster_mysql.storage import DagsterMySQLStorage

from onedata_resources.clients.database_server import EXACT, UTF8
from onedata_resources.clients.database_url import CONNECT_TIMEOUT_SECONDS

SESSION = (
    "SET time_zone = '+00:00', "
    "sql_mode = CONCAT_WS(',', NULLIF(@@sql_mode, ''), 'STRICT_TRANS_TABLES')"
)
LOCK_SECONDS = 300
_ROOMY = {"text": "LONGTEXT", "mediumtext": "LONGTEXT", "blob": "LONGBLOB"}
_IDS = frozenset({"run_id", "snapshot_id"})
"""Columns left alone: foreign keys hold some of them, and lower-case ids have one spelling."""
_COLUMNS = sa.text(
    "SELECT table_name, column_name, data_type, column_type, collation_name, is_nullable"
    " FROM information_schema.columns WHERE table_schema = DATABASE()"
    " AND table_name IN :tables ORDER BY table_name, ordinal_position"
).bindparams(sa.bindparam("tables", expanding=True))
_TAKE = sa.text("SELECT GET_LOCK(CONCAT('dagster_', MD5(DATABASE())), :seconds)")
_LEAVE = sa.text("SELECT RELEASE_LOCK(CONCAT('dagster_', MD5(DATABASE())))")


class BatchingEventLog(MySQLEventLogStorage):
    """MySQL event log that stores the events of a batch through one connection."""

    def __init__(self, mysql_url: str) -> None:
        self._batch = threading.local()
        super().__init__(mysql_url)

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store all events in their order, each in a transaction of its own.

        One transaction for all would hold rows of several assets, and two runs could wait for
        each other.
        """
        with self._engine.connect() as connection:
            self._batch.connection = connection
            try:
                super().store_event_batch(events)
            finally:
                self._batch.connection = None

    @contextmanager
    def _connect(self) -> Iterator[sa.Connection]:
        connection: sa.Connection | None = getattr(self._batch, "connection", None)
        if connection is None:
            with super()._connect() as connection:
                yield connection
        elif connection.in_transaction():
            yield connection
        else:
            with connection.begin():
                yield connection


class MySqlStorage(DagsterMySQLStorage):
    """Runs, events and schedules in one MySQL database."""

    def __init__(self, mysql_url: str) -> None:
        super().__init__(mysql_url)
        self._event_log_storage = BatchingEventLog(mysql_url)


def open_mysql(url: sa.URL) -> MySqlStorage:
    """Return Dagster's storage in a MySQL database, with its tables made and set.

    Several processes may open it at once: one makes the tables, the others wait.
    """
    url = session_url(url)
    whole = url.render_as_string(hide_password=False)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        is_made = tables() <= set(sa.inspect(connection).get_table_names())
        if is_made and not list(changes(connection)):
            return MySqlStorage(whole)
    with _alone(engine) as connection:
        made = MySqlStorage(whole)
        set_tables(connection)
        return made


def session_url(url: sa.URL) -> sa.URL:
    """Return the URL with the driver and the settings that every connection has."""
    settings = {"charset": UTF8, "init_command": SESSION}
    if "connect_timeout" not in url.query:
        settings["connect_timeout"] = str(CONNECT_TIMEOUT_SECONDS)
    return url.set(drivername="mysql+pymysql").update_query_dict(settings)


def set_tables(connection: sa.Connection) -> None:
    """Give Dagster's tables exact texts of any length; those that have them are left alone."""
    for statement in list(changes(connection)):
        connection.exec_driver_sql(statement)


def changes(connection: sa.Connection) -> Iterator[str]:
    """Yield the ALTER TABLE of every table of Dagster's with a column that is narrow or inexact."""
    rows = connection.execute(_COLUMNS, {"tables": sorted(tables())}).all()
    for table, columns in groupby(rows, key=lambda row: row[0]):
        parts = [part for _, *column in columns if (part := _change(*column))]
        if parts:
            yield f"ALTER TABLE `{table}` {', '.join(parts)}"


def _change(name: str, kind: str, whole: str, collation: str | None, nullable: str) -> str:
    """Return what one column lacks, or nothing."""
    if name in _IDS or (kind not in _ROOMY and collation in {None, EXACT}):
        return ""
    exact = f" CHARACTER SET {UTF8} COLLATE {EXACT}" if collation else ""
    null = "NULL" if nullable == "YES" else "NOT NULL"
    return f"MODIFY `{name}` {_ROOMY.get(kind, whole)}{exact} {null}"


def tables() -> set[str]:
    """Return the names of the tables of Dagster's three storages."""
    from dagster._core.storage.event_log import SqlEventLogStorageMetadata
    from dagster._core.storage.runs import RunStorageSqlMetadata
    from dagster._core.storage.schedules import ScheduleStorageSqlMetadata

    storages = (RunStorageSqlMetadata, SqlEventLogStorageMetadata, ScheduleStorageSqlMetadata)
    return {name for each in storages for name in each.tables}


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Yield a connection while no other process makes tables in the same database."""
    with engine.connect() as connection:
        connection.execute(_TAKE, {"seconds": LOCK_SECONDS})
        try:
            yield connection
        finally:
            connection.execute(_LEAVE)
