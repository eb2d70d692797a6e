"""Rows on their way into a lake table: kept on disk while the run goes, one version at its end."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_errors import is_full
from onedata_resources.errors import BadInputError, StorageFullError
from onedata_resources.kettle.engine.stream import StepError

PART_ROWS = 100_000


@dataclass
class LakeWriter:
    """One table of the lake. Until `finish` readers see the previous version.

    `where` replaces only the rows that satisfy it; `token` appends instead of replacing.
    """

    lake: LakeClient
    address: tuple[str, str]
    schema: dict[str, pl.DataType]
    where: str | None = None
    token: tuple[str, int] | None = None
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="kettle-lake-")))
    parts: int = 0
    held: list[pl.DataFrame] = field(default_factory=list)

    def add(self, batch: pl.DataFrame) -> None:
        """Keep one batch; small ones are held until they are worth a file.

        Raises:
            StepError: There is no room for it.
        """
        if batch.height:
            self.held.append(batch)
        if sum(each.height for each in self.held) >= PART_ROWS:
            self._spill()

    def _spill(self) -> None:
        # By Arrow: Polars writes files as a query of its own, and a query inside a running one
        # waits for ever where every worker of the pool is busy with such a step.
        import pyarrow as pa

        table = pl.concat(self.held).to_arrow(compat_level=pl.CompatLevel.newest())
        try:
            path = str(self.folder / f"{self.parts:06}.arrow")
            with pa.OSFile(path, "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)
        except OSError as error:
            name = "/".join(self.address)
            raise StepError(
                f"Rows for {name} cannot be kept in {self.folder}; the table is unchanged: {error}",
                f"{name} 的数据行无法暂存到 {self.folder}，表未改变：{error}",
                StorageFullError if is_full(error) else BadInputError,
            ) from error
        self.parts += 1
        self.held.clear()

    def finish(self) -> None:
        """Make the rows the table's next version."""
        try:
            frame = self._frame()
            if self.token is None:
                self.lake.write(self.address, frame, where=self.where)
            else:
                self.lake.append(self.address, frame, token=self.token)
        finally:
            self.abort()

    def _frame(self) -> pl.LazyFrame:
        frames = [pl.scan_ipc(self.folder / "*.arrow")] if self.parts else []
        if self.held:
            frames.append(pl.concat(self.held).lazy())
        return pl.concat(frames) if frames else pl.LazyFrame(schema=self.schema)

    def abort(self) -> None:
        """Drop the rows; the table stays as it is."""
        self.held.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
