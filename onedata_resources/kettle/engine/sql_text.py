"""SQL scripts cut into statements."""

from __future__ import annotations

_DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite", "oracle": "oracle",
             "mssql": "tsql"}  # fmt: skip


def statements(sql: str, dialect: str = "", *, single: bool = False) -> list[str]:
    """Return the statements of a script; semicolons inside quotes and comments do not split."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    if not sql.strip():
        return []
    if single:
        return [sql]
    try:
        tokens = sqlglot.tokenize(sql, read=_DIALECTS.get(dialect))
    except SqlglotError:
        return [part.strip() for part in sql.split(";") if part.strip()]
    ends = [token.start for token in tokens if token.token_type.name == "SEMICOLON"]
    starts = [0, *(end + 1 for end in ends)]
    parts = [sql[start:end] for start, end in zip(starts, [*ends, len(sql)], strict=True)]
    return [part.strip() for part in parts if _says_something(part)]


def _says_something(part: str) -> bool:
    """Return whether there is more than blanks and comments."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        return bool(sqlglot.tokenize(part))
    except SqlglotError:
        return bool(part.strip())


def without_markers(sql: str) -> str:
    """Return the SQL with NULL in place of question marks outside quotes."""
    parts: list[str] = []
    quote_mark = ""
    for character in sql:
        if quote_mark:
            quote_mark = "" if character == quote_mark else quote_mark
        elif character in "'\"`":
            quote_mark = character
        parts.append("NULL" if character == "?" and not quote_mark else character)
    return "".join(parts)
