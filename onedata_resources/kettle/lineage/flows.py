"""What a step type does to the columns that flow through it: the words that all families use.

Each family of steps has a module beside this one, whose `FLOWS` has one function per type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from onedata_resources.kettle.lineage.columns import Columns, FileRef, Refs, TableRef, merged
from onedata_resources.kettle.settings.files import FileChoice
from onedata_resources.kettle.settings.stepxml import StepXml

NONE: Refs = frozenset()


@dataclass(frozen=True)
class StepView:
    """A step as lineage sees it: its XML, the columns that arrive, its connection and its kind.

    `named` has the columns of the input steps that its settings name, by the name they use, and
    `apart` those of every input, with its step, in the order of the hops.
    """

    xml: StepXml
    columns: Columns
    connection: str = ""
    dialect: str = ""
    named: Mapping[str, Columns] = field(default_factory=dict)
    apart: tuple[tuple[str, Columns], ...] = ()

    def input(self, name: str) -> Columns:
        """Return the columns of a named input step; nothing where no hop leads from it."""
        return self.named.get(name, Columns())


@dataclass(frozen=True)
class Flow:
    """The columns that leave a step, and what it reads and writes.

    `targets` has the columns of next steps that get others than the rest.
    """

    columns: Columns
    reads: frozenset[TableRef] = frozenset()
    writes: tuple[tuple[TableRef, Columns, bool], ...] = ()
    files_read: frozenset[FileRef] = frozenset()
    files_written: frozenset[FileRef] = frozenset()
    rejected: Columns | None = field(default=None)
    targets: Mapping[str, Columns] = field(default_factory=dict)


def passed(settings: Any, view: StepView) -> Flow:  # noqa: ANN401 - any step's settings
    """Return the columns as they came."""
    del settings
    return Flow(view.columns)


def made(settings: Any, view: StepView) -> Flow:  # noqa: ANN401 - several settings with fields
    """Return the columns with fields that come from nowhere."""
    names = [getattr(each, "field", each).name for each in settings.fields]
    return Flow(view.columns.with_columns(dict.fromkeys(names, NONE)))


def united(view: StepView) -> Columns:
    """Return the columns of all inputs together, named ones included."""
    return merged([view.columns, *view.named.values()])


def file_refs(files: tuple[FileChoice, ...]) -> list[FileRef]:
    """Return the files that a step names; a folder with a mask is one of them."""
    joined = (f"{each.name.rstrip('/')}/{each.mask}" if each.mask else each.name for each in files)
    return [FileRef(path) for path in joined]
