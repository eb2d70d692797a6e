"""Rows of tables of sources, for the portal: where sources are, their files below `defs/` say.

Who may see rows is decided before (`api/reading.py`). The lake's own tables are not read here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.sources import Asking, Source, SourceKind, asset_path
from onedata_assets.domain.metadata.structure import Problem, Wanted
from onedata_assets.domain.metadata.versions import structure_from
from onedata_portal.api.errors import NotFoundError
from onedata_resources.clients.catalog import Catalog
from onedata_resources.errors import BadInputError
from onedata_resources.settings import project_dir
from onedata_resources.store.database import Store
from onedata_resources.store.metadata import SourceVersions

if TYPE_CHECKING:
    import polars as pl

FILE = "source.yaml"


class SourceRows:
    """The tables of scanned sources."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self._versions = SourceVersions(store)
        self._folder = folder or project_dir() / "onedata_assets" / "defs"

    def written(self) -> Iterator[Source]:
        """Yield the sources that are written down, scanned or not."""
        return written_sources(self._folder)

    def places(self, names: Collection[str]) -> Mapping[str, tuple[Source, Table]]:
        """Return the tables among these names of assets that a scanned source has, with it."""
        wanted = {tuple(each.split("/")) for each in names}
        heads = {each[0] for each in wanted}
        found: dict[str, tuple[Source, Table]] = {}
        for source in written_sources(self._folder):
            if source.kind is SourceKind.LAKE or source.name in heads:
                for table in self._tables(source):
                    if (path := asset_path(source, table.name)) in wanted:
                        found.setdefault("/".join(path), (source, table))
        return found

    def place(self, name: str) -> tuple[Source, Table]:
        """Return a table by the name of its asset, with its source.

        Raises:
            NotFoundError: No scanned source has it.
        """
        if found := self.places([name]).get(name):
            return found
        raise NotFoundError.of("table", "数据表")

    def sample(self, name: str, rows: int) -> pl.DataFrame:
        """Return some rows of a table.

        Raises:
            NotFoundError: No scanned source has it.
            BadInputError: Its rows cannot be read.
            UnavailableError: Its source does not answer.
        """
        source, table = self.place(name)
        for _, found in Catalog().samples(source, [table], rows=rows):
            if isinstance(found, Problem):
                raise BadInputError(f"{name}: {found.en}", f"{name}：{found.zh}")
            return found
        raise NotFoundError.of("table", "数据表")

    def _tables(self, source: Source) -> tuple[Table, ...]:
        if not self._versions.history(source.name):
            return ()
        return structure_from(self._versions.content(source.name)).tables


def written_sources(folder: Path) -> Iterator[Source]:
    """Yield the sources that files below a folder write down; one that is malformed is none."""
    import yaml

    for path in sorted(folder.rglob(FILE)):
        try:
            told = yaml.safe_load(path.read_text(encoding="utf-8"))
            yield _source(told)
        except (yaml.YAMLError, OSError, KeyError, TypeError, ValueError):
            continue


def _source(told: dict[str, Any]) -> Source:
    wanted = Wanted(
        schemas=tuple(told.get("schemas") or ()),
        include=tuple(told.get("include") or ("*",)),
        exclude=tuple(told.get("exclude") or ()),
    )
    asking = Asking(
        tuple(told.get("paths") or ()),
        tuple((told.get("headers") or {}).items()),
        told.get("base") or "",
    )
    return Source(told["name"], SourceKind(told["kind"]), told["connection"], wanted, asking)
