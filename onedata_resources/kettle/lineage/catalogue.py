"""Which function follows the columns through which step type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onedata_resources.kettle.lineage import (
    database,
    files,
    rows,
    sheets,
)
from onedata_resources.kettle.lineage.flows import Flow, StepView

FAMILIES = (
    database,
    files,
    rows,
    sheets,
)
FLOWS: dict[str, Callable[[Any, StepView], Flow]] = {
    type_id: function for family in FAMILIES for type_id, function in family.FLOWS.items()
}
