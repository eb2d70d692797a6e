"""How the quality checks of the code location last ended, as the report tells it."""

from typing import TYPE_CHECKING

import dagster as dg
from dagster_shared.check import CheckError

from onedata_assets.domain.analytics.report import Check, CheckState

if TYPE_CHECKING:
    from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecord


def check_states(context: dg.AssetExecutionContext) -> tuple[Check, ...]:
    """Return every check with its last outcome, those of this run that already ended included.

    Checks of the asset that is being made are left out: they judge what it is about to write.
    """
    keys = sorted(
        (key for key in _check_keys(context) if key.asset_key != context.asset_key), key=str
    )
    storage = context.instance.event_log_storage
    latest = storage.get_latest_asset_check_execution_by_key(keys)
    runs = {execution.run_id for execution in latest.values() if _told(execution) is None}
    skipped = {(run, step) for run in runs for step in _skipped_steps(context.instance, run)}
    return tuple(
        Check("/".join(key.asset_key.path), key.name, *_state(latest.get(key), skipped))
        for key in keys
    )


def _check_keys(context: dg.AssetExecutionContext) -> set[dg.AssetCheckKey]:
    """Return all checks, or those of the job where it runs without its code location."""
    try:
        return set(context.repository_def.asset_graph.asset_check_keys)
    except CheckError:
        return set(context.job_def.asset_layer.asset_graph.asset_check_keys)


def _state(
    execution: "AssetCheckExecutionRecord | None", skipped: set[tuple[str, str]]
) -> tuple[CheckState, str]:
    if execution is None:
        return CheckState.NOT_RUN, ""
    told = _told(execution)
    if told is None:
        step = execution.event.step_key if execution.event else None
        was_skipped = (execution.run_id, step) in skipped
        return (CheckState.SKIPPED if was_skipped else CheckState.NOT_RUN), ""
    if told.passed:
        return CheckState.PASSED, ""
    warning = told.severity is dg.AssetCheckSeverity.WARN
    return (CheckState.WARNED if warning else CheckState.FAILED), told.description or ""


def _told(execution: "AssetCheckExecutionRecord") -> dg.AssetCheckEvaluation | None:
    """Return the outcome; a check that is only planned has none."""
    outcome = execution.evaluation
    return outcome if isinstance(outcome, dg.AssetCheckEvaluation) else None


def _skipped_steps(instance: dg.DagsterInstance, run_id: str) -> set[str]:
    """Return the steps of a run that were skipped, as those of an absent service are."""
    events = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.STEP_SKIPPED)
    told = [record.event_log_entry.step_key for record in events.records]
    return {step for step in told if step is not None}
