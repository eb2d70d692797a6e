"""The settings of steps that read: tables, files, and columns of another source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onedata_resources.kettle.generate.elements import Pair, field_of
from onedata_resources.kettle.generate.places import FileColumn, FileSource, TableSource


def table_input(source: TableSource) -> list[Pair]:
    """Return a TableInput; the columns of a table are quoted, so any name is one."""
    return [
        ("connection", source.connection),
        ("sql", source.query or _select(source)),
        ("limit", 0),
        ("lookup", None),
        ("execute_each_row", False),
        ("variables_active", True),
        ("lazy_conversion_active", False),
    ]


def _select(source: TableSource) -> str:
    table = ".".join(quoted(each) for each in (source.schema_name, source.table) if each)
    columns = ", ".join(quoted(each) for each in source.columns)
    order = ", ".join(quoted(each) for each in source.order_by)
    return f"SELECT {columns}\nFROM {table}" + (f"\nORDER BY {order}" if order else "")


def quoted(name: str) -> str:
    """Return the name as standard SQL quotes it; plain lower-case names stay readable."""
    plain = name.isascii() and name.islower() and name.replace("_", "a").isalnum()
    return name if plain and not name[0].isdigit() else '"' + name.replace('"', '""') + '"'


def csv_input(source: FileSource) -> list[Pair]:
    """Return a CsvInput, lazy conversion off: what does not fit fails where it is read."""
    return [
        ("filename", source.path),
        ("filename_field", None),
        ("rownum_field", None),
        ("include_filename", False),
        ("separator", source.separator),
        ("enclosure", '"'),
        ("header", source.header),
        ("buffer_size", 50000),
        ("lazy_conversion", False),
        ("add_filename_result", False),
        ("parallel", False),
        ("newline_possible", False),
        ("encoding", source.encoding),
        ("fields", [_file_field(each.name, each) for each in source.columns]),
    ]


def _file_field(name: str, column: object) -> Pair:
    given = {key: getattr(column, key) for key in ("format", "length", "precision")}
    return field_of(name, str(getattr(column, "type")), **given)  # noqa: B009


@dataclass(frozen=True)
class TextFiles:
    """Text files and how their lines are read; `choices` are folders or files with their masks."""

    choices: tuple[tuple[str, str], ...]
    separator: str
    enclosure: str = '"'
    escape: str = ""
    header: bool = False
    encoding: str = "UTF-8"
    compression: str = "None"
    skip_empty: bool = True
    comment: str = ""


def text_input(files: TextFiles, fields: Iterable[Pair]) -> list[Pair]:
    """Return a TextFileInput; of folders, it reads the files at any depth."""
    chosen: list[Pair] = []
    for name, mask in files.choices:
        chosen += [
            ("name", name),
            ("filemask", mask),
            ("exclude_filemask", None),
            ("file_required", True),
            ("include_subfolders", True),
        ]
    comment: list[Pair] = [
        ("filter_string", files.comment),
        ("filter_position", 0),
        ("filter_is_last_line", False),
        ("filter_is_positive", False),
    ]
    return [
        ("accept_filenames", False),
        ("passing_through_fields", False),
        ("accept_field", None),
        ("accept_stepname", None),
        ("separator", files.separator),
        ("enclosure", files.enclosure),
        ("enclosure_breaks", False),
        ("escapechar", files.escape),
        ("header", files.header),
        ("nr_headerlines", 1),
        ("footer", False),
        ("nr_footerlines", 1),
        ("line_wrapped", False),
        ("nr_wraps", 1),
        ("layout_paged", False),
        ("nr_lines_per_page", 80),
        ("nr_lines_doc_header", 0),
        ("noempty", files.skip_empty),
        ("include", False),
        ("include_field", None),
        ("rownum", False),
        ("rownumByFile", False),
        ("rownum_field", None),
        ("format", "mixed"),
        ("encoding", files.encoding),
        ("add_to_result_filenames", True),
        ("file", [*chosen, ("type", "CSV"), ("compression", files.compression)]),
        ("filters", [("filter", comment)] if files.comment else None),
        ("fields", list(fields)),
        ("limit", 0),
        ("error_ignored", False),
        ("date_format_lenient", False),
        ("date_format_locale", "en_US"),
    ]


def row_generator(fields: Iterable[Pair], rows: str) -> list[Pair]:
    """Return a RowGenerator; `rows` may be a variable."""
    return [("fields", list(fields)), ("limit", rows), ("never_ending", False)]


def json_input(source: FileSource) -> list[Pair]:
    """Return a JsonInput of one file."""
    return json_fields(source.columns, path=source.path)


def json_fields(
    columns: Iterable[FileColumn], *, path: str = "", value_field: str = ""
) -> list[Pair]:
    """Return a JsonInput of a file, or of the JSON that a field of each row holds."""
    fields: list[Pair] = []
    for each in columns:
        tag, settings = _file_field(each.name, each)
        rest = [pair for pair in _pairs(settings) if pair[0] != "name"]
        at = each.path or f"$..[{json.dumps(each.name, ensure_ascii=False)}]"
        fields.append((tag, [("name", each.name), ("path", at), *rest, ("repeat", False)]))
    file: list[Pair] = [
        ("name", path),
        ("filemask", None),
        ("exclude_filemask", None),
        ("file_required", True),
        ("include_subfolders", False),
    ]
    return [
        ("include", False),
        ("include_field", None),
        ("rownum", False),
        ("rownum_field", None),
        ("addresultfile", False),
        ("readurl", False),
        ("removeSourceField", bool(value_field)),
        ("IsIgnoreEmptyFile", False),
        ("doNotFailIfNoFile", False),
        ("ignoreMissingPath", False),
        ("defaultPathLeafToNull", True),
        ("file", file if path else None),
        ("fields", fields),
        ("limit", 0),
        ("IsInFields", bool(value_field)),
        ("IsAFile", False),
        ("valueField", value_field),
    ]


def _pairs(setting: object) -> Sequence[Pair]:
    return setting if isinstance(setting, list) else ()
