"""Dagster's own SQLite storage, tuned for one machine: open connections and batched events.

Dagster opens a database anew for every event, and for an asset event two: 22 ms each, so a run over
366 daily partitions spent 24 s on bookkeeping; here 1 s. The classes override private methods:
the pin of dagster in `constraints.txt` and `tests/integration/test_dagster_storage.py` hold them.
PostgreSQL's storage batches by itself.
"""

import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from dagster import DagsterEventType, EventLogEntry
from dagster._config.config_schema import UserConfigSchema
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from onedata_resources.dagster_files import OPTIONAL_BASE_DIR, dagster_dir

OPEN_SHARDS = 8
EVENTS_PER_BATCH = 1000
_BATCHED = {
    DagsterEventType.ASSET_MATERIALIZATION,
    DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
    DagsterEventType.ASSET_OBSERVATION,
}


class BatchingSqliteEventLog(SqliteEventLogStorage):
    """SQLite event log that keeps its databases open and stores asset events in batches."""

    def __init__(self, base_dir: str) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> Engine:
        """Return the shard's engine; the least recently used one is closed past the limit."""
        engine = self._engines.pop(shard, None)
        if engine is None:
            engine = _open(self.conn_string_for_shard(shard))
            # Asking for a shard's revision reads all of Dagster's migrations: 35 ms.
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
        self._engines[shard] = engine
        if len(self._engines) > OPEN_SHARDS:
            self._engines.popitem(last=False)[1].dispose()
        return engine

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store all events in their order; neighbours of one run that are of assets go together.

        A run's plan mixes assets with checks, of which Dagster keeps a table of its own.
        """
        for together, group in groupby(events, key=_shard_to_batch):
            if together:
                self._store_together(list(group))
            else:
                for entry in group:
                    self.store_event(entry)

    def _store_together(self, events: Sequence[EventLogEntry]) -> None:
        """Store asset events of one run, each in its run's shard and in the index of assets."""
        table = SqlEventLogStorageTable
        rows = [self._event_to_row(entry) for entry in events]
        with self.run_connection(events[0].run_id) as connection:
            connection.execute(table.insert(), rows)
        with self.index_transaction() as connection:
            insert = table.insert().returning(table.c.id, sort_by_parameter_order=True)
            ids = list(connection.execute(insert, rows).scalars())
        self.store_asset_event_tags(events, ids)
        newest = {
            entry.get_dagster_event().asset_key: (entry, i)
            for entry, i in zip(events, ids, strict=True)
        }
        for entry, event_id in newest.values():
            self.store_asset_event(entry, event_id)

    def delete_events(self, run_id: str) -> None:
        """Delete the events of a run, and the file that held them."""
        super().delete_events(run_id)
        with self._db_lock:
            if engine := self._engines.pop(run_id, None):
                engine.dispose()
            self._initialized_dbs.discard(run_id)
            for ending in ("", "-wal", "-shm"):
                Path(self.path_for_shard(run_id) + ending).unlink(missing_ok=True)

    def wipe(self) -> None:
        """Delete every event; the files go away, so they are closed first."""
        self._close_engines()
        super().wipe()

    def dispose(self) -> None:
        """Close every database."""
        self._close_engines()
        super().dispose()

    def _close_engines(self) -> None:
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


class BatchingSqliteStorage(DagsterSqliteStorage):
    """Runs, events and schedules of one machine in SQLite files under `base_dir`.

    Without one they are under `<ONEDATA_HOME>/dagster`.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = BatchingSqliteEventLog(str(Path(base_dir) / "history" / "runs"))
        write_in_batches()

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Take a folder, or none for `<ONEDATA_HOME>/dagster`."""
        return OPTIONAL_BASE_DIR

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]
    ) -> "BatchingSqliteStorage":
        """Open the storage that `dagster.yaml` configures."""
        base_dir = config_value.get("base_dir") or str(dagster_dir())
        return cls.from_local(base_dir, inst_data=inst_data)


def write_in_batches() -> None:
    """Let Dagster hand over events in batches; it takes the size from the environment alone."""
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", str(EVENTS_PER_BATCH))


def _shard_to_batch(entry: EventLogEntry) -> str | None:
    """Return the run whose events can be stored together with this one; None for an event alone."""
    return entry.run_id if entry.dagster_event_type in _BATCHED else None


def _open(url: str) -> Engine:
    """Return an engine with one connection, shared by threads under the storage's lock."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=1,
        connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: object, _record: object) -> None:
        # In WAL mode NORMAL keeps the database consistent; only a power cut loses the last events.
        connection.execute("PRAGMA synchronous=NORMAL")  # type: ignore[attr-defined]

    return engine
