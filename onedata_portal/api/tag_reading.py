"""What Dagster tells of the tables and columns of all projects, kept until it changes.

It is asked as the platform itself: the sensitivity of a column follows lineage out of projects that
a reader does not see. What a person is shown of it is decided in `tag_items.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from onedata_assets.domain.metadata.annotations import Key
from onedata_assets.domain.metadata.told_tables import ToldColumn, ToldTable, told_table
from onedata_portal.api.asset_keys import key_input
from onedata_portal.api.dagster import Answer, DagsterClient, query_text, result_of
from onedata_portal.api.definitions import DefinitionCache, Definitions
from onedata_portal.api.metadata import LINEAGE, SCHEMA
from onedata_portal.gateway.viewer import Viewer

PLATFORM = Viewer("onedata", is_admin=True)
AT_ONCE = 500


class ToldTables:
    """Reads what is told of tables, of each once for every materialization."""

    def __init__(self, dagster: DagsterClient, definitions: DefinitionCache) -> None:
        self._dagster = dagster
        self._definitions = definitions
        self._state = ""
        self._moments: dict[Key, tuple[str, str]] = {}
        self.tables: dict[Key, ToldTable] = {}

    async def renew(self, of: Key | None = None) -> bool:
        """Read what has changed, or one table alone; return whether anything is told otherwise.

        Raises:
            UnavailableError: Dagster does not answer, or no code location is loaded.
        """
        definitions = await self._definitions.of(PLATFORM)
        is_new = definitions.state != self._state
        if of is not None and not is_new:
            return await self._read([of] if of in definitions.assets else [])
        told = await self._dagster.latest(PLATFORM)
        moments = {tuple(path): (at, run) for path, at, run in told}
        gone = self._forget(definitions) if is_new else False
        changed = [
            key
            for key in definitions.assets
            if is_new or moments.get(key) != self._moments.get(key)
        ]
        is_changed = await self._read(changed)
        self._moments, self._state = moments, definitions.state
        return is_changed or gone

    def _forget(self, definitions: Definitions) -> bool:
        """Forget what is defined no more; where a code location is broken, nothing.

        What stands upstream of a table would else lose its sensitivity until it is mended.
        """
        if definitions.problems:
            return False
        gone = self.tables.keys() - definitions.assets.keys()
        for key in gone:
            del self.tables[key]
        return bool(gone)

    async def _read(self, keys: Iterable[Key]) -> bool:
        wanted = list(keys)
        is_changed = False
        for at in range(0, len(wanted), AT_ONCE):
            part = [key_input(key) for key in wanted[at : at + AT_ONCE]]
            answer = await self._dagster.ask(PLATFORM, query_text("told"), {"keys": part})
            for key, table in read_tables(answer).items():
                is_changed = is_changed or self.tables.get(key) != table
                self.tables[key] = table
            await asyncio.sleep(
                0
            )  # so that others are answered between the parts of a long reading
        return is_changed


def read_tables(answer: Answer) -> Mapping[Key, ToldTable]:
    """Return the tables of an answer."""
    nodes = result_of(answer["assetsOrError"], en="asset", zh="资产")["nodes"]
    last = {
        tuple(node["key"]["path"]): event["metadataEntries"]
        for node in nodes
        for event in node["assetMaterializations"]
    }
    return {
        (key := tuple(node["assetKey"]["path"])): _table(node, last.get(key, []))
        for node in answer["assetNodes"]
    }


def _table(node: Answer, written: list[Answer]) -> ToldTable:
    declared = node["metadataEntries"]
    texts = {e["label"]: e["text"] for e in declared if e["__typename"] == "TextMetadataEntry"}
    tags = {each["key"]: each["value"] for each in node["tags"]}
    lineage = next(
        (each["lineage"] for each in (*written, *declared) if each["__typename"] == LINEAGE), []
    )
    made_of = {
        each["columnName"]: [
            (tuple(dep["assetKey"]["path"]), dep["columnName"]) for dep in each["columnDeps"]
        ]
        for each in lineage
    }
    return told_table(tags, _columns(declared), _columns(written), made_of, texts)


def _columns(entries: list[Answer]) -> list[ToldColumn]:
    found = (each["schema"]["columns"] for each in entries if each["__typename"] == SCHEMA)
    return [
        ToldColumn(
            each["name"],
            each["type"] or "",
            each["description"] or "",
            {tag["key"]: tag["value"] for tag in each["tags"]},
        )
        for each in next(found, [])
    ]
