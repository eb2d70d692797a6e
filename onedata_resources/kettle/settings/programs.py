"""Settings of ExecProcess, which runs a program for each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

RUN_PROGRAMS = frozenset({"ExecProcess"})
"""The step types that run only where the server allows programs."""


@dataclass(frozen=True)
class ProgramSettings:
    """A field with a command, and the fields for what it prints; the latter two may be empty.

    With `arguments` the command is a program, and those fields have its arguments.
    """

    command: str
    arguments: tuple[str, ...] | None
    output: str
    error: str
    status: str
    must_succeed: bool
    between_lines: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A field is missing that Kettle needs.
        """
        command, output = xml.raw("processfield"), xml.text("resultfieldname")
        if not command or not output:
            raise SettingsError(
                "name the field with the commands and the field for what they print",
                "请指定命令字段与输出结果字段",
            )
        error, status = xml.text("errorfieldname"), xml.text("exitvaluefieldname")
        if status and not error:  # in Kettle the text of the errors comes into the exit value's
            raise SettingsError(
                "a field for the exit value needs one for the error output before it",
                "设置退出值字段时，须同时设置错误输出字段",
            )
        return cls(
            command=command,
            arguments=_arguments(xml) if xml.flag("argumentsInFields") else None,
            output=output,
            error=error,
            status=status,
            must_succeed=xml.flag("failwhennotsuccess"),
            between_lines=xml.text("outputlinedelimiter"),
        )


def _arguments(xml: StepXml) -> tuple[str, ...]:
    return tuple(
        each.raw("argumentFieldName") for each in xml.items("argumentFields/argumentField")
    )


STEPS = {"ExecProcess": ProgramSettings}
