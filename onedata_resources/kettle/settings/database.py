"""Settings of steps that speak to a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


def _connection(xml: StepXml) -> str:
    name = xml.text("connection")
    if not name:
        raise SettingsError("You need to specify a database connection.", "须指定数据库连接。")
    return name


@dataclass(frozen=True)
class TableInputSettings:
    """A query; `lookup` names the step whose fields bind its question marks."""

    connection: str
    sql: str
    limit: int
    lookup: str
    each_row: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; variables in the SQL are replaced only when the step says so."""
        active = xml.raw("variables_active") == "Y"
        sql = (xml.text("sql") if active else xml.raw("sql")).strip().rstrip(";")
        if not sql:
            raise SettingsError("the SQL is empty", "SQL 为空")
        return cls(
            connection=_connection(xml),
            sql=sql,
            limit=xml.number("limit", 0),
            lookup=xml.raw("lookup"),
            each_row=xml.raw("execute_each_row") == "Y",
        )

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the step whose fields bind the query's question marks."""
        return (self.lookup,)


@dataclass(frozen=True)
class TableOutputSettings:
    """A table to write; `columns` are pairs of column and field, empty for all fields by name."""

    connection: str
    schema: str
    table: str
    commit: int
    truncate: bool
    ignore_errors: bool
    columns: tuple[tuple[str, str], ...]
    specify_fields: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        for tag in ("partitioning_enabled", "tablename_in_field", "return_keys"):
            if xml.flag(tag):
                raise SettingsError(f"setting {tag!r} is not supported", f"不支持设置 {tag!r}")
        table = xml.text("table").strip()
        if not table:
            raise SettingsError("the target table is missing", "缺少目标表")
        columns = tuple(
            (each.raw("column_name"), each.raw("stream_name") or each.raw("column_name"))
            for each in xml.items("fields/field")
        )
        specify = xml.flag("specify_fields")
        return cls(
            connection=_connection(xml),
            schema=xml.text("schema").strip(),
            table=table,
            commit=xml.number("commit", 1000),
            truncate=xml.flag("truncate"),
            ignore_errors=xml.flag("ignore_errors"),
            columns=columns if specify else (),
            specify_fields=specify,
        )


@dataclass(frozen=True)
class ExecSqlSettings:
    """A script; run before any row flows, or once per row with fields for its question marks."""

    connection: str
    sql: str
    each_row: bool
    single: bool
    quote: bool
    bind: bool
    counters: tuple[tuple[str, str], ...]
    arguments: tuple[str, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        replaced = xml.flag("replace_variables")
        kinds = ("insert", "update", "delete", "read")
        return cls(
            connection=_connection(xml),
            sql=xml.text("sql") if replaced else xml.raw("sql"),
            each_row=xml.flag("execute_each_row"),
            single=xml.flag("single_statement"),
            quote=xml.flag("quoteString"),
            bind=xml.flag("set_params"),
            counters=tuple((kind, xml.raw(f"{kind}_field")) for kind in kinds),
            arguments=tuple(each.raw("name") for each in xml.items("arguments/argument")),
        )


STEPS = {
    "ExecSQL": ExecSqlSettings,
    "TableInput": TableInputSettings,
    "TableOutput": TableOutputSettings,
}
