"""Plans of transformations that people write, read from files; what one is: `generate/plan.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.schema_faults import schema_faults
from onedata_assets.domain.metadata.source_faults import Fault
from onedata_assets.domain.metadata.yaml_text import Written, read_yaml
from onedata_assets.lib.yaml_files import error_of, text_of
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    from onedata_resources.kettle.generate.plan import Plan

_HIDDEN = frozenset({"password", "salt", "attributes", "username"})
"""Fields that may hold a secret."""


def read_plan(path: Path) -> Plan:
    """Return the plan in a file.

    Raises:
        BadInputError: It is none; all that is wrong is told by line and field, with what may be.
    """
    text = text_of(path)
    said = Written(None, (text,), is_broken=True) if isinstance(text, Fault) else read_yaml(text)
    plan, faults = (None, []) if said.is_broken else _checked(said.values)
    if plan is None or said.faults:
        error = error_of(path, said, (*said.faults, *faults))
        raise BadInputError(f"This is not a plan:\n{error.en}", f"这不是有效的计划：\n{error.zh}")
    return plan


def checked_plan(name: str, plan: Mapping[str, Any]) -> Plan:
    """Return a plan in plain data, as one is made of a table and its standard.

    Raises:
        BadInputError: It is none; the text names the plan and its fields.
    """
    made, faults = _checked(plan)
    if made is None:
        raise BadInputError(
            "\n".join(f"{name}: {each.en}." for each in faults),
            "\n".join(f"{name}：{each.zh}。" for each in faults),
        )
    return made


def _checked(values: object) -> tuple[Plan | None, list[Fault]]:
    from pydantic import ValidationError

    from onedata_resources.kettle.generate.plan import Plan

    try:
        plan = Plan.model_validate(values)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        return None, schema_faults(errors, Plan.model_json_schema(), hidden=_HIDDEN)
    faults = list(_operations(plan))
    return (None if faults else plan), faults


def _operations(plan: Plan) -> Iterator[Fault]:
    """Yield the calculations of operations that Calculator has not."""
    if not plan.calculations:
        return
    from onedata_resources.kettle.engine.steps.calculator import OPERATIONS

    known = ", ".join(OPERATIONS)
    for number, each in enumerate(plan.calculations):
        if each.operation not in OPERATIONS:
            at = f"calculations[{number + 1}].operation"
            yield Fault(
                ("calculations", number, "operation"),
                f"{at} must be one of {known}; it is {each.operation!r}",
                f"{at} 应为以下之一：{known}，现为 {each.operation!r}",
            )
