"""Reading runs as one person may see them: lists, counts, tags, retries, partitions.

Which runs SQL leaves out is in `narrowed.py`; all else of the run storage in `run_storage.py`.
"""

from collections.abc import Sequence
from functools import cached_property

from dagster._core.storage.dagster_run import (
    DagsterRun,
    JobBucket,
    RunPartitionData,
    RunRecord,
    RunsFilter,
    TagBucket,
)
from dagster._core.storage.runs import RunStorage

from onedata_portal.gateway.dagster_ui.narrowed import narrowed, with_values
from onedata_portal.gateway.dagster_ui.pages import first, paged
from onedata_portal.gateway.dagster_ui.scope import Scope

# Tags are collected from as many of the newest runs that the person sees.
RUNS_FOR_TAGS = 1000


class ScopedRunRecords(RunStorage):
    """The runs that one person sees."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope
        self._inner: RunStorage = scope.base.run_storage

    @cached_property
    def _narrowed(self) -> RunStorage:
        """The real storage, which reads no run that a tag says is of others."""
        return narrowed(self._inner, self._scope)

    def get_run_records(  # noqa: PLR0917  as Dagster calls it
        self,
        filters: RunsFilter | None = None,
        limit: int | None = None,
        order_by: str | None = None,
        ascending: bool = False,
        cursor: str | None = None,
        bucket_by: JobBucket | TagBucket | None = None,
    ) -> Sequence[RunRecord]:
        """Return the records of the newest runs that the person sees."""
        filters = with_values(filters, self._inner)
        inner = self._narrowed

        def read(after: str | None, size: int | None) -> Sequence[RunRecord]:
            return inner.get_run_records(filters, size, order_by, ascending, after, bucket_by)

        # Dagster goes on after a run only in the order in which runs were made.
        records = (
            read(cursor, None)
            if bucket_by or order_by
            else paged(read, lambda record: record.dagster_run.run_id, cursor, limit)
        )
        seen = (record for record in records if self._scope.sees_run(record.dagster_run))
        return first(limit, seen)

    def get_runs(
        self,
        filters: RunsFilter | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        bucket_by: JobBucket | TagBucket | None = None,
        ascending: bool = False,
    ) -> Sequence[DagsterRun]:
        """Return the newest runs that the person sees."""
        records = self.get_run_records(filters, limit, None, ascending, cursor, bucket_by)
        return [record.dagster_run for record in records]

    def get_run_ids(
        self,
        filters: RunsFilter | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Sequence[str]:
        """Return the ids of the newest runs that the person sees."""
        return [run.run_id for run in self.get_runs(filters, cursor, limit)]

    def get_runs_count(self, filters: RunsFilter | None = None) -> int:
        """Return how many runs the person sees."""
        return len(self.get_run_records(filters))

    def get_run_group(self, run_id: str) -> tuple[str, Sequence[DagsterRun]] | None:
        """Return the runs that were retried from one, those that the person sees."""
        if not self._scope.run(run_id):
            return None
        root, runs = self._inner.get_run_group(run_id) or (run_id, ())
        seen = [run for run in runs if self._scope.sees_run(run)]
        return root if self._scope.run(root) else run_id, seen

    def get_run_tags(
        self,
        tag_keys: Sequence[str],
        value_prefix: str | None = None,
        limit: int | None = None,
    ) -> Sequence[tuple[str, set[str]]]:
        """Return the values of tags on the newest runs that the person sees."""
        values: dict[str, set[str]] = {}
        for run in self.get_runs(limit=RUNS_FOR_TAGS):
            for key, value in run.tags.items():
                if key in tag_keys and value.startswith(value_prefix or ""):
                    values.setdefault(key, set()).add(value)
        return [(key, values[key]) for key in sorted(values)][:limit]

    def get_run_tag_keys(self) -> Sequence[str]:
        """Return the names of tags on the newest runs that the person sees."""
        return sorted({key for run in self.get_runs(limit=RUNS_FOR_TAGS) for key in run.tags})

    def get_run_partition_data(self, runs_filter: RunsFilter) -> Sequence[RunPartitionData]:
        """Return the partitions of the runs that the person sees."""
        seen = set(self.get_run_ids(runs_filter))
        data = self._narrowed.get_run_partition_data(runs_filter)
        return [row for row in data if row.run_id in seen]
