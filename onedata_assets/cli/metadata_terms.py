"""What `onedata metadata terms` does: the glossary listed, decided on, written and read as a file.

The portal's doors are `onedata_portal/api/glossary.py` and `glossary_edits.py`.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from onedata_assets.cli.given_files import bytes_of
from onedata_assets.cli.records import records
from onedata_assets.cli.rows import print_rows
from onedata_assets.cli.say import console, either, text
from onedata_assets.domain.metadata.glossary import TermError, TermState
from onedata_assets.domain.metadata.glossary_changes import (
    Known,
    Newest,
    Next,
    approved,
    newest,
    read_in,
    removed,
)
from onedata_assets.domain.metadata.glossary_files import FileKind, read, written
from onedata_assets.domain.metadata.text_encoding import encoding_of
from onedata_resources.clients.files import replace_file
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.store.audit import Event
from onedata_resources.store.glossary import Glossary, TermVersion

KINDS = {".csv": FileKind.CSV, ".yaml": FileKind.YAML, ".yml": FileKind.YAML}


def list_terms(*, as_json: bool) -> int:
    """Print the terms in use."""
    with records() as (store, _):
        found = Glossary(store).newest()
    rows = []
    for name, each in found.items():
        last = newest(each.number, each.state, each.content)
        if last.state is TermState.REMOVED:
            continue
        term = last.term
        zh, en = term.title_zh or term.title_en, term.title_en or term.title_zh
        rows.append(
            {
                "term": name,
                "title": either(en, zh),
                "state": text(f"terms.{last.state}"),
                "by": each.who,
                "reason": each.why,
            }
        )
    print_rows(rows, "terms" if rows else "tags", as_json=as_json)
    return 0


def show_term(name: str) -> int:
    """Print the versions of a term as JSON, the newest first."""
    with records() as (store, _):
        history = Glossary(store).history(name)
    told = [{**vars(each), "at": each.at.isoformat()} for each in history]
    console.print_json(json.dumps(told, ensure_ascii=False))
    return 0


def decide(name: str, why: str, *, is_removal: bool) -> int:
    """Approve the draft of a term, or take the term out of use."""
    rule = removed if is_removal else approved

    def next_of(known: Known) -> list[Next]:
        return [rule(name, known[name].number if name in known else 0, known)]

    [made] = _make(next_of, "term.remove" if is_removal else "term.approve", name, why)
    state = text(f"terms.{made.state}")
    console.print(text("terms.decided", name=name, version=made.number, state=state))
    return 0


def export_terms(file: str) -> int:
    """Write the terms in use to a file."""
    kind = _kind(file)
    with records() as (store, _):
        known = _known(Glossary(store))
    terms = [each.term for each in known.values() if each.state is not TermState.REMOVED]
    replace_file(Path(file), written(terms, kind).encode())
    console.print(text("terms.written", count=len(terms), file=file), markup=False)
    return 0


def import_terms(file: str, why: str) -> int:
    """Read the terms of a file as drafts, all of them or none.

    Raises:
        BadInputError: The file is none, or a term of it is wrong; nothing was changed.
    """
    kind, data = _kind(file), bytes_of(Path(file))
    with refusals_told(TermError):
        terms = read(encoding_of([data]).decode(data), kind)
    made = _make(lambda known: read_in(terms, known), "terms.import", "", why)
    added = sum(each.number == 1 for each in made)
    told = {"added": added, "changed": len(made) - added, "unchanged": len(terms) - len(made)}
    console.print(text("terms.read", **told))
    return 0


def _kind(file: str) -> FileKind:
    kind = KINDS.get(Path(file).suffix.lower())
    if kind is None:
        raise BadInputError(
            f"{file}: a glossary is a .csv or a .yaml file.",
            f"{file}：术语表应为 .csv 或 .yaml 文件。",
        )
    return kind


def _known(glossary: Glossary) -> Mapping[str, Newest]:
    return {
        name: newest(each.number, each.state, each.content)
        for name, each in glossary.newest().items()
    }


def _make(
    make: Callable[[Known], list[Next]], action: str, name: str, why: str
) -> list[TermVersion]:
    """Keep the versions that `make` returns of the terms that there are, and record who did it."""
    now, who = datetime.now(UTC), getpass.getuser()
    with records() as (store, log):
        glossary = Glossary(store)
        with refusals_told(TermError):
            nexts = make(_known(glossary))
        made = [
            TermVersion(each.term.name, each.number, each.state, each.content, who, why, now)
            for each in nexts
        ]
        glossary.put(*made)
        details = {"terms": [each.name for each in made][:100], "why": why}
        log.write(Event(who, action, "term", name, via="cli", details=details), now)
    return made
