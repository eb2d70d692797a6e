"""Documents of one kind as somebody: which they see and may change, and the record of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, Request

from onedata_assets.domain.metadata.document_csv import Accepted, CsvForm, Refusal
from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.document_models import (
    DocumentVersionItem,
    DocumentVersionList,
    FileAnswer,
    FileBody,
    line_refusal,
)
from onedata_portal.api.errors import NotFoundError
from onedata_portal.api.reloading import Reloads
from onedata_portal.api.services import TheServices
from onedata_portal.api.tagging import TheTags
from onedata_portal.api.within import Asker, Within
from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.store.documents import Document, Documents, Draft
from onedata_resources.store.kept_documents import keep_for_definitions

MOST_TOLD = 200
"""Names in an answer about a file, and in the record of it."""


class Book:
    """The documents of one kind, as one person."""

    def __init__(self, asker: Within, kind: str, *, en: str, zh: str) -> None:
        self.asker, self.kind, self._en, self._zh = asker, kind, en, zh
        self.documents = Documents(asker.portal.store, kind)

    @property
    def default_project(self) -> str:
        """Return the project of what names none."""
        return self.asker.portal.identities.default_project

    def visible(self) -> list[Document]:
        """Return those that the person sees, by name."""
        may = self.asker.may
        return [each for each in self.documents.all() if may(Action.VIEW, each.project)]

    def get(self, name: str) -> Document:
        """Return one that the person sees.

        Raises:
            NotFoundError: There is none, or they do not see it.
        """
        found = next((each for each in self.documents.all() if each.name == name), None)
        if found is None or not self.asker.may(Action.VIEW, found.project):
            raise NotFoundError.of(self._en, self._zh)
        return found

    def mine(self, name: str) -> Document:
        """Return one that the person may change.

        Raises:
            NotFoundError: There is none, or they do not see it.
            ForbiddenError: They see it, and may not change it.
        """
        found = self.get(name)
        self.asker.require_in(found.project, Action.LAUNCH)
        return found

    def put(self, drafts: Sequence[Draft], reason: str) -> list[Document]:
        """Keep documents, and record it.

        Raises:
            StaleError: One was changed meanwhile.
        """
        now = self.asker.portal.clock()
        kept = self.documents.put(drafts, now, actor=self.asker.person.name, reason=reason)
        for each in kept[:MOST_TOLD]:
            details = {"version": each.number, "reason": reason}
            self._did("change", each, details)
        keep_for_definitions(self.documents)
        return kept

    def delete(self, document: Document) -> None:
        """Take one away, and record it."""
        self.documents.delete(
            document.name, self.asker.portal.clock(), actor=self.asker.person.name
        )
        self._did("delete", document, {"version": document.number})
        keep_for_definitions(self.documents)

    def history(self, name: str) -> DocumentVersionList:
        """Return the versions of one, the newest first."""
        past = self.documents.history(name)
        before: list[Mapping[str, Any]] = [each.content for each in past[1:]] + [{}]
        return DocumentVersionList(
            items=[
                DocumentVersionItem(
                    number=each.number,
                    at=each.at,
                    actor=each.actor,
                    reason=each.reason,
                    fields=_differing(_written(each.content), _written(last)),
                    content=_written(each.content),
                )
                for each, last in zip(past, before, strict=True)
            ]
        )

    def version(self, name: str, number: int) -> dict[str, Any]:
        """Return what one was like in a version.

        Raises:
            NotFoundError: It has no such version.
        """
        for each in self.documents.history(name):
            if each.number == number:
                return _written(each.content)
        raise NotFoundError.of("version", "版本")

    def _did(self, action: str, document: Document, details: Mapping[str, object]) -> None:
        self.asker.did(
            f"{self.kind}.{action}",
            self.kind,
            document.name,
            project=document.project,
            details=details,
        )


class Desk:
    """What a route that changes documents takes beside them: Dagster, and what comes after."""

    def __init__(
        self,
        request: Request,
        background: BackgroundTasks,
        services: TheServices,
        tags: TheTags,
        asker: Asker,
    ) -> None:
        self.services, self.tags, self.asker = services, tags, asker
        self._reloads: Reloads = request.app.state.reloads
        self._background = background

    def reload(self) -> None:
        """Load the definitions again once the answer is sent."""
        viewer = self.asker.known.viewer
        self._background.add_task(self._reloads.after_change, self.services, viewer)

    async def reload_now(self) -> None:
        """Load the definitions again, where they lag behind what a command has kept."""
        await self._reloads.after_change(self.services, self.asker.known.viewer)


TheDesk = Annotated[Desk, Depends()]


def told(error: DocumentError) -> BadInputError:
    """Return the fault of a document as the API answers it."""
    return BadInputError(error.en, error.zh)


def read_file(form: CsvForm[Any], body: FileBody) -> tuple[str, list[Accepted[Any]], list[Refusal]]:
    """Return the encoding of a file, what it says, and its refused lines.

    Raises:
        BadInputError: It is no such file.
    """
    try:
        found = form.read(body.data())
    except DocumentError as error:
        raise told(error) from error
    return found.encoding, found.accepted, found.refusals


class Import:
    """The lines of one file, each kept or refused."""

    def __init__(
        self,
        book: Book,
        body: FileBody,
        known: Mapping[str, Document],
        refusals: Sequence[Refusal],
    ) -> None:
        self.book, self.body, self.known = book, body, known
        self.drafts: list[Draft] = []
        self.unchanged = 0
        self.refusals = list(refusals)

    def may(self, line: int, name: str, project: str) -> bool:
        """Return whether the person may keep a line; where not, it is refused."""
        project = self.known[name].project if name in self.known else project
        if self.book.asker.may(Action.LAUNCH, project):
            return True
        en = f"You may not change {name}, which is of another project."
        self.refusals.append(Refusal(line, "", en, f"您不能修改其他项目组的 {name}。"))
        return False

    def refuse(self, line: int, error: OneDataError | DocumentError) -> None:
        """Refuse a line for a reason."""
        self.refusals.append(Refusal(line, getattr(error, "field", ""), error.en, error.zh))

    def take(self, name: str, project: str, content: Mapping[str, Any]) -> None:
        """Take what a line says."""
        old = self.known.get(name)
        if old and dict(old.content) == dict(content):
            self.unchanged += 1
            return
        number = old.number if old else 0
        self.drafts.append(Draft(name, old.project if old else project, content, number))

    def answer(self, encoding: str) -> tuple[FileAnswer, bool]:
        """Return what is answered, and keep the lines where that is asked for and allowed."""
        wanted = self.body.apply and (self.body.partly or not self.refusals)
        if wanted and self.drafts:
            self.book.put(self.drafts, "imported")
        created = [each.name for each in self.drafts if each.name not in self.known]
        changed = [each.name for each in self.drafts if each.name in self.known]
        answer = FileAnswer(
            encoding=encoding,
            created=created[:MOST_TOLD],
            changed=changed[:MOST_TOLD],
            unchanged=self.unchanged,
            refusals=[
                line_refusal(each) for each in sorted(self.refusals, key=lambda one: one.line)
            ],
            applied=wanted,
        )
        return answer, wanted and bool(self.drafts)


def _written(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a person wrote of a content, without what was found out."""
    return dict(content.get("metric", content))


def _differing(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[str]:
    return [name for name, value in new.items() if old.get(name) != value] if old else []
