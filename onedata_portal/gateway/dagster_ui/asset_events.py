"""Events, records, checks and partitions of assets as one person may see them.

What belongs to runs, pools and writing is in `event_storage.py`, which completes this storage.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from dagster import AssetCheckKey, AssetKey, DagsterEventType
from dagster._core.definitions.freshness import FreshnessStateRecord
from dagster._core.event_api import (
    AssetRecordsFilter,
    EventLogCursor,
    EventLogRecord,
    EventRecordsFilter,
    EventRecordsResult,
)
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log.base import (
    AssetRecord,
    EventLogStorage,
    PlannedMaterializationInfo,
)

from onedata_portal.gateway.dagster_ui.redaction import (
    shown_asset_record,
    shown_entry,
    shown_record,
    shown_tags,
)
from onedata_portal.gateway.dagster_ui.scope import Scope

Key = TypeVar("Key", AssetKey, AssetCheckKey)
NO_RECORDS = EventRecordsResult([], EventLogCursor.from_storage_id(-1).to_string(), False)


class ScopedAssetEvents(EventLogStorage):
    """What is stored of assets, for one person."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope
        self._inner: EventLogStorage = scope.base.event_log_storage

    def _seen(self, keys: Iterable[Key]) -> list[Key]:
        return [key for key in keys if self._scope.sees_key(key)]

    # Assets.

    def has_asset_key(self, asset_key: AssetKey) -> bool:
        """Return whether something is stored of an asset that the person sees."""
        return self._scope.sees_key(asset_key) and self._inner.has_asset_key(asset_key)

    def all_asset_keys(self) -> Sequence[AssetKey]:
        """Return the assets of which something is stored."""
        return self._seen(self._inner.all_asset_keys())

    def get_asset_keys(
        self,
        prefix: Sequence[str] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Sequence[AssetKey]:
        """Return the assets of which something is stored, by name."""
        return self._seen(self._inner.get_asset_keys(prefix, None, cursor))[:limit]

    def get_asset_records(
        self, asset_keys: Sequence[AssetKey] | None = None
    ) -> Sequence[AssetRecord]:
        """Return what is stored of assets."""
        keys = self._scope.owned.assets if asset_keys is None else asset_keys
        records = self._inner.get_asset_records(self._seen(keys))
        return [shown_asset_record(record, self._scope) for record in records]

    def get_latest_materialization_events(
        self, asset_keys: Iterable[AssetKey]
    ) -> Mapping[AssetKey, EventLogEntry | None]:
        """Return the newest materialization of each asset."""
        events = self._inner.get_latest_materialization_events(self._seen(asset_keys))
        return {key: event and shown_entry(event, self._scope) for key, event in events.items()}

    def get_freshness_state_records(
        self, keys: Sequence[AssetKey]
    ) -> Mapping[AssetKey, FreshnessStateRecord]:
        """Return how fresh assets are."""
        return self._inner.get_freshness_state_records(self._seen(keys))

    def get_event_records(
        self,
        event_records_filter: EventRecordsFilter,
        limit: int | None = None,
        ascending: bool = False,
    ) -> Sequence[EventLogRecord]:
        """Return events of one asset; events of all runs at once are not for people."""
        key = event_records_filter.asset_key
        if key is None or not self._scope.sees_key(key):
            return []
        records = self._inner.get_event_records(event_records_filter, limit, ascending)
        return [shown_record(record, self._scope) for record in records]

    def fetch_materializations(
        self,
        records_filter: AssetKey | AssetRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        """Return materializations of an asset."""
        return self._fetched("fetch_materializations", records_filter, limit, cursor, ascending)

    def fetch_failed_materializations(
        self,
        records_filter: AssetKey | AssetRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        """Return failed materializations of an asset."""
        name = "fetch_failed_materializations"
        return self._fetched(name, records_filter, limit, cursor, ascending)

    def fetch_observations(
        self,
        records_filter: AssetKey | AssetRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        """Return observations of an asset."""
        return self._fetched("fetch_observations", records_filter, limit, cursor, ascending)

    def _fetched(
        self,
        name: str,
        of: AssetKey | AssetRecordsFilter,
        limit: int,
        cursor: str | None,
        ascending: bool,
    ) -> EventRecordsResult:
        key = of if isinstance(of, AssetKey) else of.asset_key
        if not self._scope.sees_key(key):
            return NO_RECORDS
        result: EventRecordsResult = getattr(self._inner, name)(of, limit, cursor, ascending)
        return result._replace(records=[shown_record(r, self._scope) for r in result.records])

    def get_event_tags_for_asset(
        self,
        asset_key: AssetKey,
        filter_tags: Mapping[str, str] | None = None,
        filter_event_id: int | None = None,
    ) -> Sequence[Mapping[str, str]]:
        """Return the tags of an asset's events."""
        if not self._scope.sees_key(asset_key):
            return []
        found = self._inner.get_event_tags_for_asset(asset_key, filter_tags, filter_event_id)
        return [shown_tags(tags, self._scope.sees_key) for tags in found]

    # Partitions of assets.

    def get_materialized_partitions(
        self,
        asset_key: AssetKey,
        before_cursor: int | None = None,
        after_cursor: int | None = None,
    ) -> set[str]:
        """Return the partitions of an asset that exist."""
        if not self._scope.sees_key(asset_key):
            return set()
        return self._inner.get_materialized_partitions(asset_key, before_cursor, after_cursor)

    def get_latest_storage_id_by_partition(
        self,
        asset_key: AssetKey,
        event_type: DagsterEventType,
        partitions: set[str] | None = None,
        after_cursor: int | None = None,
    ) -> Mapping[str, int]:
        """Return the newest event of each partition of an asset."""
        if not self._scope.sees_key(asset_key):
            return {}
        return self._inner.get_latest_storage_id_by_partition(
            asset_key, event_type, partitions, after_cursor
        )

    def get_latest_tags_by_partition(  # noqa: PLR0917  as Dagster calls it
        self,
        asset_key: AssetKey,
        event_type: DagsterEventType,
        tag_keys: Sequence[str],
        asset_partitions: Sequence[str] | None = None,
        before_cursor: int | None = None,
        after_cursor: int | None = None,
    ) -> Mapping[str, Mapping[str, str]]:
        """Return the newest tags of each partition of an asset."""
        if not self._scope.sees_key(asset_key):
            return {}
        found = self._inner.get_latest_tags_by_partition(
            asset_key, event_type, tag_keys, asset_partitions, before_cursor, after_cursor
        )
        return {name: shown_tags(tags, self._scope.sees_key) for name, tags in found.items()}

    def get_latest_asset_partition_materialization_attempts_without_materializations(
        self, asset_key: AssetKey, after_storage_id: int | None = None
    ) -> Mapping[str, tuple[str, int]]:
        """Return the partitions of an asset whose newest run made nothing."""
        if not self._scope.sees_key(asset_key):
            return {}
        name = "get_latest_asset_partition_materialization_attempts_without_materializations"
        return getattr(self._inner, name)(asset_key, after_storage_id)

    def get_updated_data_version_partitions(
        self, asset_key: AssetKey, partitions: Iterable[str], since_storage_id: int
    ) -> set[str]:
        """Return the partitions of an asset whose data changed."""
        if not self._scope.sees_key(asset_key):
            return set()
        return self._inner.get_updated_data_version_partitions(
            asset_key, partitions, since_storage_id
        )

    def get_latest_planned_materialization_info(
        self, asset_key: AssetKey, partition: str | None = None
    ) -> PlannedMaterializationInfo | None:
        """Return the run that was last to make an asset."""
        if not self._scope.sees_key(asset_key):
            return None
        return self._inner.get_latest_planned_materialization_info(asset_key, partition)
