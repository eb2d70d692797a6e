"""Settings of steps that hold, log or hand over rows: blocking, delay, results and variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from onedata_resources.kettle.settings.rows import NoSettings
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field

UNITS = {"milliseconds": 0.001, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0}
SCOPES = ("JVM", "PARENT_JOB", "GP_JOB", "ROOT_JOB")
LOG_LEVELS = ("Nothing", "Error", "Minimal", "Basic", "Detailed", "Debug", "Rowlevel")


@dataclass(frozen=True)
class BlockingSettings:
    """Hold the rows until all have come; without `every` only the last one goes on."""

    every: bool
    holds_rows: ClassVar[bool] = True

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; folder, prefix and cache of the rows on disk change no result."""
        return cls(xml.flag("pass_all_rows"))


@dataclass(frozen=True)
class WaitSettings:
    """Let no row pass before the named steps have finished."""

    waits_for: tuple[str, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; all copies of a named step are waited for."""
        names = tuple(each.raw("name") for each in xml.items("steps/step"))
        if not any(names):
            raise SettingsError("no step to wait for is named", "没有指定要等待的步骤")
        return cls(tuple(name for name in names if name))


@dataclass(frozen=True)
class DelaySettings:
    """Let this time pass for every row."""

    seconds: float

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; an unknown unit is seconds."""
        text = xml.text("timeout").strip()
        amount = int(text) if text.isdigit() else 0
        return cls(amount * UNITS.get(xml.raw("scaletime"), 1.0))


@dataclass(frozen=True)
class LogRowsSettings:
    """Write rows to the log; all fields where none is named, `limit` rows at most."""

    level: str
    header: bool
    message: str
    fields: tuple[str, ...]
    limit: int | None

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        level = xml.raw("loglevel").removeprefix("log_level_").capitalize()
        return cls(
            level=level if level in LOG_LEVELS else "Basic",
            header=xml.flag("displayHeader"),
            message=xml.text("logmessage"),
            fields=tuple(each.raw("name") for each in xml.items("fields/field")),
            limit=xml.number("limitRowsNumber", 0) if xml.flag("limitRows") else None,
        )


@dataclass(frozen=True)
class NewVariable:
    """A variable and the field that its value comes from."""

    name: str
    field: str
    scope: str
    default: str


@dataclass(frozen=True)
class SetVariableSettings:
    """Variables for the job above, from one row."""

    variables: tuple[NewVariable, ...]
    formatted: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        variables = []
        for each in xml.items("fields/field"):
            if not each.raw("variable_name"):
                raise SettingsError(
                    f"the variable for field {each.raw('field_name')!r} has no name",
                    f"字段 {each.raw('field_name')!r} 对应的变量没有名称",
                )
            kind = each.raw("variable_type")
            scope = kind if kind in SCOPES else SCOPES[0]
            variables.append(
                NewVariable(
                    each.raw("variable_name"),
                    each.raw("field_name"),
                    scope,
                    each.text("default_value"),
                )
            )
        return cls(tuple(variables), xml.flag("use_formatting"))


@dataclass(frozen=True)
class ResultRowsSettings:
    """The layout that rows of the entry before are expected to have."""

    fields: tuple[Field, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read it."""
        return cls(tuple(read_field(each) for each in xml.items("fields/field")))


FILE_KINDS = {
    "GENERAL": "General",
    "LOG": "Log",
    "ERRORLINE": "Error line",
    "ERROR": "Error",
    "WARNING": "Warning",
}


@dataclass(frozen=True)
class FilesToResultSettings:
    """The field with names of files, and what kind of files they are."""

    field: str
    kind: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        if not xml.raw("filename_field"):
            raise SettingsError("the field with the file name is missing", "缺少文件名字段")
        return cls(xml.raw("filename_field"), FILE_KINDS.get(xml.raw("file_type"), "General"))


@dataclass(frozen=True)
class FilesFromResultSettings:
    """The files of the entry before, a row each."""

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read nothing."""
        del xml
        return cls()


STEPS = {
    "BlockUntilStepsFinish": WaitSettings,
    "BlockingStep": BlockingSettings,
    "Delay": DelaySettings,
    "FilesFromResult": FilesFromResultSettings,
    "FilesToResult": FilesToResultSettings,
    "RowsFromResult": ResultRowsSettings,
    "RowsToResult": NoSettings,
    "SetVariable": SetVariableSettings,
    "WriteToLog": LogRowsSettings,
}
