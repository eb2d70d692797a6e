"""The settings of steps that choose columns and write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.plan import FileTarget, Output, TableTarget


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
        ("date_format_lenient", "false"),
        ("date_format_locale", None),
        ("date_format_timezone", None),
        ("lenient_string_to_number", "false"),
        ("encoding", None),
        ("decimal_symbol", None),
        ("grouping_symbol", None),
        ("currency_symbol", None),
        ("storage_type", None),
    ]


def table_output(target: TableTarget, columns: Iterable[str] | None) -> list[Pair]:
    """Return a TableOutput; without columns it writes every field under its own name."""
    fields: list[Pair] = [
        ("field", [("column_name", name), ("stream_name", name)]) for name in columns or ()
    ]
    return [
        ("connection", target.connection),
        ("schema", target.schema_name),
        ("table", target.table),
        ("commit", target.commit),
        ("truncate", target.mode == "replace"),
        ("ignore_errors", False),
        ("use_batch", True),
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


def insert_update(target: TableTarget, columns: Iterable[str]) -> list[Pair]:
    """Return an InsertUpdate; the keys are written once and never changed."""
    keys: list[Pair] = [
        ("key", [("name", name), ("field", name), ("condition", "="), ("name2", None)])
        for name in target.keys
    ]
    values: list[Pair] = [
        ("value", [("name", name), ("rename", name), ("update", name not in target.keys)])
        for name in columns
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


def text_output(target: FileTarget) -> list[Pair]:
    """Return a TextFileOutput of every field."""
    return [
        ("separator", target.separator),
        ("enclosure", '"'),
        ("enclosure_forced", False),
        ("enclosure_fix_disabled", False),
        ("header", True),
        ("footer", False),
        ("format", "UNIX"),
        ("compression", "None"),
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
                ("do_not_open_new_file_init", False),
                ("extention", target.extension),
                ("append", False),
                ("split", False),
                ("haspartno", False),
                ("add_date", False),
                ("add_time", False),
                ("SpecifyFormat", False),
                ("date_time_format", None),
                ("add_to_result_filenames", True),
                ("pad", False),
                ("fast_dump", False),
                ("splitevery", 0),
            ],
        ),
        ("fields", None),
    ]
