"""Sources of every kind, asked the same way; each kind's own module is beside this one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.model import Table, TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Problem, Structure
from onedata_resources.clients.catalog_files import files_samples, files_structure
from onedata_resources.clients.csv_copies import Typed
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError
from onedata_resources.settings import default_of
from onedata_resources.variables import VARIABLES

if TYPE_CHECKING:
    import polars as pl

    from onedata_resources.clients.catalog_http_asking import Interface
    from onedata_resources.clients.catalog_http_documents import HttpSource

SAMPLE_ROWS = 1000
MOST_ROWS = 10_000_000


class Catalog:
    """Opens sources by the variables that they name, each time anew: addresses may change."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ

    def structure(self, source: Source) -> Structure:
        """Return the tables of a source, and what could not be read of it.

        Raises:
            UnavailableError: The source does not answer, or is missing.
            BadInputError: Its variable is not set, or holds no address.
        """
        match source.kind:
            case SourceKind.SQL:
                from onedata_resources.clients.catalog_sql import sql_structure

                return sql_structure(DatabaseClient(self.address(source)), source.wanted)
            case SourceKind.FILES:
                return files_structure(Path(self.address(source)), source.wanted)
            case SourceKind.LOGS:
                from onedata_resources.clients.catalog_logs import logs_structure

                return logs_structure(Path(self.address(source)), source.wanted)
            case SourceKind.HTTP:
                from onedata_resources.clients.catalog_http import http_structure

                with self._interface(source) as interface:
                    return http_structure(self._http(source), interface, source.wanted)
            case SourceKind.KETTLE:
                from onedata_resources.clients.catalog_kettle import kettle_structure

                return kettle_structure(Path(self.address(source)), source.wanted)
            case SourceKind.LAKE:
                from onedata_resources.clients.catalog_lake import lake_structure

                return lake_structure(LakeClient(self.address(source)), source.wanted)

    def samples(
        self, source: Source, tables: Iterable[Table], *, rows: int = SAMPLE_ROWS
    ) -> Iterator[tuple[Table, pl.DataFrame | Problem]]:
        """Yield at most so many rows of each table, or why there are none.

        Raises:
            UnavailableError: The source does not answer, or is missing.
            BadInputError: Its variable is not set, or holds no address.
        """
        match source.kind:
            case SourceKind.SQL:
                from onedata_resources.clients.catalog_rows import sql_samples

                yield from sql_samples(DatabaseClient(self.address(source)), tables, rows=rows)
            case SourceKind.FILES:
                folder = Path(self.address(source))
                yield from files_samples(folder, tables, wanted=source.wanted, rows=rows)
            case SourceKind.LOGS:
                from onedata_resources.clients.catalog_logs import logs_samples

                place = Path(self.address(source))
                yield from logs_samples(place, tables, wanted=source.wanted, rows=rows)
            case SourceKind.HTTP:
                from onedata_resources.clients.catalog_http import http_samples

                with self._interface(source) as interface:
                    yield from http_samples(self._http(source), interface, tables, rows=rows)
            case SourceKind.KETTLE:
                from onedata_resources.clients.catalog_kettle import kettle_samples

                yield from kettle_samples(tables)
            case SourceKind.LAKE:
                from onedata_resources.clients.catalog_lake import lake_samples

                yield from lake_samples(LakeClient(self.address(source)), tables, rows=rows)

    def whole(
        self,
        source: Source,
        tables: Iterable[Table],
        folder: Path,
        *,
        most: int = MOST_ROWS,
        typed: Typed = Typed.NEARLY,
    ) -> Iterator[tuple[Table, pl.LazyFrame | Problem]]:
        """Yield all rows of tables, at most so many of each, or why they could not be read.

        Copies that this needs are in the folder, which has to stay while the frames are read.
        `typed` tells which columns of CSV files are other than texts, and so which values are lost.

        Raises:
            UnavailableError: The source does not answer, or is missing.
            BadInputError: Its variable is not set, or holds no address.
        """
        from onedata_resources.clients.catalog_whole import whole_files, whole_lake, whole_sql

        match source.kind:
            case SourceKind.SQL:
                yield from whole_sql(DatabaseClient(self.address(source)), tables, folder, most)
            case SourceKind.FILES:
                place = Path(self.address(source))
                yield from whole_files(place, tables, folder, most, typed=typed)
            case SourceKind.LAKE:
                yield from whole_lake(LakeClient(self.address(source)), tables, most)
            case _:
                for table in tables:
                    yield table, _in_parts(table)

    def states(self, source: Source, tables: Iterable[Table]) -> dict[TableName, str]:
        """Return a word for the state of tables: while it stays, so do their rows.

        Tables that have none have to be looked at.

        Raises:
            UnavailableError: The source does not answer, or is missing.
            BadInputError: Its variable is not set, or holds no address.
        """
        from onedata_resources.clients.catalog_states import lake_states, sql_states

        match source.kind:
            case SourceKind.SQL:
                return sql_states(DatabaseClient(self.address(source)), tables)
            case SourceKind.LAKE:
                return lake_states(LakeClient(self.address(source)), tables)
            case _:
                return {}

    def address(self, source: Source) -> str:
        """Return where a source is: its variable's value, or the default that the platform knows.

        Raises:
            BadInputError: The variable is not set.
        """
        return self._value(source, source.connection)

    def _value(self, source: Source, variable: str) -> str:
        environ = os.environ if self._environ is None else self._environ
        known = variable in {each.name for each in VARIABLES}
        found = environ.get(variable) or (default_of(variable) if known else "")
        if not found:
            raise BadInputError(
                f"The source {source.name!r} needs the environment variable {variable}, which is"
                " not set: put it into .env or the project's settings.",
                f"数据源 {source.name!r} 需要环境变量 {variable}，但该变量未设置："
                "请写入 .env 或项目组设置。",
            )
        return found

    def _http(self, source: Source) -> HttpSource:
        from onedata_resources.clients.catalog_http_documents import HttpSource

        base = self._value(source, source.asking.base) if source.asking.base else ""
        return HttpSource(self.address(source), base, source.asking.paths)

    def _interface(self, source: Source) -> Interface:
        from onedata_resources.clients.catalog_http_asking import Interface

        return Interface(
            {name: self._value(source, variable) for name, variable in source.asking.headers}
        )


def _in_parts(table: Table) -> Problem:
    return Problem(
        table.name,
        "Of sources of this kind some rows are read, never all.",
        "此类数据源只读取部分数据，不读取全部。",
    )
