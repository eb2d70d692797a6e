"""What a Kettle connection says about names, types and sessions, beside its address.

The address itself is in `connections.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onedata_resources.kettle.model import Connection
from onedata_resources.kettle.variables import expand


@dataclass(frozen=True)
class DatabaseOptions:
    """How names are written and values are bound.

    The defaults are those of a connection that is given by its URL; a Kettle connection without
    the attribute binds booleans as the texts Y and N.
    """

    quote_all: bool = False
    lower: bool = False
    upper: bool = False
    keep_reserved_case: bool = True
    preferred_schema: str = ""
    booleans: bool = True
    timestamps: bool = False
    connect_sql: str = ""


def options_of(connection: Connection, variables: Mapping[str, str]) -> DatabaseOptions:
    """Return the options that the connection's attributes give."""

    def flag(code: str) -> bool:
        return connection.attribute(code).strip().upper() == "Y"

    return DatabaseOptions(
        quote_all=flag("QUOTE_ALL_FIELDS"),
        lower=flag("FORCE_IDENTIFIERS_TO_LOWERCASE"),
        upper=flag("FORCE_IDENTIFIERS_TO_UPPERCASE"),
        keep_reserved_case=connection.attribute("PRESERVE_RESERVED_WORD_CASE").upper() != "N",
        preferred_schema=expand(connection.attribute("PREFERRED_SCHEMA_NAME"), variables).strip(),
        booleans=flag("SUPPORTS_BOOLEAN_DATA_TYPE"),
        timestamps=flag("SUPPORTS_TIMESTAMP_DATA_TYPE"),
        connect_sql=expand(connection.attribute("SQL_CONNECT"), variables),
    )
