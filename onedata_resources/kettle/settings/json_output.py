"""Settings of JsonOutput."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.settings.xml_output import OutputName


@dataclass(frozen=True)
class JsonOutputSettings:
    """Rows as JSON in blocs of `bloc_rows` rows (0: all), into files, a field, or both.

    Without `bloc` a bloc is the array alone; a variable without text names it "", as in Kettle.
    `fields` are the pairs of field and key; in the compatible layout each field is an object.
    """

    fields: tuple[tuple[str, str], ...]
    bloc: str | None
    bloc_rows: int
    numbered: bool
    result: str
    to_file: bool
    file: OutputName
    append: bool
    create_folder: bool
    open_late: bool
    part_number: bool
    encoding: str
    compatible: bool
    add_result_file: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        if xml.flag("file/servlet_output"):
            raise SettingsError("writing to the web answer is not supported", "不支持写入网页应答")
        operation = xml.raw("operation_type").lower()
        to_value, to_file = operation in {"outputvalue", "both"}, operation != "outputvalue"
        result = xml.text("outputValue") if to_value else ""
        file = OutputName.from_xml(xml)
        if to_value and not result:
            raise SettingsError("the name of the output field is missing", "缺少输出字段名")
        if to_file and not file.name:
            raise SettingsError("the name of the file is missing", "缺少文件名")
        rows = xml.text("nrRowsInBloc").strip()
        written = xml.raw("nrRowsInBloc").strip()
        fields = xml.items("fields/field")
        return cls(
            fields=tuple(
                (each.raw("name"), each.text("element") or each.raw("name")) for each in fields
            ),
            bloc=xml.text("jsonBloc") if xml.raw("jsonBloc") else None,
            bloc_rows=int(rows) if rows.isdigit() else 0,
            numbered=int(written) > 0 if written.isdigit() else True,
            result=result,
            to_file=to_file,
            file=file,
            append=xml.flag("file/append"),
            create_folder=xml.flag("file/create_parent_folder"),
            open_late=xml.flag("file/DoNotOpenNewFileInit"),
            part_number=xml.flag("file/haspartno"),
            encoding=xml.text("encoding") or "UTF-8",
            compatible=xml.flag("compatibility_mode"),
            add_result_file=xml.flag("AddToResult") or xml.flag("addtoresult"),
        )


STEPS = {
    "JsonOutput": JsonOutputSettings,
}
