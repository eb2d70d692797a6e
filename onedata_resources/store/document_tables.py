"""The tables of documents that people keep: metrics, registers, operations. See `documents.py`."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from onedata_resources.store.columns import Exact
from onedata_resources.store.tables import LONG, Record

NAME = 300
KIND = 32


class DocumentRecord(Record):
    """A document as it is now; `content` is JSON."""

    __tablename__ = "documents"

    kind: Mapped[str] = mapped_column(Exact(KIND), primary_key=True)
    name: Mapped[str] = mapped_column(Exact(NAME), primary_key=True)
    project: Mapped[str] = mapped_column(Exact(200))
    number: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Exact(64))
    content: Mapped[str] = mapped_column(LONG)


class DocumentVersionRecord(Record):
    """What a document was like, since when, and who made it so; those of deleted ones stay."""

    __tablename__ = "document_versions"

    kind: Mapped[str] = mapped_column(Exact(KIND), primary_key=True)
    name: Mapped[str] = mapped_column(Exact(NAME), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Exact(64))
    reason: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[str] = mapped_column(LONG)


class ResultRecord(Record):
    """How the last run of an action on a document ended; `content` is JSON."""

    __tablename__ = "document_results"

    kind: Mapped[str] = mapped_column(Exact(KIND), primary_key=True)
    name: Mapped[str] = mapped_column(Exact(NAME), primary_key=True)
    action: Mapped[str] = mapped_column(Exact(80), primary_key=True)
    at: Mapped[datetime]
    run_id: Mapped[str] = mapped_column(sa.String(64))
    actor: Mapped[str] = mapped_column(Exact(64))
    passed: Mapped[bool]
    content: Mapped[str] = mapped_column(LONG)
