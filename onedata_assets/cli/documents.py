"""What the commands for metrics and registered tables share: list, import, export, history."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from onedata_assets.cli.given_files import bytes_of
from onedata_assets.cli.records import records
from onedata_assets.cli.rows import print_rows
from onedata_assets.cli.say import console, errors, said, text
from onedata_assets.domain.metadata.document_csv import Accepted, CsvForm, Refusal
from onedata_assets.domain.metadata.documents import DocumentError
from onedata_resources.errors import BadInputError, OneDataError, refusals_told
from onedata_resources.settings import value_of
from onedata_resources.store.audit import Event
from onedata_resources.store.database import opened
from onedata_resources.store.documents import Document, Documents, Draft
from onedata_resources.store.kept_documents import keep_for_definitions

Known = Mapping[str, Document]
Judge = Callable[[Known], Callable[[Any], Mapping[str, Any]]]
"""Says, given the documents that there are, what is kept of an item, or raises why it is not."""


@dataclass(frozen=True)
class Command:
    """The commands of one kind of documents."""

    kind: str
    form: CsvForm[Any]
    row: Callable[[Mapping[str, Any]], Mapping[str, object]]
    shown: Sequence[str]
    example: Mapping[str, object]
    judge: Judge
    in_order: Callable[[list[Accepted[Any]], list[Refusal]], list[Accepted[Any]]]
    require_unused: Callable[[str, Known], None]

    def list(self, *, as_json: bool) -> int:
        """Print what there is."""
        with opened(value_of("STORE_URL")) as store:
            rows = [
                {"project": each.project, **self.row(each.content)}
                for each in Documents(store, self.kind).all()
            ]
        print_rows(rows, "documents", as_json=as_json, names=[*self.shown, "project"])
        return 0

    def take(self, file: Path, project: str, *, partly: bool, dry_run: bool) -> int:
        """Keep what a file says; return 1 where it is not kept as lines are refused.

        Raises:
            BadInputError: It is no such file.
        """
        with refusals_told(DocumentError):
            read = self.form.read(bytes_of(file))
        with records() as (store, log):
            documents = Documents(store, self.kind)
            drafts = self._drafts(documents, read.accepted, read.refusals, project)
            for each in sorted(read.refusals, key=lambda one: one.line):
                refused = text("documents.line", line=each.line, said=said(each))
                errors.print(refused, markup=False)
            is_kept = not dry_run and (partly or not read.refusals)
            if is_kept and drafts:
                now, actor = datetime.now(UTC), getpass.getuser()
                kept = documents.put(drafts, now, actor=actor, reason="imported")
                names = [each.name for each in kept][:200]
                done = Event(
                    actor, f"{self.kind}.change", self.kind, file.name, via="cli",
                    details={"names": names, "reason": "imported"},
                )  # fmt: skip
                log.write(done, now)
            if is_kept:
                keep_for_definitions(documents)
        told = "documents.kept" if is_kept else "documents.not_kept"
        refused = len(read.refusals)
        console.print(text(told, count=len(drafts), refused=refused, encoding=read.encoding))
        return int(bool(read.refusals) and not partly)

    def begin(self, file: Path) -> None:
        """Keep what a file has and nobody made yet: what people changed since stays theirs.

        Raises:
            BadInputError: A line cannot be kept.
        """
        read = self.form.read(bytes_of(file))
        with opened(value_of("STORE_URL")) as store:
            documents = Documents(store, self.kind)
            drafts = self._drafts(documents, read.accepted, read.refusals, "")
            if read.refusals:
                first = read.refusals[0]
                raise BadInputError(
                    f"{file}, line {first.line}: {first.en}",
                    f"{file} 第 {first.line} 行：{first.zh}",
                )
            new = [each for each in drafts if not each.number]
            documents.put(new, datetime.now(UTC), actor="demo", reason="created")
            keep_for_definitions(documents)

    def export(self, *, template: bool) -> int:
        """Print everything as CSV, or a file to begin with."""
        if template:
            sys.stdout.write(self.form.write([self.example]))
            return 0
        with opened(value_of("STORE_URL")) as store:
            found = [self.row(each.content) for each in Documents(store, self.kind).all()]
        sys.stdout.write(self.form.write(found))
        return 0

    def history(self, name: str, *, as_json: bool) -> int:
        """Print the versions, the newest first."""
        with opened(value_of("STORE_URL")) as store:
            past = Documents(store, self.kind).history(name)
        rows = [
            {
                "number": each.number,
                "at": each.at,
                "actor": each.actor,
                "reason": each.reason,
                **({"content": dict(each.content)} if as_json else {}),
            }
            for each in past
        ]
        names = ["number", "at", "actor", "reason"]
        print_rows(rows, "documents", as_json=as_json, names=names)
        return 0

    def delete(self, name: str) -> int:
        """Take one away; the audit log knows who did.

        Raises:
            BadInputError: There is none, or others need it.
        """
        with records() as (store, log):
            documents, now = Documents(store, self.kind), datetime.now(UTC)
            actor = getpass.getuser()
            found = documents.get(name)
            with refusals_told(DocumentError):
                self.require_unused(name, {each.name: each for each in documents.all()})
            documents.delete(name, now, actor=actor)
            keep_for_definitions(documents)
            done = Event(actor, f"{self.kind}.delete", self.kind, name, found.project, via="cli")
            log.write(done, now)
        console.print(text("documents.deleted", name=name))
        return 0

    def sync(self) -> int:
        """Leave what the store has where definitions on this machine find it."""
        with opened(value_of("STORE_URL")) as store:
            documents = Documents(store, self.kind)
            keep_for_definitions(documents)
            count = len(documents.all())
        console.print(text("documents.synced", count=count))
        return 0

    def _drafts(
        self,
        documents: Documents,
        accepted: list[Accepted[Any]],
        refusals: list[Refusal],
        project: str,
    ) -> list[Draft]:
        """Return what is new or differs, and add the lines that cannot be kept to the refusals."""
        known = {each.name: each for each in documents.all()}
        content_of, drafts = self.judge(known), []
        for each in self.in_order(accepted, refusals):
            try:
                content = content_of(each.item)
            except (DocumentError, OneDataError) as error:
                refusals.append(Refusal(each.line, "", error.en, error.zh))
                continue
            name = self.form.named(each.item)
            old = known.get(name)
            if old is None or dict(old.content) != dict(content):
                home = project or value_of("ONEDATA_DEFAULT_PROJECT")
                own, number = (old.project, old.number) if old else (home, 0)
                drafts.append(Draft(name, own, content, number))
        return drafts
