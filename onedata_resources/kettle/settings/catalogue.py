"""Which settings class reads which step type. A type that is missing here is not supported."""

from __future__ import annotations

from typing import Any, Protocol, Self

from onedata_resources.kettle.settings.calculator import CalculatorSettings
from onedata_resources.kettle.settings.conditions import FilterSettings
from onedata_resources.kettle.settings.database import (
    ExecSqlSettings,
    TableInputSettings,
    TableOutputSettings,
)
from onedata_resources.kettle.settings.files import CsvInputSettings, TextOutputSettings
from onedata_resources.kettle.settings.json_input import JsonInputSettings
from onedata_resources.kettle.settings.rows import (
    AbortSettings,
    ConstantSettings,
    DataGridSettings,
    NoSettings,
    RowGeneratorSettings,
    SortSettings,
    UniqueSettings,
    ValueMapperSettings,
    VariableFieldsSettings,
)
from onedata_resources.kettle.settings.select_values import SelectSettings
from onedata_resources.kettle.settings.stepxml import StepXml
from onedata_resources.kettle.settings.text_input import TextInputSettings


class Settings(Protocol):
    """The settings of one step type."""

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them from the step's element.

        Raises:
            SettingsError: They cannot work.
        """
        ...


SETTINGS: dict[str, type[Any]] = {
    "Abort": AbortSettings,
    "Calculator": CalculatorSettings,
    "Constant": ConstantSettings,
    "CsvInput": CsvInputSettings,
    "DataGrid": DataGridSettings,
    "Dummy": NoSettings,
    "ExecSQL": ExecSqlSettings,
    "FilterRows": FilterSettings,
    "GetVariable": VariableFieldsSettings,
    "JsonInput": JsonInputSettings,
    "RowGenerator": RowGeneratorSettings,
    "SelectValues": SelectSettings,
    "SortRows": SortSettings,
    "TableInput": TableInputSettings,
    "TableOutput": TableOutputSettings,
    "TextFileInput": TextInputSettings,
    "TextFileOutput": TextOutputSettings,
    "Unique": UniqueSettings,
    "UniqueRowsByHashSet": UniqueSettings,
    "ValueMapper": ValueMapperSettings,
}
