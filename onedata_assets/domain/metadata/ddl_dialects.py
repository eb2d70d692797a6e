"""What databases call types, and which rules of a standard their tables can keep by themselves.

The statement is put together in `standard_ddl.py`. PostgreSQL, MariaDB, SQLite and DuckDB are asked
in `tests/integration/metadata/test_standard_tables.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from onedata_assets.domain.metadata.dialect_model import Comments, Dialect, Foreign
from onedata_assets.domain.metadata.model import Family


def _types(words: str) -> dict[Family, str]:
    """Return types by family from a line, in the order of these families."""
    families = (
        Family.INTEGER, Family.FLOAT, Family.BOOLEAN, Family.DATE, Family.TIME, Family.MOMENT,
        Family.BINARY, Family.NESTED,
    )  # fmt: skip
    return dict(zip(families, (each.strip() for each in words.split("|")), strict=True))


BITS = {True: "1", False: "0"}
_SQLITE_DAY = "DATE({0}, '+0 days') IS {0}"
"""Without the second part SQLite takes 30 February for a day."""
_SQLITE_MOMENT = (
    "({0} IS NULL OR TYPEOF({0}) = 'text' AND {0} LIKE '____-__-__%'"
    " AND DATETIME({0}) IS NOT NULL AND DATE(SUBSTR({0}, 1, 10), '+0 days') IS SUBSTR({0}, 1, 10))"
)
_SQLITE_TIME = (
    "({0} IS NULL OR TYPEOF({0}) = 'text' AND {0} LIKE '__:__%' AND SUBSTR({0}, 1, 2) < '24'"
    " AND TIME({0}) IS NOT NULL)"
)
_ALL = (
    Dialect(
        "postgres",
        _types("BIGINT|DOUBLE PRECISION|BOOLEAN|DATE|TIME|TIMESTAMP|BYTEA|JSON"),
        length="CHAR_LENGTH",
        number="NUMERIC",
        precise="NUMERIC({}, {})",
        precision=1_000,
        uuid="UUID",
        valid={
            Family.DECIMAL: "{0} - {0} = 0",  # of what has no end and of no number it is not
            Family.DATE: "ISFINITE({0})",
            Family.MOMENT: "ISFINITE({0})",
            Family.TIME: "{0} < '24:00:00'",
        },
        matches="{0} ~ {1}",
        rounded="ROUND(CAST({0} AS NUMERIC), {1})",
        comments=Comments.APART,
        name_bytes=63,
        folds_names=False,
    ),
    Dialect(
        "mysql",
        _types("BIGINT|DOUBLE|BOOLEAN|DATE|TIME(6)|DATETIME(6)|LONGBLOB|JSON"),
        text="LONGTEXT",
        longest=16_000,
        decimal="DECIMAL(65, {})",
        scale=30,
        precision=65,
        integers=(
            (8, "TINYINT"),
            (16, "SMALLINT"),
            (24, "MEDIUMINT"),
            (32, "INTEGER"),
            (64, "BIGINT"),
        ),
        unsigned={
            9: "TINYINT UNSIGNED",
            17: "SMALLINT UNSIGNED",
            25: "MEDIUMINT UNSIGNED",
            33: "INTEGER UNSIGNED",
            65: "BIGINT UNSIGNED",
        },
        room=768,
        length="CHAR_LENGTH",
        row_bytes=60_000,
        number="DECIMAL(65, 30)",
        valid={
            Family.BOOLEAN: "{0} IN (0, 1)",
            Family.DATE: "MONTH({0}) * DAYOFMONTH({0}) > 0",
            Family.MOMENT: "MONTH({0}) * DAYOFMONTH({0}) > 0",
            Family.TIME: "{0} BETWEEN '00:00:00' AND '23:59:59.999999'",
        },
        matches="{0} REGEXP {1}",
        pattern=r"^(?:{})\z",
        end=r"\z",
        as_text="CAST({0} AS CHAR)",
        pads=True,
        comments=Comments.INLINE,
        name_signs=64,
        has_plain_names=True,
        # The collations that servers have of their own take capitals and small letters for one.
        engine=" DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    ),
    Dialect(
        "sqlite",
        # A key that is called INTEGER is made up where it is missing.
        _types("BIGINT|REAL|BOOLEAN|DATE|TIME|TIMESTAMP|BLOB|TEXT"),
        integers=((16, "SMALLINT"), (32, "INT"), (64, "BIGINT")),
        keeps_bits=False,
        keeps_lengths=False,
        has_schemas=False,
        foreign=Foreign.INLINE,
        number="DECIMAL",
        valid={
            Family.INTEGER: "TYPEOF({0}) IN ('integer', 'null')",
            Family.DECIMAL: "TYPEOF({0}) IN ('integer', 'real', 'null')",
            Family.FLOAT: "TYPEOF({0}) IN ('real', 'null')",
            Family.BOOLEAN: "{0} IN (0, 1)",
            Family.DATE: _SQLITE_DAY,
            Family.MOMENT: _SQLITE_MOMENT,
            Family.TIME: _SQLITE_TIME,
        },
        compared={
            Family.MOMENT: "STRFTIME('%Y-%m-%d %H:%M:%f', {0})",
            Family.TIME: "STRFTIME('%H:%M:%f', {0})",
        },
        matches="{0} GLOB {1}",
        rounds_decimals=False,
        as_text="CAST({0} AS TEXT)",
    ),
    Dialect(
        "duckdb",
        _types("BIGINT|DOUBLE|BOOLEAN|DATE|TIME|TIMESTAMP|BLOB|JSON"),
        text="VARCHAR",
        integers=(
            (8, "TINYINT"),
            (16, "SMALLINT"),
            (32, "INTEGER"),
            (64, "BIGINT"),
            (128, "HUGEINT"),
        ),
        uuid="UUID",
        keeps_lengths=False,
        foreign=Foreign.TOLD,
        valid={
            Family.DATE: "ISFINITE({0})",
            Family.MOMENT: "ISFINITE({0})",
            Family.TIME: "{0} < '24:00:00'",
        },
        matches="REGEXP_FULL_MATCH({0}, {1})",
        pattern="{}",
        comments=Comments.APART,
    ),
    Dialect(
        "oracle",
        _types("NUMBER(19)|BINARY_DOUBLE|NUMBER(1)|DATE|VARCHAR2(32)|TIMESTAMP|BLOB|CLOB"),
        text="CLOB",
        sized="VARCHAR2({} CHAR)",
        longest=1_000,
        decimal="NUMBER(38, {})",
        integers=((16, "NUMBER(5)"), (32, "NUMBER(10)"), (64, "NUMBER(19)")),
        keeps_bits=False,
        precise="NUMBER({}, {})",
        room=1_000,
        schema="",
        booleans=BITS,
        number="NUMBER",
        valid={Family.BOOLEAN: "{0} IN (0, 1)", Family.DATE: "{0} = TRUNC({0})"},
        as_text="TO_CHAR({0})",
        comments=Comments.APART,
        name_bytes=128,
        folds_names=False,
    ),
    Dialect(
        "tsql",
        _types("BIGINT|FLOAT|BIT|DATE|TIME|DATETIME2|VARBINARY(MAX)|NVARCHAR(MAX)"),
        # The collations that servers have of their own take capitals and small letters for one.
        text="NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2",
        sized="NVARCHAR({}) COLLATE Latin1_General_100_BIN2",
        longest=4_000,
        integers=((16, "SMALLINT"), (32, "INT"), (64, "BIGINT")),
        unsigned={9: "TINYINT"},
        uuid="UNIQUEIDENTIFIER",
        room=450,
        many_nulls=False,
        length="LEN",
        schema="",
        booleans=BITS,
        as_text="CAST({0} AS NVARCHAR(40))",
        pads=True,
        name_signs=128,
    ),
    Dialect(
        "hive",
        _types("BIGINT|DOUBLE|BOOLEAN|DATE|STRING|TIMESTAMP|BINARY|STRING"),
        integers=((8, "TINYINT"), (16, "SMALLINT"), (32, "INT"), (64, "BIGINT")),
        text="STRING",
        longest=65_535,
        has_keys=False,
        has_checks=False,
        foreign=Foreign.TOLD,
        comments=Comments.INLINE,
        comment_signs=255,
        name_signs=128,
    ),
    Dialect(
        "spark",
        _types("BIGINT|DOUBLE|BOOLEAN|DATE|STRING|TIMESTAMP|BINARY|STRING"),
        integers=((8, "TINYINT"), (16, "SMALLINT"), (32, "INT"), (64, "BIGINT")),
        text="STRING",
        has_keys=False,
        has_checks=False,
        foreign=Foreign.TOLD,
        comments=Comments.INLINE,
    ),
    Dialect(
        "clickhouse",
        _types("Int64|Float64|Bool|Date32|String|DateTime64(6)|String|String"),
        text="String",
        decimal="Decimal(38, {})",
        integers=((8, "Int8"), (16, "Int16"), (32, "Int32"), (64, "Int64"), (128, "Int128")),
        unsigned={9: "UInt8", 17: "UInt16", 33: "UInt32", 65: "UInt64"},
        keeps_bits=False,  # what is too large is counted from the other end
        precise="Decimal({}, {})",
        uuid="UUID",
        length="lengthUTF8",
        keeps_lengths=False,
        has_keys=False,
        foreign=Foreign.TOLD,
        schema="CREATE DATABASE IF NOT EXISTS {};",
        nullable="Nullable({})",
        engine=" ENGINE = MergeTree ORDER BY {}",
        number="Decimal(38, 10)",
        as_text="toString({0})",
        comments=Comments.INLINE,
        folds_names=False,
    ),
)
BY_NAME: Mapping[str, Dialect] = {each.name: each for each in _ALL}
DIALECTS = tuple(BY_NAME)
"""Dialects that a statement is offered in."""
