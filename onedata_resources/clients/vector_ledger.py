"""The ledger of the vector store: which index versions exist, passed their check, are published.

Four LanceDB tables that are only ever appended to, so that every step is one atomic commit and
two writers never conflict; the newest row of a kind counts. The vectors are in `vectors.py`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onedata_resources.clients.vector_records import IndexVersion

if TYPE_CHECKING:
    from lancedb.db import DBConnection
    from lancedb.table import Table

VERSIONS = "onedata_versions"
VERDICTS = "onedata_verdicts"
PUBLICATIONS = "onedata_publications"
CENTRES = "onedata_centres"
PAGE = 1000


@dataclass(frozen=True)
class _Fields:
    text: tuple[str, ...]
    number: tuple[str, ...] = ()


_COLUMNS = {
    VERSIONS: _Fields(("name", "version", "content"), ("passages", "word_weight")),
    VERDICTS: _Fields(("name", "version", "quality"), ("accepted",)),
    PUBLICATIONS: _Fields(("name", "version")),
    CENTRES: _Fields(("name", "version", "centres")),
}


class VectorLedger:
    """Reads and appends the ledger of one LanceDB connection."""

    def __init__(self, connection: "DBConnection") -> None:
        self._connection = connection

    def table_names(self) -> set[str]:
        """Return the names of all tables of the store."""
        names: list[str] = []
        token: str | None = None
        while True:
            page = self._connection.list_tables(page_token=token, limit=PAGE)
            names += page.tables
            token = page.page_token
            if not token:
                return set(names)

    def _table(self, table: str) -> "Table":
        import pyarrow as pa

        fields = _COLUMNS[table]
        schema = pa.schema(
            [
                *(pa.field(name, pa.string()) for name in fields.text),
                *(pa.field(name, pa.float64()) for name in fields.number),
                pa.field("at", pa.timestamp("us", tz="UTC")),
            ]
        )
        return self._connection.create_table(table, schema=schema, exist_ok=True)

    def append(self, table: str, **values: str | float) -> None:
        """Add one row, stamped with the time."""
        import pyarrow as pa

        if table not in self.table_names():
            # All of them with the first row: two writers that create one table at once lose rows.
            for each in _COLUMNS:
                self._table(each)
        target = self._table(table)
        row = {**values, "at": datetime.now(UTC)}
        target.add(pa.Table.from_pylist([row], schema=target.schema))

    def rows(self, table: str, name: str) -> list[dict[str, Any]]:
        """Return the rows of one index, oldest first; none where nothing was ever written."""
        found = (row for row in self._all_rows(table) if row["name"] == name)
        return sorted(found, key=lambda row: row["at"])

    def _all_rows(self, table: str) -> list[dict[str, Any]]:
        if table not in self.table_names():
            return []
        return self._connection.open_table(table).to_arrow().to_pylist()

    def forget(self, name: str, version: str) -> None:
        """Remove a version that was dropped."""
        for table in (VERSIONS, CENTRES):
            self._table(table).delete(f"name = '{name}' AND version = '{version}'")

    def keep_centres(self, name: str, version: str, centres: str) -> None:
        """Keep where the passages of a version lie."""
        self.append(CENTRES, name=name, version=version, centres=centres)

    def centres(self, name: str, version: str) -> str:
        """Return the centres kept with a version; empty for one from before they were kept."""
        kept = [row for row in self.rows(CENTRES, name) if row["version"] == version]
        return kept[-1]["centres"] if kept else ""

    def versions(self, name: str) -> list[IndexVersion]:
        """Return the complete versions, oldest first, each with its newest verdict."""
        verdicts = {row["version"]: row for row in self.rows(VERDICTS, name)}
        unchecked = {"accepted": 0.0, "quality": ""}
        return [
            IndexVersion(
                name=name,
                version=row["version"],
                content=row["content"],
                passages=int(row["passages"]),
                word_weight=row["word_weight"],
                built_at=row["at"],
                accepted=bool(verdicts.get(row["version"], unchecked)["accepted"]),
                quality=verdicts.get(row["version"], unchecked)["quality"],
            )
            for row in self.rows(VERSIONS, name)
        ]

    def publications(self, name: str) -> list[str]:
        """Return the versions in the order in which they were published; the last one serves."""
        return [row["version"] for row in self.rows(PUBLICATIONS, name)]

    def published_names(self) -> set[str]:
        """Return the names of the indexes that were ever published."""
        return {row["name"] for row in self._all_rows(PUBLICATIONS)}
