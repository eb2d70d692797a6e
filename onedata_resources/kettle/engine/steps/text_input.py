"""TextFileInput and OldTextFileInput: delimited or fixed text files, read line by line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.conversions import with_typed
from onedata_resources.kettle.engine.error_lines import ErrorLines, line_numbers, tell_missing
from onedata_resources.kettle.engine.failures import missing_files
from onedata_resources.kettle.engine.file_facts import fact_columns, found_paths
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.text_rows import file_rows
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.text_input import TextField, TextInputSettings
from onedata_resources.kettle.values.convert import not_empty, trimmed
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType, made_field

K = KettleType
FILE = "__kettle_file"
ROW = "__kettle_number"
SMALL_BYTES = 64 * 1024 * 1024
BAD = "__kettle_bad_"
LINE, ERRORS = "__kettle_line_number", "__kettle_errors"


@dataclass(frozen=True)
class Source:
    """A file to read, and the row that named it where its fields are passed on."""

    path: Path
    row: pl.DataFrame | None = None


@step("OldTextFileInput")
@step("TextFileInput")
def text_file_input(scope: StepScope, settings: TextInputSettings, inputs: Inputs) -> Outputs:
    """Return the files' rows; a value that does not fit its type fails the step or is told of."""
    passed = _names(settings, inputs).fields if settings.pass_fields else ()
    frame = _all_rows(scope, settings, _sources(scope, settings, inputs), passed)
    if not settings.row_number_by_file:
        frame = frame.drop(ROW).with_row_index(ROW, offset=1)
    frame = scope.counted(frame.with_columns(pl.col(ROW).cast(pl.Int64)), "input")
    texts = tuple(Field(each.field.name) for each in settings.fields)
    stream = Stream(frame.with_columns(_cleaned(each) for each in settings.fields),
                    (*passed, *texts, Field(FILE), Field(ROW, K.INTEGER)))  # fmt: skip
    return _typed(scope, settings, stream, passed)


def _names(settings: TextInputSettings, inputs: Inputs) -> Stream:
    return inputs.named.get(settings.names_step) or inputs.required()


def _sources(scope: StepScope, settings: TextInputSettings, inputs: Inputs) -> list[Source]:
    """Return the files to read.

    Raises:
        StepError: One that is required, or named by a row, is missing.
    """
    if settings.names_step or settings.names_field:
        return _named(settings, inputs)
    missing = [each.name for each in settings.files if each.required and not found_paths([each])]
    if missing and not settings.ignore_errors:
        raise missing_files(missing)
    tell_missing(scope, settings.missing_files, missing)
    scope.require_folders(settings.files)
    return [Source(path) for path in found_paths(settings.files)]


def _named(settings: TextInputSettings, inputs: Inputs) -> list[Source]:
    names = _names(settings, inputs)
    column = names.field(settings.names_field).name
    rows = names.frame.collect()
    sources = [
        Source(Path(local_path(str(name))), rows.slice(number, 1) if settings.pass_fields else None)
        for number, name in enumerate(rows[column])
        if name is not None
    ]
    last = {each.path: each for each in sources}
    missing = [str(each) for each in last if not each.is_file()]
    if missing and not settings.skip_bad_files:
        raise StepError(
            f"Couldn't open file: {', '.join(missing)} does not exist.",
            f"无法打开文件：{', '.join(missing)} 不存在。",
        )
    return [last[each.path] for each in sources if each.path.is_file()]


def _all_rows(
    scope: StepScope,
    settings: TextInputSettings,
    sources: list[Source],
    passed: tuple[Field, ...],
) -> pl.LazyFrame:
    """Return the rows of all files; small files are read at once, so that batches are large."""
    if not sources:
        texts = dict.fromkeys([each.field.name for each in settings.fields], pl.String())
        schema = {each.name: column_dtype(each) for each in passed} | texts
        schema |= {FILE: pl.String(), ROW: pl.Int64()}
        return pl.LazyFrame(schema=schema | ({LINE: pl.Int64()} if settings.error_lines else {}))
    frame = pl.concat(
        [_rows(scope, settings, each, first=not number) for number, each in enumerate(sources)]
    )
    if len(sources) > 1 and sum(each.path.stat().st_size for each in sources) < SMALL_BYTES:
        return frame.collect(engine="streaming").rechunk().lazy()
    return frame


def _rows(
    scope: StepScope, settings: TextInputSettings, source: Source, *, first: bool
) -> pl.LazyFrame:
    scope.reads(source.path, wanted=settings.add_to_result)
    if source.path.stat().st_size and not settings.layout.page_lines:
        # Kettle counts every line that it takes: headers, and of footers the first line.
        scope.add("input", settings.layout.header_lines + min(settings.layout.footer_lines, 1))
    rows = file_rows(scope, settings, source.path)
    if settings.limit > 0:
        # As in Kettle, header lines count, and every file after the limit still gives one row.
        rows = rows.head(max(settings.limit - settings.layout.header_lines, 1) if first else 1)
    rows = rows.with_row_index(ROW, offset=1).with_columns(
        pl.lit(str(source.path)).alias(FILE), pl.col(ROW).cast(pl.Int64)
    )
    names = [*(each.field.name for each in settings.fields), FILE, ROW]
    if settings.error_lines is not None:
        rows = rows.with_columns(line_numbers(settings.layout, pl.col(ROW)).alias(LINE))
        names.append(LINE)
    if source.row is None:
        return rows.select(names)
    return rows.join(source.row.lazy(), how="cross").select(*source.row.columns, *names)


def _cleaned(each: TextField) -> pl.Expr:
    """Return the field's text: null where the settings say so, filled, then trimmed.

    A text of nothing but blanks is an empty text, not null, and so is the null text with blanks
    behind it or in another case; a later output pads it.
    """
    text, is_text = not_empty(pl.col(each.field.name)), each.field.type is K.STRING
    blank = text.str.strip_chars_end(" ").str.to_lowercase() == each.null_if.rstrip(" ").lower()
    if each.if_null:
        text = pl.when(blank).then(pl.lit(each.if_null)).otherwise(text).fill_null(each.if_null)
    else:
        nothing = pl.lit("" if is_text else None, pl.String)
        text = pl.when(text != each.null_if).then(pl.when(blank).then(nothing).otherwise(text))
    text = trimmed(text, each.field.trim)
    text = text if is_text else not_empty(text)
    text = text.forward_fill() if each.repeat else text
    return text.alias(each.field.name)


def _typed(
    scope: StepScope, settings: TextInputSettings, stream: Stream, passed: tuple[Field, ...]
) -> Outputs:
    """Return the typed rows, with error columns, without bad rows, or failing at the first."""
    typed = [each.field for each in settings.fields if each.field.type is not K.STRING]
    checked = with_typed(stream, [(field.name, replace(field, trim="none")) for field in typed])
    stream, wrong = checked.stream, checked.lost
    values = {field.name: checked.value(field.name) for field in typed}
    rejected = None
    told = settings.ignore_errors and not settings.skip_error_lines
    if wrong and settings.error_lines is not None:
        lines = ErrorLines(scope, settings.error_lines)
        scope.writes(lines)
        errors = pl.sum_horizontal(bad.cast(pl.Int64) for _, bad in wrong).alias(ERRORS)
        frame = stream.frame.with_columns(errors)
        seen = scope.tap(frame, lambda batch: lines.see(batch.select(FILE, LINE, ERRORS)))
        stream = stream.with_frame(seen.drop(ERRORS))
    if wrong and told:
        stream = _told(settings, stream, wrong)
    elif wrong and settings.skip_error_lines:
        kept = stream.frame.filter(pl.any_horizontal(bad for _, bad in wrong).not_())
        if not settings.row_number_by_file:
            kept = kept.drop(ROW).with_row_index(ROW, offset=1)
        stream = stream.with_frame(kept)
    elif wrong:
        why = pl.coalesce(pl.when(bad).then(_message(field)) for field, bad in wrong)
        bad = pl.any_horizontal(bad for _, bad in wrong)
        names = ",".join(field.name for field in typed)
        stream, rejected = scope.split(stream, bad, why, fields=names, code="TEXTFILEINPUT001")
    columns = [(each, pl.col(each.name)) for each in passed]
    columns += [
        (each.field, values.get(each.field.name, pl.col(each.field.name)))
        for each in settings.fields
    ]
    told_of = bool(wrong) and told
    for field, source in (
        (
            made_field(settings.count_field, K.INTEGER, 10),
            _extra("n", pl.lit(0), told=told_of),
        ),
        (Field(settings.fields_field), _extra("f", pl.lit(None, pl.String), told=told_of)),
        (Field(settings.text_field), _extra("t", pl.lit(None, pl.String), told=told_of)),
        (Field(settings.file_field, length=100), pl.col(FILE)),
        (made_field(settings.row_number_field, K.INTEGER, 10), pl.col(ROW)),
    ):
        if field.name:
            columns.append((field, source.cast(pl.Int64) if field.type is K.INTEGER else source))
    columns += fact_columns(settings.facts, pl.col(FILE))
    return Outputs(stream.selected(columns), rejected=rejected)


def _extra(mark: str, otherwise: pl.Expr, *, told: bool) -> pl.Expr:
    return pl.col(f"{BAD}{mark}") if told else otherwise


def _described(field: Field) -> str:
    """Return Kettle's words for the type of a field."""
    if field.length < 1 or field.type not in NUMERIC:
        return str(field.type)
    places = f", {field.precision}" if field.precision > 0 and field.type is not K.INTEGER else ""
    return f"{field.type}({field.length}{places})"


def _message(field: Field) -> pl.Expr:
    return formatted(
        f"Couldn't parse field [{_described(field)}] with value [{{}}], format [{field.mask}] "
        "on data row [{}].",
        pl.col(field.name),
        pl.col(ROW),
    )


def _told(
    settings: TextInputSettings, stream: Stream, wrong: list[tuple[Field, pl.Expr]]
) -> Stream:
    """Return the stream with the number, names and texts of each row's errors beside it."""
    del settings
    count = pl.sum_horizontal(bad.cast(pl.Int64) for _, bad in wrong)
    names = [pl.when(bad).then(pl.lit(field.name)) for field, bad in wrong]
    texts = [pl.when(bad).then(_message(field)) for field, bad in wrong]
    return stream.with_frame(
        stream.frame.with_columns(
            count.alias(f"{BAD}n"),
            not_empty(pl.concat_str(names, separator="\t", ignore_nulls=True)).alias(f"{BAD}f"),
            not_empty(pl.concat_str(texts, separator="\n", ignore_nulls=True)).alias(f"{BAD}t"),
        )
    )
