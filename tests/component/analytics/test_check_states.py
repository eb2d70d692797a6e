"""How the checks of a run are told to the report."""

import dagster as dg

from onedata_assets.domain.analytics.report import CheckState
from onedata_assets.lib.check_states import check_states


@dg.asset
def source() -> None: ...


@dg.asset_check(asset=source)
def holds() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@dg.asset_check(asset=source)
def breaks() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, description="3 行不合 / 3 rows")


@dg.asset_check(asset=source)
def warns() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)


@dg.multi_asset(specs=[dg.AssetSpec("service", skippable=True)])
def service():
    yield from ()


@dg.asset_check(asset=dg.AssetKey("service"))
def answers() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


def told_by(instance, *extra) -> dict[str, tuple[CheckState, str]]:
    told = {}

    @dg.asset(deps=[source])
    def between() -> None: ...

    @dg.asset(deps=[between])
    def report(context: dg.AssetExecutionContext) -> None:
        told.update({check.name: (check.state, check.detail) for check in check_states(context)})

    @dg.asset_check(asset=report)
    def own() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    dg.materialize([between, report, own, *extra], instance=instance)
    return told


CHECKS = [holds, breaks, warns, answers]


def test_each_check_is_told_as_it_last_ended():
    with dg.DagsterInstance.ephemeral() as instance:
        dg.materialize([source, service, *CHECKS], instance=instance)
        told = told_by(instance, source, service, *CHECKS)
    assert told == {
        "holds": (CheckState.PASSED, ""),
        "breaks": (CheckState.FAILED, "3 行不合 / 3 rows"),
        "warns": (CheckState.WARNED, ""),
        "answers": (CheckState.SKIPPED, ""),
    }


def test_a_check_that_never_ran_is_told_as_not_run():
    with dg.DagsterInstance.ephemeral() as instance:
        told = {}

        @dg.asset
        def first(context: dg.AssetExecutionContext) -> None:
            told.update({check.name: check.state for check in check_states(context)})

        @dg.asset(deps=[first])
        def later() -> None: ...

        @dg.asset_check(asset=later)
        def not_yet() -> dg.AssetCheckResult:
            return dg.AssetCheckResult(passed=True)

        dg.materialize([first, later, not_yet], instance=instance)
    assert told == {"not_yet": CheckState.NOT_RUN}
