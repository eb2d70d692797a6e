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
