"""The tables of what people review before it is in force (`reviewed.py`), and of conformance."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from onedata_resources.store.columns import Exact
from onedata_resources.store.tables import LONG, Record

KIND, NAME, REASON = 32, 300, 500


class DraftRecord(Record):
    """What a scan or a person proposes; `origin` says which of both, and each keeps its own."""

    __tablename__ = "review_drafts"

    kind: Mapped[str] = mapped_column(Exact(KIND), primary_key=True)
    name: Mapped[str] = mapped_column(Exact(NAME), primary_key=True)
    origin: Mapped[str] = mapped_column(Exact(16), primary_key=True)
    content: Mapped[str] = mapped_column(LONG)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Exact(64), default="")
    reason: Mapped[str] = mapped_column(sa.String(REASON), default="")


class PublishedRecord(Record):
    """A version: since when it is in force, or out of force, and by whose word."""

    __tablename__ = "review_versions"

    kind: Mapped[str] = mapped_column(Exact(KIND), primary_key=True)
    name: Mapped[str] = mapped_column(Exact(NAME), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(Exact(16))
    content: Mapped[str] = mapped_column(LONG)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Exact(64), default="")
    reason: Mapped[str] = mapped_column(sa.String(REASON), default="")


class ConformanceRecord(Record):
    """How a table kept its standard when it was last held to it."""

    __tablename__ = "standard_conformance"

    name: Mapped[str] = mapped_column(Exact(NAME), primary_key=True)
    number: Mapped[int]
    at: Mapped[datetime]
    run_id: Mapped[str] = mapped_column(sa.String(64), default="")
    passed: Mapped[bool]
    told: Mapped[dict[str, Any]]
