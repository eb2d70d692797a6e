"""The settings of steps that choose columns and write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.places import FileTarget, TableTarget
from onedata_resources.kettle.generate.plan import Output


@dataclass(frozen=True)
class TextLayout:
    """How a text file is written; one that is dated has the moment of its run in its name."""

    enclosure: str = '"'
    header: bool = True
    compression: str = "None"
    dated: bool = False
    open_late: bool = False


def select_values(
    chosen: Iterable[tuple[str, str]], changes: Mapping[str, Output] | None = None
) -> list[Pair]:
    """Return a SelectValues: columns with their new names, then their types."""
    fields: list[Pair] = [
        ("field", [("name", name), ("rename", new), ("length", -2), ("precision", -2)])
        for name, new in chosen
    ]
    return [
        (
            "fields",
            [
                *fields,
                ("select_unspecified", False),
                *[("meta", _meta(name, output)) for name, output in (changes or {}).items()],
            ],
        )
    ]


def _meta(name: str, output: Output) -> list[Pair]:
    return [
        ("name", name),
        ("rename", name),
        ("type", str(output.type)),
        ("length", output.length),
        ("precision", output.precision),
        ("conversion_mask", output.mask),
        ("date_format_lenient", str(output.lenient).lower()),
        ("date_format_locale", None),
        ("date_format_timezone", None),
        ("lenient_string_to_number", "false"),
        ("encoding", None),
        ("decimal_symbol", None),
        ("grouping_symbol", None),
        ("currency_symbol", None),
        ("storage_type", None),
    ]


def table_output(
    target: TableTarget, columns: Iterable[tuple[str, str]] | None, *, batched: bool = True
) -> list[Pair]:
    """Return a TableOutput of pairs of column and field; without them every field is a column.

    Rows that are not `batched` are refused one by one, whatever becomes of those after them.
    """
    fields: list[Pair] = [
        ("field", [("column_name", column), ("stream_name", name)])
        for column, name in columns or ()
    ]
    return [
        ("connection", target.connection),
        ("schema", target.schema_name),
        ("table", target.table),
        ("commit", target.commit),
        ("truncate", target.mode == "replace"),
        ("ignore_errors", False),
        ("use_batch", batched),
        ("specify_fields", columns is not None),
        ("partitioning_enabled", False),
        ("partitioning_field", None),
        ("partitioning_daily", False),
        ("partitioning_monthly", True),
        ("tablename_in_field", False),
        ("tablename_field", None),
        ("tablename_in_table", True),
        ("return_keys", False),
        ("return_field", None),
        ("fields", fields),
    ]


def insert_update(target: TableTarget, columns: Iterable[tuple[str, str]]) -> list[Pair]:
    """Return an InsertUpdate of pairs of column and field; keys are written once, never changed."""
    fields = dict(columns)
    keys: list[Pair] = [
        ("key", [("name", fields[column]), ("field", column), ("condition", "="), ("name2", None)])
        for column in target.keys
    ]
    values: list[Pair] = [
        ("value", [("name", column), ("rename", name), ("update", column not in target.keys)])
        for column, name in fields.items()
    ]
    return [
        ("connection", target.connection),
        ("commit", target.commit),
        ("update_bypassed", False),
        (
            "lookup",
            [("schema", target.schema_name), ("table", target.table), *keys, *values],
        ),
    ]


def exec_sql(
    connection: str, sql: str, *, arguments: Iterable[str] | None = None, each_row: bool = False
) -> list[Pair]:
    """Return an ExecSQL; with arguments it binds them to the question marks for each row."""
    bound = arguments is not None
    fields: list[Pair] = [("argument", [("name", name)]) for name in arguments or ()]
    return [
        ("connection", connection),
        ("execute_each_row", each_row or bound),
        ("single_statement", bound),
        ("replace_variables", "${" in sql),
        ("quoteString", False),
        ("sql", sql),
        ("set_params", bound),
        ("insert_field", None),
        ("update_field", None),
        ("delete_field", None),
        ("read_field", None),
        ("arguments", fields),
    ]


def text_output(
    target: FileTarget, fields: Iterable[Pair] = (), layout: TextLayout | None = None
) -> list[Pair]:
    """Return a TextFileOutput of the fields, or of every field."""
    layout = layout or TextLayout()
    return [
        ("separator", target.separator),
        ("enclosure", layout.enclosure),
        ("enclosure_forced", False),
        ("enclosure_fix_disabled", not layout.enclosure),
        ("header", layout.header),
        ("footer", False),
        ("format", "UNIX"),
        ("compression", layout.compression),
        ("encoding", target.encoding),
        ("endedLine", None),
        ("fileNameInField", False),
        ("fileNameField", None),
        ("create_parent_folder", True),
        (
            "file",
            [
                ("name", target.path),
                ("is_command", False),
                ("servlet_output", False),
                ("do_not_open_new_file_init", layout.open_late),
                ("extention", target.extension),
                ("append", False),
                ("split", False),
                ("haspartno", False),
                ("add_date", layout.dated),
                ("add_time", layout.dated),
                ("SpecifyFormat", False),
                ("date_time_format", None),
                ("add_to_result_filenames", True),
                ("pad", False),
                ("fast_dump", False),
                ("splitevery", 0),
            ],
        ),
        ("fields", list(fields)),
    ]
