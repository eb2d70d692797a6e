"""Settings of the steps that load a table in bulk: MySQLBulkLoader and PGBulkLoader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.database import connection_name, table_of
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


@dataclass(frozen=True)
class BulkSettings:
    """A table to load; `columns` are pairs of column and field.

    `replace` and `ignore` say what MySQL does with rows whose key the table has.
    """

    connection: str
    schema: str
    table: str
    columns: tuple[tuple[str, str], ...]
    truncate: bool
    replace: bool
    ignore: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; what steers the loader's program changes no result."""
        schema, table = table_of(xml)
        action = xml.raw("load_action").strip().upper()
        if action not in {"", "INSERT", "TRUNCATE"}:
            raise SettingsError(
                f"load action {action!r} does not exist", f"不存在装载方式 {action!r}"
            )
        columns = tuple(
            (each.raw("stream_name"), each.raw("field_name") or each.raw("stream_name"))
            for each in xml.items("mapping")
        )
        return cls(
            connection=connection_name(xml),
            schema=schema,
            table=table,
            columns=columns,
            truncate=action == "TRUNCATE",
            replace=xml.flag("replace"),
            ignore=xml.flag("ignore"),
        )


STEPS = {"MySQLBulkLoader": BulkSettings, "PGBulkLoader": BulkSettings}
