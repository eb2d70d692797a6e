"""Which settings class reads which step type. A type that is missing here is not supported.

Each family of steps has a module beside this one, whose `STEPS` says which types it reads.
"""

from __future__ import annotations

from typing import Any, Protocol, Self

from onedata_resources.kettle.settings import (
    bulk_loaders,
    calculator,
    cards,
    checks,
    ciphers,
    closure,
    conditions,
    cubes,
    database,
    database_keys,
    database_queries,
    dimensions,
    excel_input,
    excel_output,
    executors,
    file_lists,
    files,
    flow,
    formula,
    groups,
    http,
    joins,
    json_input,
    json_output,
    lookups,
    mail,
    mail_addresses,
    metadata_injection,
    nulls,
    plain_documents,
    procedures,
    programs,
    reshape,
    routing,
    row_files,
    rows,
    samples,
    script,
    select_values,
    sequences,
    splitting,
    sql_files,
    stream_facts,
    sub,
    system,
    text_input,
    text_output,
    texts,
    validator,
    xbase,
    xls_output,
    xml_input,
    xml_output,
    xml_tools,
)
from onedata_resources.kettle.settings.stepxml import StepXml

FAMILIES = (
    cubes,
    row_files,
    xbase,
    cards,
    checks,
    ciphers,
    closure,
    stream_facts,
    bulk_loaders,
    calculator,
    conditions,
    database,
    database_keys,
    database_queries,
    dimensions,
    excel_input,
    excel_output,
    executors,
    file_lists,
    files,
    flow,
    formula,
    groups,
    http,
    joins,
    json_input,
    json_output,
    lookups,
    mail,
    mail_addresses,
    metadata_injection,
    nulls,
    plain_documents,
    procedures,
    programs,
    reshape,
    routing,
    rows,
    samples,
    script,
    select_values,
    sequences,
    splitting,
    sql_files,
    sub,
    system,
    text_input,
    text_output,
    texts,
    validator,
    xls_output,
    xml_input,
    xml_output,
    xml_tools,
)


class Settings(Protocol):
    """The settings of one step type.

    Where a step tells its inputs apart by the steps that they come from, its settings have a
    property `input_steps` with their names, and `inputs_apart` is True where it wants every input
    by itself, whatever its name. Where a type runs before every other step, `runs_first` may take
    that back.
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
