"""A contract's expectations, run by Great Expectations on the columns that they name.

Great Expectations runs on pandas here: it has no Polars engine, and its SQL engine fails on
DuckDB. How results become asset checks is in `lib/checks.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.processing.contract import Contract, ContractError, Expectation

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

SAMPLES = 5
_NAME = "check"  # results come back in another order than the suite's


@dataclass(frozen=True)
class Outcome:
    """What one expectation found; `samples` are unexpected values, `masked` where sensitive."""

    name: str
    passed: bool
    checked: int
    unexpected: int
    unexpected_percent: float
    observed: str
    samples: tuple[str, ...]
    error: str


def evaluate(
    frame: pl.LazyFrame, contract: Contract, expectations: Sequence[Expectation]
) -> list[Outcome]:
    """Return what each expectation found, in order; the frame is read once.

    Raises:
        ContractError: An expectation is unknown, lacks an argument or names a column that the
            table has not.
    """
    import polars as pl

    have = frame.collect_schema().names()
    wanted = sorted({column for item in expectations for column in item.columns})
    if absent := [column for column in wanted if column not in have]:
        raise ContractError(
            f"{contract.table}: expectations name columns that the table has not: "
            f"{', '.join(absent)}; correct the contract or the table",
            f"{contract.table}：数据期望引用了表中没有的字段 {'、'.join(absent)}；请更正契约或表",
        )
    data = frame.select(wanted or [pl.first()]).collect().to_pandas()
    results = _validate(data, [_expectation(contract, item) for item in expectations])
    sensitive = {c.name for c in contract.columns if c.sensitivity != "none"}
    return [
        _outcome(
            item,
            results[item.check],
            hidden=bool(sensitive.intersection(item.columns)),
        )
        for item in expectations
    ]


def _expectation(contract: Contract, item: Expectation) -> Any:  # noqa: ANN401 - GX's own class
    """Return the expectation as Great Expectations knows it."""
    import great_expectations.expectations as gxe
    from pydantic.v1 import ValidationError

    name = "".join(part.capitalize() for part in item.type.split("_"))
    known = {found.lower(): found for found in dir(gxe)}
    if name.lower() not in known:
        raise ContractError(
            f"{contract.table}: no expectation is called {item.type}",
            f"{contract.table}：没有数据期望 {item.type}",
        )
    try:
        return getattr(gxe, known[name.lower()])(**item.arguments, meta={_NAME: item.check})
    except (ValidationError, TypeError, ValueError) as error:
        raise ContractError(
            f"{contract.table}: {item.type} cannot be evaluated, correct its arguments: {error}",
            f"{contract.table}：{item.type} 无法执行，请更正其参数：{error}",
        ) from error


def _validate(data: pd.DataFrame, suite: Iterable[Any]) -> dict[str, Any]:
    """Return each expectation's result by its name; the context keeps and sends nothing."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    batch = context.data_sources.add_pandas("lake").add_dataframe_asset("table")
    batch = batch.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": data})
    results = batch.validate(
        gx.ExpectationSuite(name="contract", expectations=list(suite)),
        result_format={"result_format": "SUMMARY", "partial_unexpected_count": SAMPLES},
    )
    configs = ((result.expectation_config, result) for result in results.results)
    return {config.meta[_NAME]: result for config, result in configs if config and config.meta}


def _outcome(item: Expectation, result: Any, *, hidden: bool) -> Outcome:  # noqa: ANN401 - GX's
    """Return a result in our words; values of sensitive columns are masked."""
    found = result.result
    raised = result.exception_info or {}
    samples = [str(value) for value in found.get("partial_unexpected_list") or []][:SAMPLES]
    return Outcome(
        name=item.check,
        passed=bool(result.success),
        checked=int(found.get("element_count") or 0),
        unexpected=int(found.get("unexpected_count") or 0),
        unexpected_percent=float(found.get("unexpected_percent") or 0.0),
        observed="" if found.get("observed_value") is None else str(found["observed_value"]),
        samples=tuple(masked(value) if hidden else value for value in samples),
        error=str(raised.get("exception_message") or ""),
    )


def masked(value: str) -> str:
    """Return the value with its middle hidden; a short one is hidden whole."""
    shown = 2 if len(value) >= 8 else 0
    return value[:shown] + "*" * (len(value) - 2 * shown) + value[len(value) - shown :]
