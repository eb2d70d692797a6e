"""Checks and dynamic partitions as one person may see and change them."""

from collections.abc import Mapping, Sequence, Set

from dagster import AssetCheckKey
from dagster._core.event_api import PartitionKeyFilter
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
    AssetCheckPartitionInfo,
)
from dagster._core.storage.event_log.base import AssetCheckSummaryRecord
from dagster._core.types.pagination import PaginatedResults

from onedata_assets.domain.security.projects import joined
from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.asset_events import ScopedAssetEvents


class ScopedCheckEvents(ScopedAssetEvents):
    """What is stored of checks and dynamic partitions, for one person."""

    def get_asset_check_execution_history(
        self,
        check_key: AssetCheckKey,
        limit: int,
        cursor: int | None = None,
        status: Set[AssetCheckExecutionRecordStatus] | None = None,
        partition_filter: PartitionKeyFilter | None = None,
    ) -> Sequence[AssetCheckExecutionRecord]:
        """Return the newest executions of a check."""
        if not self._scope.sees_key(check_key):
            return []
        return self._inner.get_asset_check_execution_history(
            check_key, limit, cursor, status, partition_filter
        )

    def get_latest_asset_check_execution_by_key(
        self,
        check_keys: Sequence[AssetCheckKey],
        partition_filter: PartitionKeyFilter | None = None,
    ) -> Mapping[AssetCheckKey, AssetCheckExecutionRecord]:
        """Return the newest execution of each check."""
        seen = self._seen(check_keys)
        return self._inner.get_latest_asset_check_execution_by_key(seen, partition_filter)

    def get_asset_check_partition_info(
        self,
        keys: Sequence[AssetCheckKey],
        after_storage_id: int | None = None,
        partition_keys: Sequence[str] | None = None,
    ) -> Sequence[AssetCheckPartitionInfo]:
        """Return the partitions that checks looked at."""
        return self._inner.get_asset_check_partition_info(
            self._seen(keys), after_storage_id, partition_keys
        )

    def get_asset_check_summary_records(
        self, asset_check_keys: Sequence[AssetCheckKey]
    ) -> Mapping[AssetCheckKey, AssetCheckSummaryRecord]:
        """Return a summary of each check; an empty one for a check that is hidden."""
        found = self._inner.get_asset_check_summary_records(self._seen(asset_check_keys))
        hidden = [key for key in asset_check_keys if key not in found]
        return {
            **found,
            **{
                key: AssetCheckSummaryRecord(
                    asset_check_key=key,
                    last_check_execution_record=None,
                    last_run_id=None,
                    last_completed_check_execution_record=None,
                )
                for key in hidden
            },
        }

    # Dynamic partitions, which assets share by name.

    def get_dynamic_partitions(self, partitions_def_name: str) -> Sequence[str]:
        """Return dynamic partitions that an asset has which the person sees."""
        if not self._scope.sees_partitions(partitions_def_name):
            return []
        return self._inner.get_dynamic_partitions(partitions_def_name)

    def get_paginated_dynamic_partitions(
        self, partitions_def_name: str, limit: int, ascending: bool, cursor: str | None = None
    ) -> PaginatedResults[str]:
        """Return a page of dynamic partitions."""
        if not self._scope.sees_partitions(partitions_def_name):
            return PaginatedResults(results=[], cursor=cursor or "", has_more=False)
        return self._inner.get_paginated_dynamic_partitions(
            partitions_def_name, limit, ascending, cursor
        )

    def has_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> bool:
        """Return whether a dynamic partition exists."""
        return self._scope.sees_partitions(
            partitions_def_name
        ) and self._inner.has_dynamic_partition(partitions_def_name, partition_key)

    def add_dynamic_partitions(
        self, partitions_def_name: str, partition_keys: Sequence[str]
    ) -> None:
        """Add dynamic partitions to assets in all of whose projects the person may."""
        self._require_partitions(partitions_def_name)
        self._inner.add_dynamic_partitions(partitions_def_name, partition_keys)

    def delete_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> None:
        """Delete a dynamic partition of assets in all of whose projects the person may."""
        self._require_partitions(partitions_def_name)
        self._inner.delete_dynamic_partition(partitions_def_name, partition_key)

    def _require_partitions(self, name: str) -> None:
        self._scope.require(joined(self._scope.owned.partitions.get(name, ())), Action.PARTITION)
