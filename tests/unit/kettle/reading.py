"""Steps that read files, as text, and the rows that they read. Tests of inputs build on it."""

from pathlib import Path

import openpyxl

from tests.unit.kettle.running import ktr, rows_of, run, step, text_output


def fields(*items: tuple[str, str], path: bool = False) -> str:
    """`(name, type:mask)` or `(name, type:mask, path)` as a list of fields."""
    listed = []
    for item in items:
        kind, _, mask = item[1].partition(":")
        extra = f"<path>{item[2]}</path>" if path else ""
        listed.append(
            f"<field><name>{item[0]}</name><type>{kind}</type><format>{mask}</format>{extra}</field>"
        )
    return f"<fields>{''.join(listed)}</fields>"


def csv_input(path, columns: str, settings: str = "") -> str:
    """Return a CsvInput of the file, with a header."""
    return step(
        "in",
        "CsvInput",
        f'<filename>{path}</filename><separator>,</separator><enclosure>"</enclosure>'
        f"<header>Y</header><newline_possible>N</newline_possible>{columns}{settings}",
    )


def text_input(path, columns: str, settings: str = "", mask: str = "") -> str:
    """Return a TextFileInput of the file, or of the mask's files in the folder, no header."""
    return step(
        "in",
        "TextFileInput",
        f"<file><name>{path}</name><filemask>{mask}</filemask><file_required>Y</file_required>"
        f'<type>CSV</type></file><separator>,</separator><enclosure>"</enclosure>'
        f"<header>N</header>{columns}{settings}",
    )


def lazily(path, fields, *, lazy="Y"):
    """Return a CsvInput `g` of the file that leaves its values as text until they are needed."""
    listed = "".join(
        f"<field><name>{name}</name><type>{kind.partition(':')[0]}</type><group>,</group>"
        f"<format>{kind.partition(':')[2]}</format></field>"
        for name, kind in fields.items()
    )
    return step(
        "g",
        "CsvInput",
        f"<filename>{path}</filename><separator>,</separator><header>Y</header>"
        f"<lazy_conversion>{lazy}</lazy_conversion><fields>{listed}</fields>",
    )


def listed(*items: tuple[str, str, str, str]) -> str:
    """`(name, element, what it says, type:mask)` as a list of fields."""
    each = "".join(
        f"<field><name>{name}</name><{tag}>{path}</{tag}><type>{kind.partition(':')[0]}</type>"
        f"<format>{kind.partition(':')[2]}</format></field>"
        for name, tag, path, kind in items
    )
    return f"<fields>{each}</fields>"


KEY_VALUE = listed(("k", "column", "key", "String"), ("v", "column", "value", "String"))


def of_file(path: Path) -> str:
    """Return the file as one that has to be there."""
    return f"<file><name>{path}</name><file_required>Y</file_required></file>"


def read(tmp_path: Path, kind: str, settings: str, *before: str) -> list[str] | str:
    """Return the rows that a step of this kind gives, or the log of a run that fails."""
    plain = text_output("o", tmp_path / "o").replace('<enclosure>"</enclosure>', "")
    done = run(ktr(*before, step("s", kind, settings), plain))
    if done.status != "Finished":
        return done.log.text()
    return [row.rstrip() for row in rows_of(tmp_path / "o")]


def workbook(path, **sheets):
    """Write a workbook with these sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def excel_input(path, settings: str = "", columns: str = "") -> str:
    """Return an ExcelInput of the required file, with a header."""
    return step(
        "in",
        "ExcelInput",
        f"<file><name>{path}</name><file_required>Y</file_required></file><header>Y</header>"
        f"<noempty>Y</noempty><spreadsheet_type>POI</spreadsheet_type>{columns}{settings}",
    )
