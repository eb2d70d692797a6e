"""Rows of tables of sources, for the portal: where sources are, their files below `defs/` say.

Who may see rows is decided before (`api/reading.py`). The lake's own tables are not read here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.findings import SourceFindings, TableFindings
from onedata_assets.domain.metadata.sources import KnownTable, Source, SourceKind, known_tables
from onedata_assets.domain.metadata.structure import Problem, Structure
from onedata_assets.domain.metadata.versions import structure_from
from onedata_portal.api.errors import NotFoundError
from onedata_resources.clients.catalog import Catalog
from onedata_resources.errors import BadInputError
from onedata_resources.settings import project_dir
from onedata_resources.source_yaml import said_of_sources
from onedata_resources.store.database import Store
from onedata_resources.store.metadata import SourceVersions

if TYPE_CHECKING:
    import polars as pl


class SourceRows:
    """The tables of scanned sources."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self._versions = SourceVersions(store)
        self._folder = folder or project_dir() / "onedata_assets" / "defs"

    def written(self) -> Iterator[Source]:
        """Yield the sources that are written down, scanned or not."""
        return written_sources(self._folder)

    def known(self, names: Collection[str]) -> Mapping[str, KnownTable]:
        """Return the tables among these names of assets that a scanned source has."""
        heads = {each.partition("/")[0] for each in names}
        sources = [
            each for each in self.written() if each.kind is SourceKind.LAKE or each.name in heads
        ]
        found = known_tables(sources, self._structure)
        return {name: found[name] for name in names if name in found}

    def findings(self, known: KnownTable | None) -> TableFindings | None:
        """Return what was found of a table; None where nothing was."""
        if known is None:
            return None
        text = self._versions.findings(known.source.name)
        return SourceFindings(text).table(known.table.name)

    def sample(self, name: str, rows: int) -> pl.DataFrame:
        """Return some rows of a table.

        Raises:
            NotFoundError: No scanned source has it.
            BadInputError: Its rows cannot be read.
            UnavailableError: Its source does not answer.
        """
        if known := self.known([name]).get(name):
            for _, found in Catalog().samples(known.source, [known.table], rows=rows):
                if isinstance(found, Problem):
                    raise BadInputError(f"{name}: {found.en}", f"{name}：{found.zh}")
                return found
        raise NotFoundError.of("table", "数据表")

    def _structure(self, source: str) -> Structure | None:
        past = self._versions.history(source)
        return structure_from(self._versions.content(source)) if past else None


def written_sources(folder: Path) -> Iterator[Source]:
    """Yield the sources that files below a folder write down; one that is malformed is none."""
    for told in said_of_sources(folder):
        try:
            yield Source.of(told)
        except (KeyError, TypeError, ValueError):
            continue
