"""Settings of steps that run a query or a statement per row, or ask what a database has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.database import connection_name
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


@dataclass(frozen=True)
class JoinSettings:
    """DBJoin and DynamicSQLRow: a query per row; `outer` keeps rows without an answer.

    DynamicSQLRow has the query in `sql_field`, and `sql` only says which columns it gives.
    """

    connection: str
    sql: str
    limit: int
    outer: bool
    parameters: tuple[str, ...]
    sql_field: str = ""
    replace_variables: bool = False

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        replaced = xml.flag("replace_vars")
        sql = (xml.text("sql") if replaced else xml.raw("sql")).strip().rstrip(";")
        if not sql:
            raise SettingsError("the SQL is empty", "SQL 为空")
        return cls(
            connection=connection_name(xml),
            sql=sql,
            limit=xml.number("rowlimit", 0),
            outer=xml.flag("outer_join"),
            parameters=tuple(each.raw("name") for each in xml.items("parameter/field")),
            sql_field=xml.raw("sql_fieldname"),
            replace_variables=replaced,
        )


@dataclass(frozen=True)
class SqlRowSettings:
    """ExecSQLRow: each row has a script in a field, or the name of a file with one."""

    connection: str
    commit: int
    sql_field: str
    from_file: bool
    single: bool
    counters: tuple[tuple[str, str], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        kinds = ("update", "insert", "delete", "read")
        return cls(
            connection=connection_name(xml),
            commit=xml.number("commit", 0),
            sql_field=xml.raw("sql_field"),
            from_file=xml.flag("sqlFromfile"),
            single=xml.flag("sendOneStatement"),
            counters=tuple((kind, xml.raw(f"{kind}_field")) for kind in kinds),
        )


@dataclass(frozen=True)
class ExistsSettings:
    """TableExists and ColumnExists: the names are the step's own or a row's."""

    connection: str
    schema: str
    table: str
    table_field: str
    column_field: str
    result: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        in_field = xml.flag("istablenameInfield") or not xml.has("tablename")
        return cls(
            connection=connection_name(xml),
            schema=xml.text("schemaname").strip(),
            table="" if in_field else xml.text("tablename"),
            table_field=xml.raw("tablenamefield") if in_field else "",
            column_field=xml.raw("columnnamefield"),
            result=xml.raw("resultfieldname") or "result",
        )


@dataclass(frozen=True)
class TableNamesSettings:
    """GetTableNames: which objects are listed, and the fields that tell of them.

    Synonyms are listed where a database has them, which those here have not.
    """

    connection: str
    schema: str
    schema_field: str
    kinds: tuple[str, ...]
    name_field: str
    kind_field: str
    system_field: str
    with_schema: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        for tag in ("includeCatalog", "includeSchema", "sqlcreationfieldname"):
            if xml.flag(tag) or (tag == "sqlcreationfieldname" and xml.text(tag)):
                raise SettingsError(
                    f"setting {tag!r} is not supported: names of tables, views and procedures are"
                    " listed",
                    f"不支持设置 {tag!r}：只列出表、视图和存储过程的名称",
                )
        field = xml.raw("schenameNameField") or xml.raw("schemaNameField")
        kinds = {kind: xml.flag(f"include{kind}") for kind in ("Table", "View", "Procedure")}
        return cls(
            connection=connection_name(xml),
            schema=xml.text("schemaname").strip(),
            schema_field=field if xml.flag("dynamicSchema") else "",
            kinds=tuple(kind for kind, wanted in kinds.items() if wanted),
            name_field=xml.text("tablenamefieldname"),
            kind_field=xml.text("objecttypefieldname"),
            system_field=xml.text("isobjectsystemfieldname"),
            with_schema=xml.flag("addSchemaInOutput"),
        )


STEPS = {
    "ColumnExists": ExistsSettings,
    "DBJoin": JoinSettings,
    "DynamicSQLRow": JoinSettings,
    "ExecSQLRow": SqlRowSettings,
    "GetTableNames": TableNamesSettings,
    "TableExists": ExistsSettings,
}
