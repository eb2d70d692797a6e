"""Documents that people keep, each change a version: metrics, registered tables, operations.

What a content means is in `onedata_assets/domain/metadata`: here it is JSON. What definitions must
know of them without asking a database is in `kept_documents.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onedata_resources.errors import BadInputError
from onedata_resources.store.database import Store
from onedata_resources.store.document_tables import (
    DocumentRecord,
    DocumentVersionRecord,
    ResultRecord,
)
from onedata_resources.store.missing import Missing

DELETED = "deleted"
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """A document as it is now."""

    name: str
    project: str
    number: int
    at: datetime
    actor: str
    content: Content


@dataclass(frozen=True)
class DocumentVersion:
    """What a document was like since `at`, by whom and why."""

    number: int
    at: datetime
    actor: str
    reason: str
    content: Content


@dataclass(frozen=True)
class Result:
    """How the last run of an action on a document ended."""

    action: str
    at: datetime
    run_id: str
    actor: str
    passed: bool
    content: Content


@dataclass(frozen=True)
class Draft:
    """A document to be kept; `number` is the version that its writer saw, 0 for none."""

    name: str
    project: str
    content: Content
    number: int = 0


class StaleError(BadInputError):
    """Somebody changed the document meanwhile, or made one of its name."""

    @classmethod
    def of(cls, name: str) -> Self:
        """Return the error about a document."""
        return cls(
            f"{name} was changed meanwhile: look at what it is now, then change that.",
            f"{name} 已被他人修改：请先查看最新内容再修改。",
        )


class Documents:
    """The documents of one kind in one store."""

    def __init__(self, store: Store, kind: str) -> None:
        self._store = store
        self.kind = kind

    def all(self) -> list[Document]:
        """Return every document, by name."""
        asked = sa.select(DocumentRecord).where(DocumentRecord.kind == self.kind)
        with self._store.transaction() as session:
            return [_document(each) for each in session.scalars(asked.order_by("name"))]

    def get(self, name: str) -> Document:
        """Return a document.

        Raises:
            Missing: There is none of that name.
        """
        with self._store.transaction() as session:
            return _document(self._required(session, name))

    def put(
        self, drafts: Iterable[Draft], now: datetime, *, actor: str, reason: str
    ) -> list[Document]:
        """Keep documents, all or none; what is like the newest version makes no other.

        Raises:
            StaleError: One is not at the version that its writer saw.
        """
        drafts = list(drafts)
        try:
            with self._store.transaction() as session:
                return [self._put(session, each, now, actor, reason) for each in drafts]
        except IntegrityError as error:
            raise StaleError.of(", ".join(each.name for each in drafts[:5])) from error

    def delete(self, name: str, now: datetime, *, actor: str) -> None:
        """Take a document away; its versions stay, and say who took it.

        Raises:
            Missing: There is none of that name.
        """
        with self._store.transaction() as session:
            record = self._required(session, name)
            gone = self._version(record, record.number + 1, now, actor, DELETED)
            session.add(gone)
            session.delete(record)
            session.execute(
                sa.delete(ResultRecord).where(
                    ResultRecord.kind == self.kind, ResultRecord.name == name
                )
            )

    def history(self, name: str) -> list[DocumentVersion]:
        """Return the versions of a document, the newest first."""
        asked = (
            sa.select(DocumentVersionRecord)
            .where(DocumentVersionRecord.kind == self.kind, DocumentVersionRecord.name == name)
            .order_by(DocumentVersionRecord.number.desc())
        )
        with self._store.transaction() as session:
            return [
                DocumentVersion(
                    each.number, each.at, each.actor, each.reason, json.loads(each.content)
                )
                for each in session.scalars(asked)
            ]

    def keep_result(self, name: str, result: Result) -> None:
        """Keep how an action ended, instead of the last run of it."""
        with self._store.transaction() as session:
            session.merge(
                ResultRecord(
                    kind=self.kind,
                    name=name,
                    action=result.action,
                    at=result.at,
                    run_id=result.run_id,
                    actor=result.actor,
                    passed=result.passed,
                    content=_text(result.content),
                )
            )

    def results(self, name: str) -> Sequence[Result]:
        """Return how the last run of each action ended, the newest first."""
        asked = sa.select(ResultRecord).where(
            ResultRecord.kind == self.kind, ResultRecord.name == name
        )
        with self._store.transaction() as session:
            return [
                Result(
                    each.action,
                    each.at,
                    each.run_id,
                    each.actor,
                    each.passed,
                    json.loads(each.content),
                )
                for each in session.scalars(asked.order_by(ResultRecord.at.desc()))
            ]

    def _put(
        self, session: Session, draft: Draft, now: datetime, actor: str, reason: str
    ) -> Document:
        record = session.get(DocumentRecord, (self.kind, draft.name), with_for_update=True)
        if (record.number if record else 0) != draft.number:
            raise StaleError.of(draft.name)
        content = _text(draft.content)
        if record is None:
            record = DocumentRecord(kind=self.kind, name=draft.name, number=0, content="")
            record.number = self._last(session, draft.name)
            session.add(record)
        elif (record.content, record.project) == (content, draft.project):
            return _document(record)
        record.content, record.project = content, draft.project
        record.number, record.at, record.actor = record.number + 1, now, actor
        session.add(self._version(record, record.number, now, actor, reason))
        session.flush()
        return _document(record)

    def _last(self, session: Session, name: str) -> int:
        """Return the number of the last version that ever was of that name."""
        asked = sa.select(sa.func.max(DocumentVersionRecord.number)).where(
            DocumentVersionRecord.kind == self.kind, DocumentVersionRecord.name == name
        )
        return session.scalar(asked) or 0

    def _version(
        self, record: DocumentRecord, number: int, now: datetime, actor: str, reason: str
    ) -> DocumentVersionRecord:
        return DocumentVersionRecord(
            kind=self.kind,
            name=record.name,
            number=number,
            at=now,
            actor=actor,
            reason=reason,
            content=record.content,
        )

    def _required(self, session: Session, name: str) -> DocumentRecord:
        record = session.get(DocumentRecord, (self.kind, name))
        if record is None:
            raise Missing(f"There is nothing named {name!r}.", f"没有名为 {name!r} 的条目。")
        return record


def _document(record: DocumentRecord) -> Document:
    return Document(
        record.name,
        record.project,
        record.number,
        record.at,
        record.actor,
        json.loads(record.content),
    )


def _text(content: Content) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
