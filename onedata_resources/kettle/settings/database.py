"""Settings of steps that speak to a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


def connection_name(xml: StepXml) -> str:
    """Return the name of the connection.

    Raises:
        SettingsError: There is none.
    """
    name = xml.text("connection")
    if not name:
        raise SettingsError("You need to specify a database connection.", "须指定数据库连接。")
    return name


def table_of(xml: StepXml, path: str = "", *, required: bool = True) -> tuple[str, str]:
    """Return the schema and the table that the elements under `path` name.

    Raises:
        SettingsError: There is no table, and one is required.
    """
    schema, table = xml.text(f"{path}schema").strip(), xml.text(f"{path}table").strip()
    if required and not table:
        raise SettingsError("the target table is missing", "缺少目标表")
    return schema, table


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
            connection=connection_name(xml),
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
    """A table to write; `columns` are pairs of column and field, empty for all fields by name.

    The table is `table`, or that name with the date of `date_field` after it (`date_mask`), or what
    `table_field` says.
    """

    connection: str
    schema: str
    table: str
    commit: int
    truncate: bool
    ignore_errors: bool
    batch: bool
    columns: tuple[tuple[str, str], ...]
    specify_fields: bool
    date_field: str = ""
    date_mask: str = ""
    table_field: str = ""
    table_field_written: bool = True
    key_field: str = ""

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        in_field = xml.flag("tablename_in_field")
        schema, table = table_of(xml, required=not in_field)
        columns = tuple(
            (each.raw("column_name"), each.raw("stream_name") or each.raw("column_name"))
            for each in xml.items("fields/field")
        )
        specify = xml.flag("specify_fields")
        daily, monthly = xml.flag("partitioning_daily"), xml.flag("partitioning_monthly")
        dated = xml.flag("partitioning_enabled") and (daily or monthly) and not in_field
        return cls(
            connection=connection_name(xml),
            schema=schema,
            table=table,
            commit=xml.number("commit", 1000),
            truncate=xml.flag("truncate") and not in_field and not dated,
            ignore_errors=xml.flag("ignore_errors"),
            batch=xml.flag("use_batch"),
            columns=columns if specify else (),
            specify_fields=specify,
            date_field=xml.text("partitioning_field") if dated else "",
            date_mask="%Y%m%d" if daily else "%Y%m",
            table_field=xml.text("tablename_field") if in_field else "",
            table_field_written=xml.flag("tablename_in_table", default=True),
            key_field=xml.text("return_field") if xml.flag("return_keys") else "",
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

    @property
    def runs_first(self) -> bool:
        """Return whether the script runs once, before any row flows."""
        return not self.each_row

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        replaced = xml.flag("replace_variables")
        kinds = ("update", "insert", "delete", "read")
        return cls(
            connection=connection_name(xml),
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
