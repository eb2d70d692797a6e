"""What definitions and the last materializations tell of tables, for the rules of tags.

The portal reads the same from Dagster's API: `onedata_portal/api/tag_reading.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import dagster as dg

from onedata_assets.domain.metadata.annotations import ColumnOf, Key
from onedata_assets.domain.metadata.told_tables import ToldColumn, ToldTable, told_table
from onedata_assets.lib.source_readers import COLUMN_LINEAGE

COLUMN_SCHEMA = "dagster/column_schema"
Told = Mapping[str, object]


def told_tables(
    specs: Iterable[dg.AssetSpec], instance: dg.DagsterInstance | None
) -> Mapping[Key, ToldTable]:
    """Return the tables of a code location; without an instance none was ever materialized."""
    known = {spec.key: spec for spec in specs}
    written: dict[dg.AssetKey, Told] = {}
    if instance is not None and known:
        events = instance.event_log_storage.get_latest_materialization_events(list(known))
        for key, event in events.items():
            made = event.asset_materialization if event is not None else None
            written[key] = made.metadata if made is not None else {}
    return {tuple(key.path): _table(spec, written.get(key, {})) for key, spec in known.items()}


def _table(spec: dg.AssetSpec, written: Told) -> ToldTable:
    declared = spec.metadata
    texts = {name: told for name, each in declared.items() if isinstance(told := _bare(each), str)}
    made_of = _lineage(written) or _lineage(declared)
    return told_table(spec.tags, _columns(declared), _columns(written), made_of, texts)


def _columns(metadata: Told) -> list[ToldColumn]:
    schema = _bare(metadata.get(COLUMN_SCHEMA))
    if not isinstance(schema, dg.TableSchema):
        return []
    return [
        ToldColumn(each.name, each.type, each.description or "", each.tags)
        for each in schema.columns
    ]


def _lineage(metadata: Told) -> dict[str, list[ColumnOf]]:
    lineage = _bare(metadata.get(COLUMN_LINEAGE))
    if not isinstance(lineage, dg.TableColumnLineage):
        return {}
    return {
        name: [(tuple(dep.asset_key.path), dep.column_name) for dep in deps]
        for name, deps in lineage.deps_by_column.items()
    }


def _bare(value: object) -> object:
    """Return what metadata holds, which events wrap and definitions do not."""
    return value.value if isinstance(value, dg.MetadataValue) else value
