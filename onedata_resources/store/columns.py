"""Kinds of columns that mean the same in SQLite, PostgreSQL and MySQL."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import mysql


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment to the microsecond: UTC in the database, with its zone in Python."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[datetime]:
        """Return the column's type; MySQL's own would drop what is less than a second."""
        kind = mysql.DATETIME(fsp=6) if dialect.name in {"mysql", "mariadb"} else sa.DateTime()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return what is stored.

        Raises:
            ValueError: The moment has no zone.
        """
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the stored moment."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


class Exact(sa.types.TypeDecorator[str]):
    """A text that is the same as another only when every sign is.

    MySQL's usual collations take é for e and A for a, which would let one person be another.
    """

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[str]:
        """Return the column's type."""
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.VARCHAR(self.length, collation="utf8mb4_bin"))
        return dialect.type_descriptor(sa.String(self.length))

    @property
    def length(self) -> int | None:
        """How many signs fit."""
        return self.impl_instance.length  # type: ignore[attr-defined]
