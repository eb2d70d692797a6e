"""Settings of DBProc: a stored procedure or function, called for each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.database import connection_name
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import KettleType, type_named

DIRECTIONS = frozenset({"IN", "OUT", "INOUT"})


@dataclass(frozen=True)
class Argument:
    """An argument: the field that gives it or takes what comes out."""

    field: str
    direction: str
    type: KettleType


@dataclass(frozen=True)
class ProcedureSettings:
    """The procedure, its arguments, and the field of its result; empty for none."""

    connection: str
    procedure: str
    arguments: tuple[Argument, ...]
    result: str
    result_type: KettleType

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        name = xml.text("procedure").strip()
        if not name:
            raise SettingsError("the procedure's name is missing", "缺少存储过程名")
        arguments = tuple(
            Argument(
                each.raw("name"),
                each.raw("direction").strip().upper() or "IN",
                type_named(each.raw("type")) or KettleType.STRING,
            )
            for each in xml.items("lookup/arg")
        )
        for each in arguments:
            if each.direction not in DIRECTIONS:
                raise SettingsError(
                    f"direction {each.direction!r} does not exist", f"不存在方向 {each.direction!r}"
                )
        return cls(
            connection=connection_name(xml),
            procedure=name,
            arguments=arguments,
            result=xml.raw("result/name"),
            result_type=type_named(xml.raw("result/type")) or KettleType.STRING,
        )

    @property
    def given(self) -> tuple[str, ...]:
        """Return the fields that are given to the procedure."""
        return tuple(each.field for each in self.arguments if each.direction != "OUT")

    @property
    def returned(self) -> tuple[tuple[str, KettleType], ...]:
        """Return the new fields: the result, then the arguments that only come out."""
        results = ((self.result, self.result_type),) if self.result else ()
        outs = tuple((a.field, a.type) for a in self.arguments if a.direction == "OUT")
        return results + outs


STEPS = {"DBProc": ProcedureSettings}
