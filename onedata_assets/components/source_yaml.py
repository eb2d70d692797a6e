"""The text of a `source.yaml`: its values with templates filled in, and what is wrong with it.

YAML itself is read in `domain/metadata/yaml_text.py`; what the values must be is in `source.py` and
`source_rules.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dagster.components.resolved.context import ResolutionContext
from dagster.components.resolved.errors import ResolutionException

from onedata_assets.domain.metadata.source_faults import Fault
from onedata_assets.domain.metadata.yaml_text import Written, read_yaml


def written(text: str) -> Written:
    """Return what a text says, with templates filled in."""
    found = read_yaml(text)
    if not isinstance(found.values, dict):
        return found
    faults = list(found.faults)
    values = {str(key): _filled(key, value, faults) for key, value in found.values.items()}
    return replace(found, values=values, faults=tuple(faults))


def _filled(name: object, value: Any, faults: list[Fault]) -> object:  # noqa: ANN401
    """Return a value with its templates filled in; one that cannot be is a fault."""
    try:
        filled = ResolutionContext.default().resolve_value(value)
    except ResolutionException:
        filled = None
    if filled is None and value is not None:  # a variable that is not set fills in nothing
        faults.append(
            Fault(
                (str(name),),
                f"{name} has a template that cannot be filled in: write {{{{ env.NAME }}}} with the"
                " name of a variable that is set",
                f"{name} 中的模板无法填充：请写成 {{{{ env.NAME }}}}，且该环境变量须已设置",
            )
        )
    return filled
