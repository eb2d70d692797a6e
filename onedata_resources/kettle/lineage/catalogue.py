"""Which function follows the columns through which step type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onedata_resources.kettle.lineage import (
    database,
    documents,
    file_lists,
    files,
    groups,
    joins,
    lookups,
    reshape,
    rows,
    sequences,
    web,
)
from onedata_resources.kettle.lineage.flows import Flow, StepView

FAMILIES = (
    database,
    documents,
    file_lists,
    files,
    groups,
    reshape,
    rows,
    sequences,
    joins,
    lookups,
    rows,
    web,
)
FLOWS: dict[str, Callable[[Any, StepView], Flow]] = {
    type_id: function for family in FAMILIES for type_id, function in family.FLOWS.items()
}
