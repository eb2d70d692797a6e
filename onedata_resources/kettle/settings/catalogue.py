"""Which settings class reads which step type. A type that is missing here is not supported.

Each family of steps has a module beside this one, whose `STEPS` says which types it reads.
"""

from __future__ import annotations

from typing import Any, Protocol, Self

from onedata_resources.kettle.settings import (
    calculator,
    conditions,
    database,
    excel_input,
    excel_output,
    files,
    json_input,
    rows,
    select_values,
    text_input,
    text_output,
)
from onedata_resources.kettle.settings.stepxml import StepXml

FAMILIES = (
    calculator,
    conditions,
    database,
    excel_input,
    excel_output,
    files,
    json_input,
    rows,
    select_values,
    text_input,
    text_output,
)


class Settings(Protocol):
    """The settings of one step type.

    Where a step tells its inputs apart by the steps that they come from, its settings have a
    property `input_steps` with their names, and `inputs_apart` is True where it wants every input
    by itself, whatever its name.
    """

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them from the step's element.

        Raises:
            SettingsError: They cannot work.
        """
        ...


SETTINGS: dict[str, type[Any]] = {
    type_id: settings for family in FAMILIES for type_id, settings in family.STEPS.items()
}


def input_steps(settings: Settings) -> tuple[str, ...]:
    """Return the names of the steps whose rows the step keeps apart; most have none."""
    return tuple(name for name in getattr(settings, "input_steps", ()) if name)
