"""What anybody may see of breaches of a standard, which `conformance.py` finds."""

from __future__ import annotations

from collections.abc import Mapping

from onedata_assets.domain.metadata.conformance import Breach, identity_of
from onedata_assets.domain.metadata.samples import masked
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Sensitivity, strictest


def shown(
    found: Breach, standard: TableStandard, sensitivities: Mapping[str, Sensitivity]
) -> tuple[str, ...]:
    """Return the values of a breach as anybody may see them, masked by the strictest word.

    A key of several columns shows none where one of them is of a person.
    """
    told = standard.column(found.column)
    if told is None:
        names = found.column.split(", ")
        levels = [_strictest(standard.column(name), name, sensitivities) for name in names]
        return found.examples if set(levels) <= {Sensitivity.NONE} else ()
    level = _strictest(told, found.column, sensitivities)
    return masked(found.examples, told.meaning or None, level)


def shown_keys(
    found: Breach, standard: TableStandard, sensitivities: Mapping[str, Sensitivity]
) -> tuple[str, ...]:
    """Return the keys of a breach's rows as anybody may see them: none where one is of a person."""
    names = identity_of(standard, [each.name for each in standard.columns])
    levels = {_strictest(standard.column(name), name, sensitivities) for name in names}
    return found.keys if levels <= {Sensitivity.NONE} else ()


def _strictest(
    column: ColumnStandard | None, name: str, told: Mapping[str, Sensitivity]
) -> Sensitivity:
    own = column.sensitivity if column else Sensitivity.NONE
    return strictest((own, told.get(name, Sensitivity.NONE)))
