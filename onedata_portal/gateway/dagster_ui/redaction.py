"""Events and metadata without what Dagster itself writes into them about hidden assets.

That is column lineage, references to assets, and the tags that name the versions of the inputs.
What the code of a visible asset writes by itself (log lines, texts, names of inputs) stays.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from dagster import AssetKey, AssetMaterialization, AssetObservation, TableColumnLineage
from dagster._core.definitions.data_version import (
    _OLD_INPUT_DATA_VERSION_TAG_PREFIX,
    INPUT_DATA_VERSION_TAG_PREFIX,
    INPUT_EVENT_POINTER_TAG_PREFIX,
)
from dagster._core.definitions.metadata import (
    DagsterAssetMetadataValue,
    MetadataValue,
    TableColumnLineageMetadataValue,
)
from dagster._core.event_api import EventLogRecord
from dagster._core.events import AssetObservationData, StepMaterializationData
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log.base import AssetRecord
from dagster._record import copy, is_record

from onedata_portal.gateway.dagster_ui.scope import Scope

INPUT_TAGS = (
    f"{INPUT_DATA_VERSION_TAG_PREFIX}/",
    f"{_OLD_INPUT_DATA_VERSION_TAG_PREFIX}/",
    f"{INPUT_EVENT_POINTER_TAG_PREFIX}/",
)
Sees = Callable[[AssetKey], bool]
AssetEvent = TypeVar("AssetEvent", AssetMaterialization, AssetObservation)


def shown_metadata(metadata: Mapping[str, MetadataValue], sees: Sees) -> dict[str, MetadataValue]:
    """Return metadata without references to assets that are hidden."""
    kept: dict[str, MetadataValue] = {}
    for name, value in metadata.items():
        if isinstance(value, TableColumnLineageMetadataValue):
            deps = value.lineage.deps_by_column.items()
            kept[name] = MetadataValue.column_lineage(
                TableColumnLineage(
                    {column: [d for d in of if sees(d.asset_key)] for column, of in deps}
                )
            )
        elif not isinstance(value, DagsterAssetMetadataValue) or sees(value.asset_key):
            kept[name] = value
    return kept


def shown_tags(tags: Mapping[str, str], sees: Sees) -> dict[str, str]:
    """Return an event's tags without the versions of inputs that are hidden."""
    return {
        name: value
        for name, value in tags.items()
        if not name.startswith(INPUT_TAGS) or sees(AssetKey.from_user_string(name.split("/", 2)[2]))
    }


def shown_entry(entry: EventLogEntry, scope: Scope) -> EventLogEntry:
    """Return an event without references to hidden assets."""
    event = entry.dagster_event
    if event is None or event.event_specific_data is None:
        return entry
    shown = _shown_data(event.event_specific_data, scope)
    return entry._replace(dagster_event=event._replace(event_specific_data=shown))


def _shown_data(data: Any, scope: Scope) -> Any:  # noqa: ANN401
    """Return what an event says, of whatever kind: outputs, checks, materializations and so on."""
    if isinstance(data, StepMaterializationData):
        return StepMaterializationData(_asset_event(data.materialization, scope), [])
    if isinstance(data, AssetObservationData):
        return AssetObservationData(_asset_event(data.asset_observation, scope))
    metadata = getattr(data, "metadata", None)
    if not isinstance(metadata, Mapping):
        return data
    shown = shown_metadata(metadata, scope.sees_key)
    return copy(data, metadata=shown) if is_record(data) else data._replace(metadata=shown)


def _asset_event(of: AssetEvent, scope: Scope) -> AssetEvent:
    return of._replace(
        metadata=shown_metadata(of.metadata, scope.sees_key),
        tags=shown_tags(of.tags or {}, scope.sees_key),
    )


def shown_record(record: EventLogRecord, scope: Scope) -> EventLogRecord:
    """Return a stored event without references to hidden assets."""
    return record._replace(event_log_entry=shown_entry(record.event_log_entry, scope))


def shown_asset_record(record: AssetRecord, scope: Scope) -> AssetRecord:
    """Return what is stored of an asset without references to hidden assets in its events."""
    entry = record.asset_entry
    shown = {
        name: shown_record(event, scope)
        for name in (
            "last_materialization_record",
            "last_observation_record",
            "last_failed_to_materialize_record",
            "last_skipped_materialize_record",
        )
        if (event := getattr(entry, name)) is not None
    }
    return copy(record, asset_entry=copy(entry, **shown))
