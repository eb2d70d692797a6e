"""Asset checks from contracts: expectations on a lake table, and that no row was lost.

The expectations themselves run in `domain/processing/expectations.py`; SQL models are tested in
dbt (`components/dbt_lake.py`).
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from onedata_assets.domain.processing.contract import Contract, Expectation
from onedata_assets.domain.processing.expectations import Outcome, check_name, evaluate
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.tables import contract_of
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import OneDataError

NOTHING_LOST = "every_input_row_is_accepted_or_rejected"


def contract_checks(key: dg.AssetKey) -> dg.AssetChecksDefinition:
    """Return one check for each expectation of the table's contract, evaluated in one step.

    The checks see the whole table. One that the contract calls blocking stops what is downstream.
    """
    contract = contract_of(key)
    by_name = {check_name(item): item for item in contract.expectations}

    @dg.multi_asset_check(
        name="_".join([*key.path, "expectations"]),
        specs=[_spec(key, name, item) for name, item in by_name.items()],
        can_subset=True,
    )
    def expectations(
        context: dg.AssetCheckExecutionContext, lake: dg.ResourceParam[LakeClient]
    ) -> Iterator[dg.AssetCheckResult]:
        chosen = sorted(check.name for check in context.selected_asset_check_keys)
        outcomes = _evaluate(lake, key, contract, [by_name[name] for name in chosen])
        for name, outcome in zip(chosen, outcomes, strict=True):
            yield _result(key, name, by_name[name], outcome)

    return expectations


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


def _evaluate(
    lake: LakeClient, key: dg.AssetKey, contract: Contract, chosen: Sequence[Expectation]
) -> list[Outcome]:
    """Run the expectations on the newest version of the table."""
    try:
        return evaluate(lake.scan(key.path), contract, chosen)
    except OneDataError as error:
        raise PermanentFailure(error) from error


def _result(
    key: dg.AssetKey, name: str, item: Expectation, outcome: Outcome
) -> dg.AssetCheckResult:
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
        check_name=name,
        severity=dg.AssetCheckSeverity.ERROR if item.blocking else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )
