"""SQLFileOutput: rows as INSERT statements of a database's dialect, in files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TextIO

import polars as pl

from onedata_resources.kettle.engine.failures import unwritable
from onedata_resources.kettle.engine.output_names import extended, stem
from onedata_resources.kettle.engine.passing_on import count_passed, passed_on, shared
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_database import Database, database_of
from onedata_resources.kettle.engine.sql_definitions import create_table
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.sql_files import SqlFileSettings
from onedata_resources.kettle.values.convert import not_empty, to_text
from onedata_resources.kettle.values.time_zones import wall_clock
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
STATEMENT = "__kettle_statement"
ORACLE_DATE = "yyyy/MM/dd HH:mm:ss"
QUOTES = {"mysql": ("'", r"\'", "'"), "postgresql": ("'", "''", "E'")}
"""What a quote in a text becomes, and what begins a text, where that is not the usual."""


@step("SQLFileOutput")
def sql_file_output(scope: StepScope, settings: SqlFileSettings, inputs: Inputs) -> Outputs:
    """Write the rows as statements and pass them on."""
    if not scope.connection(settings.connection):
        raise StepError(
            f"The connection {settings.connection} is no database whose SQL could be written.",
            f"连接 {settings.connection} 不是数据库，无法写出其 SQL。",
        )
    stream = inputs.required()
    database = database_of(scope, settings.connection)
    kept = shared(scope, stream)
    statement = _statement(settings, database, kept)
    files = SqlFiles(scope, settings, _start(settings, database, kept))
    if not settings.open_late:
        files.open()
    scope.writes(files)
    scope.sink(kept.frame.select(statement.alias(STATEMENT)), files.write)
    return passed_on(scope, kept)


def _start(settings: SqlFileSettings, database: Database, stream: Stream) -> str:
    """Return the statements that make and empty the table, where these are wanted."""
    table = database.table(settings.schema, settings.table)
    created = f"{create_table(database, table, stream.fields)}\n\n" if settings.create else ""
    return created + (f"{database.emptying(table)};\n\n" if settings.truncate else "")


def _statement(settings: SqlFileSettings, database: Database, stream: Stream) -> pl.Expr:
    names = ", ".join(database.quoted(each) for each in stream.names)
    table = database.table(settings.schema, settings.table)
    insert = f"INSERT INTO {table}({names}) VALUES ("  # noqa: S608 - a text for a file
    parts = [pl.lit(insert)]
    for number, known in enumerate(stream.fields):
        parts += [pl.lit(",")] * bool(number)
        value = _literal(stream.value(known.name), known, settings.date_mask, database.dialect)
        parts.append(value.fill_null("null"))
    parts.append(pl.lit(");\n" if settings.new_lines else ");"))
    return pl.concat_str(parts)


def _literal(value: pl.Expr, known: Field, date_mask: str, dialect: str) -> pl.Expr:
    """Return the value as Kettle writes it into SQL: timestamps, like numbers, without quotes."""
    if known.type in {K.STRING, K.BOOLEAN}:
        return _quoted(not_empty(to_text(value, known)), dialect)
    if known.type is not K.DATE:
        return to_text(value, known)
    if date_mask:
        known = replace(known, mask=date_mask, locale="", zone="")
    elif dialect == "oracle":
        text = to_text(value, replace(known, mask=ORACLE_DATE, locale="", zone=""))
        return pl.concat_str(pl.lit("TO_DATE('"), text, pl.lit("', 'YYYY/MM/DD HH24:MI:SS')"))
    return pl.concat_str(pl.lit("'"), to_text(value, known), pl.lit("'"))


def _quoted(text: pl.Expr, dialect: str) -> pl.Expr:
    quote, doubled, start = QUOTES.get(dialect, ("'", "''", "'"))
    ends = ("'||chr(13)||'", "'||chr(10)||'") if dialect == "oracle" else (r"\n", r"\r")
    changes = {quote: doubled, "\n": ends[0], "\r": ends[1]}
    for sign, written in changes.items():
        text = text.str.replace_all(sign, written, literal=True)
    return pl.concat_str(pl.lit(start), text, pl.lit("'"))


@dataclass
class SqlFiles:
    """The files of one step copy; the first begins with what makes and empties the table."""

    scope: StepScope
    settings: SqlFileSettings
    start: str
    moment: datetime = field(default_factory=wall_clock)
    file: TextIO | None = None
    part: int = 0
    rows: int = 0

    def open(self) -> TextIO:
        """Open the next file."""
        settings = self.settings
        part = str(self.part) if settings.split_every else ""
        base = stem(settings.file, self.moment.replace(tzinfo=None), self.scope.metrics.copy, part)
        path = extended(base, settings.file.extension)
        mode = "a" if settings.append else "w"
        try:
            if settings.create_folder:
                path.parent.mkdir(parents=True, exist_ok=True)
            self.file = path.open(mode, encoding=settings.encoding, errors="replace", newline="")
        except OSError as error:
            raise unwritable(path, error) from error
        self.scope.reads(path, wanted=settings.add_to_result)
        self.part += 1
        return self.file

    def write(self, batch: pl.DataFrame) -> None:
        """Write a batch of statements; as in Kettle the first of several files has one less."""
        statements, every = batch[STATEMENT].to_list(), self.settings.split_every
        while statements:
            if every and self.rows and (self.rows + 1) % every == 0:
                self.finish()
            file = self.file or self.open()
            room = every - (self.rows + 1) % every if every else len(statements)
            now, statements = statements[:room], statements[room:]
            file.write("".join([self.start, *now]))
            self.start = ""
            self.rows += len(now)
        self.scope.add("output", batch.height)
        count_passed(self.scope, batch.height)

    def finish(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()
            self.file = None

    def abort(self) -> None:
        """Close the file with the statements that came before the run ended early."""
        self.finish()
