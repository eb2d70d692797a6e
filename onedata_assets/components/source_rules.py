"""What fields of a source must be so that Dagster takes the assets and the schedule made of them.

Dagster itself is asked, field by field, so that a file is refused where it is read and not later,
by an error that names no file. The words are in `domain/metadata/source_faults.py`.
"""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import dagster as dg
from dagster_shared.check import CheckError
from dagster_shared.error import DagsterError
from pydantic_core import PydanticCustomError

from onedata_assets.domain.metadata.source_faults import OWN, misfit
from onedata_assets.lib.tables import freshness_policy

REFUSALS = (DagsterError, CheckError)
_MODEL_CALLS = 1


def require_fit(field: str, value: object) -> None:
    """Let a value pass that Dagster takes for a field; an empty text stands for none.

    Raises:
        PydanticCustomError: It is none; the text is in both languages.
    """
    if value != "" and not _fits(field, value):
        told = misfit((field,), value)
        raise own_fault(field, told.en, told.zh)


def own_fault(field: str, en: str, zh: str) -> PydanticCustomError:
    """Return a fault of a field as a validator raises it."""
    return PydanticCustomError(OWN, "{en} / {zh}", {"en": en, "zh": zh, "field": field})


def _fits(field: str, value: Any) -> bool:  # noqa: ANN401  what each field has
    if isinstance(value, str) and value != value.strip():
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # a cron step that is out of its range
            return _MADE[field](value) is not False
    except (*REFUSALS, UserWarning, ValueError, OverflowError):  # nan and infinite hours
        return False


def _schedule(cron: str, timezone: str = "UTC") -> object:
    return dg.ScheduleDefinition(
        name="x", job_name="x", cron_schedule=cron, execution_timezone=timezone
    )


def _owned(owner: str) -> object:
    return owner != "team:" and dg.AssetSpec("x", owners=[owner])


def _after(keys: list[str]) -> bool:
    return all(part.strip() for key in keys for part in key.split("/"))


_MADE: Mapping[str, Callable[[Any], object]] = {
    "owner": _owned,
    "domain": lambda tag: dg.AssetSpec("x", tags={"domain": tag}),
    "project": lambda tag: dg.AssetSpec("x", tags={"onedata/project": tag}),
    "schedule": _schedule,
    "timezone": lambda zone: _schedule("@daily", zone),
    "deps": _after,
    "fresh_hours": freshness_policy,
    "model_calls": lambda calls: calls >= _MODEL_CALLS,
}
FITTED = tuple(_MADE)
"""The fields that are asked of Dagster."""
