"""Lines without a layout of their own: JSON, `key=value`, W3C's fields, delimited ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

JSON = r"^\s*\{.*\}\s*$"
_PAIR = r'[A-Za-z_][\w.\-/@]*=(?:"(?:[^"\\]|\\.)*"|[^\s"]*)'
KEY_VALUE = rf"^\s*(?:{_PAIR}(?:\s+|,\s*|$)){{3,}}$"
_FIELDS = "#Fields:"
_W3C_PIECE = r'"(?:[^"]|"")*"|\S+'
DELIMITERS = ("\t", "\x01", "|", ";", ",")
_CONSTANT = 0.97
"""So many lines have as many delimiters as most, or they are no delimiters."""
MOST_KEYS = 500
_NUL = r"(?P<before>(?:^|[^\\])(?:\\\\)*)\\u0000"
"""A NUL as JSON writes it, whose backslash is not itself written by the one before."""


def are_json(lines: pl.Series) -> pl.Series:
    """Return which of the lines are JSON objects."""
    import duckdb
    import polars as pl

    frame = pl.DataFrame({"line": lines})
    with duckdb.connect() as connection:
        connection.register("lines", frame.to_arrow())
        found = connection.execute(
            "SELECT coalesce(json_valid(line) AND json_type(line) = 'OBJECT', false) AS v"
            " FROM (SELECT CASE WHEN json_valid(line) THEN line END AS line FROM lines)"
        ).pl()
    return found["v"]


def read_json_lines(lines: pl.Series) -> pl.DataFrame:
    """Return the objects as rows, those within as columns of structures.

    A NUL, where names would end, becomes the sign for what cannot be shown.
    """
    import duckdb
    import polars as pl

    for _ in range(2):  # of two beside each other the first match takes what the second needs
        lines = lines.str.replace_all(_NUL, "${before}\ufffd")
    with duckdb.connect() as connection:
        connection.register("lines", pl.DataFrame({"line": lines}).to_arrow())
        [(structure,)] = connection.execute(
            "SELECT json_group_structure(line::JSON) FROM lines"
        ).fetchall()
        structure = structure.replace(':"UBIGINT"', ':"BIGINT"').replace('["UBIGINT"', '["BIGINT"')
        constant = structure.replace("'", "''")  # DuckDB takes no parameter for a structure
        return connection.execute(
            f"SELECT unnest(json_transform(line, '{constant}')) FROM lines"  # noqa: S608
        ).pl()


def read_pairs(lines: pl.Series) -> pl.DataFrame:
    """Return the values of `key=value` lines as texts, a column for each key as it first comes."""
    import polars as pl

    pairs = (
        pl.DataFrame({"row": range(len(lines)), "pair": lines.str.extract_all(_PAIR)})
        .explode("pair")
        .with_columns(pl.col("pair").str.extract_groups(r"^(?P<key>[^=]+)=(?P<value>.*)$"))
        .unnest("pair")
    )
    keys = pairs["key"].drop_nulls().unique(maintain_order=True).head(MOST_KEYS).to_list()
    quoted = pl.col("value").str.contains('^".*"$')
    plain = pl.col("value").str.slice(1, pl.col("value").str.len_chars() - 2)
    value = pl.when(quoted).then(plain.str.replace_all(r"\"", '"', literal=True))
    return (
        pairs.with_columns(value.otherwise(pl.col("value")).alias("value"))
        .filter(pl.col("key").is_in(keys))
        .pivot("key", index="row", values="value", aggregate_function="first")
        .sort("row")
        .select(
            pl.when(pl.col(key) != "").then(pl.col(key)).alias(key) for key in keys
        )
    )  # fmt: skip


def w3c_fields(lines: pl.Series) -> list[str]:
    """Return the fields that a log of W3C's extended format names; none if it is no such."""
    named = lines.filter(lines.str.starts_with(_FIELDS))
    return [] if named.is_empty() else str(named[-1]).removeprefix(_FIELDS).split()


def read_w3c(lines: pl.Series, fields: list[str]) -> tuple[pl.DataFrame, pl.Series]:
    """Return the rows as texts, and which lines are rows; those with a sign in front are none.

    Date and time are one column as well, which stands first, and which is in UTC.
    """
    import polars as pl

    tokens = lines.str.extract_all(_W3C_PIECE)
    fits = (tokens.list.len() == len(fields)) & ~lines.str.starts_with("#")
    frame = pl.DataFrame(
        [
            tokens.filter(fits).list.get(place).str.strip_chars('"').alias(name)
            for place, name in enumerate(fields)
        ]
    ).with_columns(pl.when(pl.all() != "-").then(pl.all()))
    if {"date", "time"} <= set(fields):
        moment = pl.concat_str(pl.col("date"), pl.lit("T"), pl.col("time"), pl.lit("Z"))
        frame = frame.select(moment.alias("time"), pl.exclude("date", "time"))
    return frame, fits


def delimiter_of(lines: pl.Series, *, least: int) -> str:
    """Return the sign of which nearly all lines have as many, at least so many; empty for none."""
    for sign in DELIMITERS:
        counts = lines.str.count_matches(sign, literal=True)
        usual = int(counts.mode().max() or 0)  # type: ignore[call-overload]
        constant = (counts == usual).sum() >= _CONSTANT * len(lines)
        if constant and usual >= least:
            return sign
    return ""


def read_delimited(lines: pl.Series, delimiter: str) -> tuple[pl.DataFrame, pl.Series, bool]:
    """Return the fields as texts, which lines have them, and whether the first one names them."""
    import polars as pl

    counts = lines.str.count_matches(delimiter, literal=True)
    usual = counts.mode().max()
    fits = counts == usual
    parts = lines.filter(fits).str.split(delimiter)
    first = [str(each).strip() for each in parts[0]]
    named = all(first) and len(set(first)) == len(first)
    named = named and not any(any(sign.isdigit() for sign in each) for each in first)
    has_names = named and not any(
        (parts.list.get(place).str.strip_chars() == name).sum() > 1
        for place, name in enumerate(first)
    )
    names = first if has_names else [f"column{place}" for place in range(len(first))]
    frame = pl.DataFrame(
        [parts.list.get(place).str.strip_chars().alias(name) for place, name in enumerate(names)]
    )
    empty = pl.all().is_in(["", "-"])
    frame = frame.slice(int(has_names)).with_columns(pl.when(~empty).then(pl.all()))
    return frame, fits, has_names
