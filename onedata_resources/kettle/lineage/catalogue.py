"""Which function follows the columns through which step type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onedata_resources.kettle.lineage import (
    database,
    database_keys,
    dimensions,
    documents,
    facts,
    file_lists,
    files,
    flow,
    groups,
    joins,
    lookups,
    reshape,
    rows,
    script,
    sequences,
    sheets,
    sub,
    values,
    web,
    xml_tools,
)
from onedata_resources.kettle.lineage.flows import Flow, StepView

FAMILIES = (
    database,
    documents,
    facts,
    file_lists,
    database_keys,
    dimensions,
    documents,
    file_lists,
    files,
    flow,
    groups,
    joins,
    lookups,
    reshape,
    rows,
    script,
    sequences,
    sheets,
    sub,
    values,
    web,
    xml_tools,
)
FLOWS: dict[str, Callable[[Any, StepView], Flow]] = {
    type_id: function for family in FAMILIES for type_id, function in family.FLOWS.items()
}
