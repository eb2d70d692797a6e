"""Settings of ExcelOutput, which writes .xls; the newer Excel Writer is in `excel_output.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.settings.text_output import FileName
from onedata_resources.kettle.variables import expand

USUAL_SIZE = 10
USUAL_HEIGHT = 255
FONTS = {"arial": "Arial", "courier": "Courier New", "tahoma": "Tahoma", "times": "Times New Roman"}
UNDERLINES = {"single": 0x01, "single_accounting": 0x21, "double": 0x02, "double_accounting": 0x22}
TURNS = {"minus_45": 135, "minus_90": 180, "plus_45": 45, "plus_90": 90, "stacked": 255,
         "vertical": 255}  # fmt: skip
ALIGNMENTS = ("general", "left", "center", "right", "fill", "justify")
"""Their places are the numbers that a file holds; as in Kettle, left leaves it general."""
COLOURS = {
    "black": 0x7FFF, "white": 0x09, "red": 0x0A, "bright_green": 0x0B, "blue": 0x0C,
    "yellow": 0x0D, "pink": 0x0E, "turquoise": 0x0F, "turqoise": 0x0F, "dark_red": 0x10,
    "green": 0x11, "dark_blue": 0x12, "dark_yellow": 0x13, "violet": 0x14, "teal": 0x15,
    "grey_25pct": 0x16, "grey_50pct": 0x17, "periwinklepct": 0x18, "ivory": 0x1A,
    "dark_purple": 0x1C, "coral": 0x1D, "ocean_blue": 0x1E, "ice_blue": 0x1F, "sky_blue": 0x28,
    "light_turquoise": 0x29, "light_green": 0x2A, "very_light_yellow": 0x2B, "pale_blue": 0x2C,
    "rose": 0x2D, "lavender": 0x2E, "tan": 0x2F, "light_blue": 0x30, "aqua": 0x31, "lime": 0x32,
    "gold": 0x33, "light_orange": 0x34, "orange": 0x35, "blue_grey": 0x36, "grey_40pct": 0x37,
    "dark_teal": 0x38, "sea_green": 0x39, "dark_green": 0x3A, "olive_green": 0x3B,
    "brown": 0x3C, "plum": 0x3D, "grey_80pct": 0x3F,
}  # fmt: skip
"""Kettle's names of colours, and the places that they have in the palette of a workbook."""
BLACK = COLOURS["black"]


@dataclass(frozen=True)
class Look:
    """How cells look; numbers are those of the file, a background of None is none."""

    font: str
    size: int
    bold: bool = False
    italic: bool = False
    underline: int = 0
    colour: int = BLACK
    background: int | None = None
    turn: int = 0
    alignment: int = 0


@dataclass(frozen=True)
class XlsField:
    """A field to write; the format is a mask of Java, empty for the usual one."""

    name: str
    format: str


@dataclass(frozen=True)
class XlsOutputSettings:
    """Sheets of .xls workbooks to write; `template` is the workbook that a new one begins as."""

    file: FileName
    sheet: str
    header: bool
    footer: bool
    append: bool
    split_every: int
    open_late: bool
    create_folder: bool
    temporary_folder: str
    add_to_result: bool
    fit_columns: bool
    null_is_blank: bool
    password: str | None
    template: str
    header_height: int
    header_image: str
    titles: Look
    rows: Look
    fields: tuple[XlsField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A picture would stand in the second and later files alone.
        """
        split_every = _number(xml.raw("file/splitevery"), 0)
        titles = _titles(xml)
        height = _number(xml.text("custom/header_row_height"), -1)
        image = local_path(xml.text("custom/header_image"))
        if image and split_every > 0:
            raise SettingsError(
                "a header image stands in the second and later files of a split output only, and"
                " pictures are not written here; remove the header image",
                "拆分输出时页眉图片只出现在第二个及以后的文件中，且此处不写入图片；请删除页眉图片",
            )
        return cls(
            file=FileName.from_xml(xml, numbered=split_every > 0),
            sheet=xml.text("file/sheetname"),
            header=xml.flag("header"),
            footer=xml.flag("footer"),
            append=xml.flag("append"),
            split_every=split_every,
            open_late=xml.flag("file/do_not_open_newfile_init"),
            create_folder=xml.flag("file/create_parent_folder"),
            temporary_folder=(
                xml.text("file/tempdirectory") if xml.flag("file/usetempfiles") else ""
            ),
            add_to_result=xml.flag("add_to_result_filenames", default=True),
            fit_columns=xml.flag("file/autosizecolums"),
            null_is_blank=xml.flag("file/nullisblank"),
            password=_password(xml) if xml.flag("file/protect_sheet") else None,
            template=(
                local_path(xml.text("template/filename")) if xml.flag("template/enabled") else ""
            ),
            header_height=0 if height == USUAL_HEIGHT else max(height, 0),
            header_image=image,
            titles=titles,
            rows=_rows(xml, titles),
            fields=tuple(
                XlsField(each.raw("name"), each.raw("format")) for each in xml.items("fields/field")
            ),
        )


def _password(xml: StepXml) -> str:
    return expand(decode_password(xml.raw("file/password")), xml.variables)


def _titles(xml: StepXml) -> Look:
    alignment = xml.raw("custom/header_alignment").lower()
    known = alignment in ALIGNMENTS and alignment != "left"
    return Look(
        font=FONTS.get(xml.raw("custom/header_font_name").lower(), FONTS["arial"]),
        size=_number(xml.text("custom/header_font_size"), USUAL_SIZE),
        bold=xml.flag("custom/header_font_bold"),
        italic=xml.flag("custom/header_font_italic"),
        underline=UNDERLINES.get(xml.raw("custom/header_font_underline").lower(), 0),
        colour=COLOURS.get(xml.raw("custom/header_font_color").lower(), BLACK),
        background=COLOURS.get(xml.raw("custom/header_background_color").lower()),
        turn=TURNS.get(xml.raw("custom/header_font_orientation").lower(), 0),
        alignment=ALIGNMENTS.index(alignment) if known else 0,
    )


def _rows(xml: StepXml, titles: Look) -> Look:
    """Return the look of rows; as in Kettle they have a colour only where the titles have one."""
    colour = COLOURS.get(xml.raw("custom/row_font_color").lower(), BLACK)
    return Look(
        font=FONTS.get(xml.raw("custom/row_font_name").lower(), FONTS["arial"]),
        size=_number(xml.text("custom/row_font_size"), USUAL_SIZE),
        colour=BLACK if titles.colour == BLACK else colour,
        background=COLOURS.get(xml.raw("custom/row_background_color").lower()),
    )


def _number(text: str, default: int) -> int:
    """Return the whole number; as in Kettle any other text is the default."""
    text = text.strip()
    return int(text) if text.removeprefix("-").isdecimal() else default


STEPS = {
    "ExcelOutput": XlsOutputSettings,
}
