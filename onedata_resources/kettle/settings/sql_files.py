"""Settings of SQLFileOutput, which writes rows as INSERT statements into files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.database import connection_name, table_of
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.settings.xml_output import OutputName


@dataclass(frozen=True)
class SqlFileSettings:
    """A table, and the files for its statements; `split_every` is 0 for a single file.

    `date_mask` is for dates, in place of each field's own. `open_late` waits for a row.
    """

    connection: str
    schema: str
    table: str
    create: bool
    truncate: bool
    file: OutputName
    append: bool
    split_every: int
    create_folder: bool
    open_late: bool
    new_lines: bool
    encoding: str
    date_mask: str
    add_to_result: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: The connection, the table or the file is missing.
        """
        schema, table = table_of(xml)
        if not xml.text("file/name"):
            raise SettingsError("name the file", "请指定文件名")
        return cls(
            connection=connection_name(xml),
            schema=schema,
            table=table,
            create=xml.flag("create"),
            truncate=xml.flag("truncate"),
            file=OutputName.from_xml(xml),
            append=xml.flag("file/append"),
            split_every=max(xml.number("file/splitevery", 0), 0),
            create_folder=xml.flag("file/create_parent_folder"),
            open_late=xml.flag("file/DoNotOpenNewFileInit"),
            new_lines=xml.flag("startnewline"),
            encoding=xml.text("encoding") or "UTF-8",
            date_mask=xml.raw("dateformat"),
            add_to_result=xml.flag("addtoresult"),
        )


STEPS = {"SQLFileOutput": SqlFileSettings}
