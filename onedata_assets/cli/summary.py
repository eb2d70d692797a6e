"""What a run made, read back from its events: assets, rows, checks, figures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg

ROW_COUNTS = ("dagster/row_count", "dagster/partition_row_count")


def summarize(instance: dg.DagsterInstance, run_ids: Iterable[str]) -> dict[str, Any]:
    """Return the materialized assets of runs, their rows, the check results and the figures.

    `figures` are the numbers that assets and checks gave under the metadata keys of `FIGURES`.
    """
    begun = [run_id for run_id in run_ids if instance.has_run(run_id)]
    entries = [entry for run_id in begun for entry in instance.all_logs(run_id)]
    events = [entry.dagster_event for entry in entries if entry.dagster_event]
    made = [
        event.step_materialization_data.materialization
        for event in events
        if event.is_step_materialization
    ]
    checks = [event.asset_check_evaluation_data for event in events if _is_check(event)]
    # Each day of a table tells its own rows; a table that was made again tells its newest.
    rows = {(item.asset_key, item.partition): _rows(item.metadata) for item in made}
    return {
        "assets": len({key for key, _ in rows}),
        "rows": sum(rows.values()),
        "checks": Counter(_outcome(check) for check in checks),
        "failed_checks": _names(checks, "failed"),
        "warned_checks": _names(checks, "warned"),
        "failed_steps": {
            str(event.step_key): _reason(event) for event in events if event.is_step_failure
        },
        "figures": _figures([item.metadata for item in made] + [c.metadata for c in checks]),
    }


FIGURES = (
    "wape",
    "baseline_wape",
    "mase",
    "baseline_mase",
    "hit_at_3",
    "mrr",
    "relative_difference",
    "report_path",
)


def _is_check(event: dg.DagsterEvent) -> bool:
    return event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION


def _rows(metadata: Mapping[str, dg.MetadataValue]) -> int:
    return next((int(str(metadata[key].value)) for key in ROW_COUNTS if key in metadata), 0)


def _outcome(check: dg.AssetCheckEvaluation) -> str:
    if check.passed:
        return "passed"
    return "warned" if check.severity == dg.AssetCheckSeverity.WARN else "failed"


def _names(checks: list[dg.AssetCheckEvaluation], outcome: str) -> list[str]:
    return sorted(
        f"{check.asset_key.to_user_string()}: {check.check_name}"
        for check in checks
        if _outcome(check) == outcome
    )


def _reason(event: dg.DagsterEvent) -> str:
    """Return the innermost message of a failure: what a person must read."""
    error = event.step_failure_data.error
    description = getattr(event.step_failure_data.user_failure_data, "description", None)
    if description:
        return str(description)
    while error and error.cause:
        error = error.cause
    return error.message.strip() if error else event.message or ""


def _figures(metadata: Iterable[Mapping[str, dg.MetadataValue]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in metadata:
        found |= {name: entry[name].value for name in FIGURES if name in entry}
    return found
