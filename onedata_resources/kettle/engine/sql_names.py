"""Names of tables and columns as Kettle writes them into SQL: in quotes only where they need it."""

from __future__ import annotations

import re

from onedata_resources.kettle.connection_options import DatabaseOptions
from onedata_resources.kettle.engine.databases import dialect_of, engine_of

_PLAIN = re.compile(r"[^\W\d][\w$#]*")
_QUOTES = {"mysql": "``", "mssql": "[]"}


def quoted(url: str, name: str, options: DatabaseOptions | None = None) -> str:
    """Return the name, in the database's quotes where it is a reserved word or no plain word."""
    options = options or DatabaseOptions()
    name = name.lower() if options.lower else name.upper() if options.upper else name
    opening, closing = _QUOTES.get(dialect_of(url), '""')
    if opening in name or closing in name:
        return name
    reserved = name.lower() in engine_of(url).dialect.identifier_preparer.reserved_words
    if reserved and not options.keep_reserved_case:
        name = name.lower() if dialect_of(url) == "postgresql" else name.upper()
    if reserved or options.quote_all or not _PLAIN.fullmatch(name):
        return opening + name + closing
    return name


def table_name(url: str, schema: str, table: str, options: DatabaseOptions | None = None) -> str:
    """Return the table as SQL names it, in its schema or in the connection's preferred one."""
    options = options or DatabaseOptions()
    schema = schema.strip() or options.preferred_schema
    names = [schema, table] if schema else [table]
    return ".".join(quoted(url, name, options) for name in names)
