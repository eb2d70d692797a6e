"""The tables of what people say of data: annotations, and the glossary's terms in versions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from onedata_resources.store.columns import Exact
from onedata_resources.store.tables import LONG, Record


class AnnotationRecord(Record):
    """Something said of a table or column; it holds until it is ended, and is kept after that."""

    __tablename__ = "metadata_annotations"

    id: Mapped[int] = mapped_column(primary_key=True)
    asset: Mapped[str] = mapped_column(Exact(500), index=True)
    column: Mapped[str] = mapped_column("column_name", Exact(250))
    kind: Mapped[str] = mapped_column(sa.String(16))
    value: Mapped[str] = mapped_column(LONG)
    who: Mapped[str] = mapped_column(Exact(64))
    why: Mapped[str] = mapped_column(LONG, default="")
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(Exact(64), default="")
    ended_why: Mapped[str] = mapped_column(LONG, default="")


class TermVersionRecord(Record):
    """A version of a term: since when it is so, in which state, and who wrote it."""

    __tablename__ = "glossary_terms"

    name: Mapped[str] = mapped_column(Exact(100), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(sa.String(16))
    content: Mapped[dict[str, Any]]
    who: Mapped[str] = mapped_column(Exact(64))
    why: Mapped[str] = mapped_column(LONG, default="")
    at: Mapped[datetime]
