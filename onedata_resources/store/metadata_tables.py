"""The tables of what is known of sources; the other tables of the store are in `tables.py`."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from onedata_resources.store.columns import Exact
from onedata_resources.store.tables import HASH, LONG, Record

PACKED = sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")
"""Bytes of any length: MySQL's own end at 64 KiB."""


class SourceRecord(Record):
    """A source that was scanned, and how the last scan ended: `error` is empty if it went well.

    `findings` is the digest of what was found out of it last; the same, of a version, is what was
    found out when it was made. Breaking changes up to the version `accepted` wait for nobody; 0
    is the first one.
    """

    __tablename__ = "metadata_sources"

    name: Mapped[str] = mapped_column(Exact(200), primary_key=True)
    tried_at: Mapped[datetime]
    scanned_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(LONG, default="")
    rows: Mapped[dict[str, Any]] = mapped_column("row_counts", default=dict)
    findings: Mapped[str] = mapped_column(Exact(HASH), default="")
    accepted: Mapped[int] = mapped_column(default=0, server_default="0")


class ContentRecord(Record):
    """What a source was like, or what was found out of it: once, however many versions say so."""

    __tablename__ = "metadata_contents"

    digest: Mapped[str] = mapped_column(Exact(HASH), primary_key=True)
    packed: Mapped[bytes] = mapped_column(PACKED)


class SourceVersionRecord(Record):
    """A version of a source: since when it was like that, and who or what said so."""

    __tablename__ = "metadata_versions"

    source: Mapped[str] = mapped_column(
        Exact(200), sa.ForeignKey("metadata_sources.name"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(Exact(HASH), sa.ForeignKey("metadata_contents.digest"))
    findings: Mapped[str] = mapped_column(Exact(HASH), default="")
    essence: Mapped[str] = mapped_column(Exact(HASH), default="")
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    actor: Mapped[str] = mapped_column(Exact(64), default="")


class KeyMeasureRecord(Record):
    """How a reference between tables held at a moment; `reference` is the digest of its text."""

    __tablename__ = "metadata_key_measures"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(Exact(HASH), index=True)
    told: Mapped[str] = mapped_column(LONG)
    at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
