"""Asset checks that every table with a contract has, without a suite: does it fit, is it as usual.

What they find is in `domain/processing/fitness.py`; expectations are in `lib/checks.py`. They run
within the step that loads a table, or with its expectations: a step of their own costs more.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

import dagster as dg

from onedata_assets.domain.processing.contract import Contract
from onedata_assets.lib.tables import contract_of, rejected_key
from onedata_resources.clients.lake import LakeClient

FITS = "rows_fit_the_contract"
REJECTED = "rejected_share_is_usual"
DAYS = "days_have_their_usual_rows"
SHOWN = 5


def truth_specs(key: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Return the checks that `truths` evaluates: what the table's contract asks for."""
    contract = contract_of(key)
    specs = [
        dg.AssetCheckSpec(
            FITS,
            asset=key,
            blocking=True,
            description="字段、类型、非空、主键与契约一致，且表不为空 / "
            "Columns, types, nulls and key are the contract's, and the table is not empty",
        )
    ]
    if contract.max_rejected_percent is not None:
        most = contract.max_rejected_percent
        specs.append(
            dg.AssetCheckSpec(
                REJECTED,
                asset=key,
                description=f"剔除行不超过 {most:g}% / At most {most:g}% of the rows are rejected",
            )
        )
    if contract.min_day_percent is not None:
        least = contract.min_day_percent
        specs.append(
            dg.AssetCheckSpec(
                DAYS,
                asset=key,
                description=f"每日行数不低于日中位数的 {least:g}% / "
                f"Every day has at least {least:g}% of the median day's rows",
            )
        )
    return specs


def truths(
    lake: LakeClient, key: dg.AssetKey, chosen: Collection[str], days: Iterable[date] = ()
) -> Iterator[dg.AssetCheckResult]:
    """Evaluate the chosen checks on the newest version of the table.

    `days` are days that should have rows even where the table has none after or before them.

    Raises:
        BadInputError: The lake has no such table.
    """
    contract = contract_of(key)
    found: dict[str, Callable[[], dg.AssetCheckResult]] = {
        FITS: lambda: _fits(lake, key, contract),
        REJECTED: lambda: _rejected(lake, key, contract),
        DAYS: lambda: _days(lake, key, contract, days),
    }
    for name, evaluate in found.items():
        if name in chosen:
            yield evaluate()


def _fits(lake: LakeClient, key: dg.AssetKey, contract: Contract) -> dg.AssetCheckResult:
    """A table of another form breaks what reads it, so it stops what is downstream."""
    from onedata_assets.domain.processing.fitness import fitness

    told = fitness(lake.scan(key.path), contract)
    zh, en = "；".join(f.zh for f in told.faults), "; ".join(f.en for f in told.faults)
    return dg.AssetCheckResult(
        passed=not told.faults,
        asset_key=key,
        check_name=FITS,
        description=f"{zh}。请更正来源、装载或契约\n{en}. Correct source, load or contract"
        if told.faults
        else None,
        metadata={"rows": told.rows, "nulls": told.nulls, "repeated_keys": told.repeated_keys},
    )


def _rejected(lake: LakeClient, key: dg.AssetKey, contract: Contract) -> dg.AssetCheckResult:
    from onedata_assets.domain.processing.fitness import worst_rejection

    accepted = _rows(lake, key, contract)
    worst = worst_rejection(accepted, _rows(lake, rejected_key(key), contract))
    limit = contract.max_rejected_percent or 0.0
    passed = worst.percent <= limit
    where = worst.day or "/".join(key.path)
    return dg.AssetCheckResult(
        passed=passed,
        asset_key=key,
        check_name=REJECTED,
        severity=dg.AssetCheckSeverity.WARN,
        description=None
        if passed
        else f"{where}：{worst.rows} 行中剔除 {worst.rejected} 行（{worst.percent:g}%），"
        f"上限 {limit:g}%；原因见 {'/'.join(rejected_key(key).path)}\n"
        f"{where}: {worst.rejected} of {worst.rows} rows were rejected ({worst.percent:g}%), the "
        f"limit is {limit:g}%; the reasons are in {'/'.join(rejected_key(key).path)}",
        metadata={"rejected_percent": worst.percent, "limit_percent": limit, "where": where},
    )


def _rows(lake: LakeClient, key: dg.AssetKey, contract: Contract) -> Mapping[date | None, int]:
    """Return the rows by day, or those of the table where the contract knows no day."""
    from onedata_assets.domain.processing.fitness import rows_by_day

    frame = lake.scan(key.path)
    if contract.day is not None:
        return {**rows_by_day(frame, contract.day)}
    return {None: row_count(lake, key)}


def row_count(lake: LakeClient, key: dg.AssetKey) -> int:
    """Return how many rows the newest version of a table has."""
    import polars as pl

    return lake.scan(key.path).select(pl.len()).collect().item()


def _days(
    lake: LakeClient, key: dg.AssetKey, contract: Contract, days: Iterable[date]
) -> dg.AssetCheckResult:
    from onedata_assets.domain.processing.fitness import rows_by_day, thin_days

    counts = rows_by_day(lake.scan(key.path), contract.day or "")
    thin = thin_days(counts, days, contract.min_day_percent or 0.0)
    listed = ", ".join(f"{day} ({rows})" for day, rows in list(thin.items())[:SHOWN])
    return dg.AssetCheckResult(
        passed=not thin,
        asset_key=key,
        check_name=DAYS,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{len(thin)} 日行数异常偏少：{listed}\n"
        f"{len(thin)} days have unusually few rows: {listed}"
        if thin
        else None,
        metadata={"days": len(counts), "thin_days": len(thin)},
    )
