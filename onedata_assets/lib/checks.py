"""Asset checks from contracts: expectations on a lake table, and that no row was lost.

The expectations themselves run in `domain/processing/expectations.py`; what every table is checked
for is in `lib/truths.py`; SQL models are tested in dbt (`components/dbt_lake.py`).
"""

from collections.abc import Iterable, Iterator
from datetime import date

import dagster as dg

from onedata_assets.domain.processing.contract import Expectation
from onedata_assets.domain.processing.expectations import Outcome, evaluate
from onedata_assets.lib.failures import permanent_failures
from onedata_assets.lib.tables import contract_of
from onedata_assets.lib.truths import truth_specs, truths
from onedata_resources.clients.lake import LakeClient

NOTHING_LOST = "every_input_row_is_accepted_or_rejected"


def contract_checks(key: dg.AssetKey) -> dg.AssetChecksDefinition:
    """Return the checks of the table's contract, evaluated in one step.

    They are one for each expectation, and those of `lib/truths.py`. They see the whole table. One
    that the contract calls blocking stops what is downstream.
    """
    contract = contract_of(key)
    by_name = {item.check: item for item in contract.expectations}

    @dg.multi_asset_check(
        name="_".join([*key.path, "expectations"]),
        specs=[*truth_specs(key), *(_spec(key, name, item) for name, item in by_name.items())],
        can_subset=True,
    )
    def expectations(
        context: dg.AssetCheckExecutionContext, lake: dg.ResourceParam[LakeClient]
    ) -> Iterator[dg.AssetCheckResult]:
        chosen = sorted(check.name for check in context.selected_asset_check_keys)
        expected = [by_name[name] for name in chosen if name in by_name]
        with permanent_failures():
            yield from truths(lake, key, chosen, _days_made(context, key, contract.day))
            outcomes = evaluate(lake.scan(key.path), contract, expected) if expected else []
        for item, outcome in zip(expected, outcomes, strict=True):
            yield _result(key, item, outcome)

    return expectations


def _days_made(
    context: dg.AssetCheckExecutionContext, key: dg.AssetKey, day: str | None
) -> Iterable[date]:
    """Return the days that were ever materialized, none for a table without days."""
    if day is None:
        return ()
    return [date.fromisoformat(name) for name in context.instance.get_materialized_partitions(key)]


def nothing_lost_spec(key: dg.AssetKey) -> dg.AssetCheckSpec:
    """Return the check that a step yields with `nothing_lost`."""
    return dg.AssetCheckSpec(
        NOTHING_LOST,
        asset=key,
        blocking=True,
        description="输入行数 = 接受行数 + 剔除行数 / Rows in = rows accepted + rows rejected",
    )


def nothing_lost(
    key: dg.AssetKey, *, given: int, accepted: int, rejected: int
) -> dg.AssetCheckResult:
    """Return whether the rows read are the rows that now stand in the two tables."""
    return dg.AssetCheckResult(
        passed=given == accepted + rejected,
        asset_key=key,
        check_name=NOTHING_LOST,
        metadata={"rows_in": given, "rows_accepted": accepted, "rows_rejected": rejected},
    )


def _spec(key: dg.AssetKey, name: str, item: Expectation) -> dg.AssetCheckSpec:
    """Return the check of one expectation."""
    arguments = ", ".join(f"{name}={value}" for name, value in item.arguments.items())
    return dg.AssetCheckSpec(
        name,
        asset=key,
        blocking=item.blocking,
        description=f"数据期望 / Expectation: {item.type}({arguments})",
        metadata={"great_expectations/type": item.type},
    )


def _result(key: dg.AssetKey, item: Expectation, outcome: Outcome) -> dg.AssetCheckResult:
    """Return an outcome as Dagster shows it."""
    metadata: dict[str, dg.MetadataValue | int | float | str | list[str]] = {
        "rows_checked": outcome.checked,
        "unexpected": outcome.unexpected,
        "unexpected_percent": outcome.unexpected_percent,
        "unexpected_samples": list(outcome.samples),
    }
    if outcome.observed:
        metadata["observed"] = outcome.observed
    if outcome.error:
        metadata["error"] = outcome.error
    return dg.AssetCheckResult(
        passed=outcome.passed,
        asset_key=key,
        check_name=item.check,
        severity=dg.AssetCheckSeverity.ERROR if item.blocking else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )
