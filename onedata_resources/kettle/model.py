"""What a `.ktr` and a `.kjb` say, as frozen objects.

Each object keeps the element it was read from, so settings that are not modelled survive. Reading
is in `reader.py`, writing in `writer.py`, running in `engine/`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from onedata_resources.kettle.xml import Element


@dataclass(frozen=True)
class Parameter:
    """A named parameter and the value it has when none is given."""

    name: str
    default: str = ""
    description: str = ""


@dataclass(frozen=True)
class Connection:
    """A database connection; `password` is as stored (`Encrypted ...`, a variable or plain)."""

    name: str
    type: str
    access: str = "Native"
    server: str = ""
    database: str = ""
    port: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    attributes: tuple[tuple[str, str], ...] = ()
    xml: Element | None = field(default=None, compare=False, repr=False)

    def attribute(self, code: str) -> str:
        """Return the attribute's value, or an empty text."""
        return dict(self.attributes).get(code, "")


@dataclass(frozen=True)
class Hop:
    """Rows of `source` go to `target`."""

    source: str
    target: str
    enabled: bool = True
    xml: Element | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class ErrorHop:
    """Rows that `source` cannot handle go to `target`, with the named columns added."""

    source: str
    target: str
    enabled: bool = True
    count_field: str = ""
    description_field: str = ""
    fields_field: str = ""
    code_field: str = ""
    max_errors: str = ""
    max_percent: str = ""
    min_rows: str = ""
    xml: Element | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Note:
    """A text on the canvas."""

    text: str
    xml: Element | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Step:
    """One step; its own settings are the children of `xml`."""

    name: str
    type: str
    xml: Element = field(compare=False, repr=False)
    description: str = ""
    distribute: bool = True
    copies: str = "1"


@dataclass(frozen=True)
class Transformation:
    """A `.ktr`."""

    name: str
    steps: tuple[Step, ...]
    hops: tuple[Hop, ...]
    error_hops: tuple[ErrorHop, ...] = ()
    connections: tuple[Connection, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    notes: tuple[Note, ...] = ()
    description: str = ""
    filename: str = ""
    single_transaction: bool = False
    xml: Element | None = field(default=None, compare=False, repr=False)

    def step(self, name: str) -> Step:
        """Return the step of that name.

        Raises:
            KeyError: There is none.
        """
        return {step.name: step for step in self.steps}[name]

    def connection(self, name: str) -> Connection | None:
        """Return the connection of that name; names ignore case, as in Kettle."""
        return _named(self.connections, name)


@dataclass(frozen=True)
class Entry:
    """One entry of a job; its own settings are the children of `xml`."""

    name: str
    type: str
    xml: Element = field(compare=False, repr=False)
    copy: int = 0
    parallel: bool = False
    description: str = ""


@dataclass(frozen=True)
class JobHop:
    """`target` follows `source`: always, or when the result equals `evaluation`."""

    source: str
    target: str
    source_copy: int = 0
    target_copy: int = 0
    enabled: bool = True
    evaluation: bool = True
    unconditional: bool = True
    xml: Element | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Job:
    """A `.kjb`."""

    name: str
    entries: tuple[Entry, ...]
    hops: tuple[JobHop, ...]
    connections: tuple[Connection, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    notes: tuple[Note, ...] = ()
    description: str = ""
    filename: str = ""
    xml: Element | None = field(default=None, compare=False, repr=False)

    def connection(self, name: str) -> Connection | None:
        """Return the connection of that name; names ignore case, as in Kettle."""
        return _named(self.connections, name)


def _named(connections: Iterable[Connection], name: str) -> Connection | None:
    return next((each for each in connections if each.name.lower() == name.lower()), None)
