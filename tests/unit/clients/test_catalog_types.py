"""What a column of SQLite holds is told by its words, also those of other databases."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients.catalog import Catalog

pytestmark = pytest.mark.row("S09")

WORDS = {
    "uuid": Family.TEXT,
    "UNIQUEIDENTIFIER": Family.TEXT,
    "inet": Family.TEXT,
    "citext": Family.TEXT,
    "timestamptz": Family.MOMENT,
    "[timestamp with time zone]": Family.MOMENT,
    "DATETIME2(7)": Family.MOMENT,
    "[time with time zone]": Family.TIME,
    "jsonb": Family.NESTED,
    "bytea": Family.BINARY,
    "bigserial": Family.INTEGER,
    "NUMBER(10, 2)": Family.DECIMAL,
    "numeric(12,2)": Family.DECIMAL,
    "decimal": Family.DECIMAL,
    "MONEY": Family.DECIMAL,
    "double precision": Family.FLOAT,
    "bit": Family.BOOLEAN,
    "varchar(20)": Family.TEXT,
    "mediumint": Family.INTEGER,
    "whatever": Family.OTHER,
    "": Family.OTHER,
}


def test_words_of_other_databases_are_types_in_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    with closing(sqlite3.connect(path)) as database:
        columns = ", ".join(f"c{at} {word}" for at, word in enumerate(WORDS))
        database.execute(f"CREATE TABLE words ({columns})")
    source = Source("words", SourceKind.SQL, "WORDS", Wanted())
    (table,) = Catalog({"WORDS": f"sqlite:///{path}"}).structure(source).tables
    told = dict(zip(WORDS, (each.family for each in table.columns), strict=True))
    assert told == WORDS
