"""A transformation that is being laid out: its steps, hops and error hops, as Spoon shows them.

The main stream runs from left to right, other steps stand below it, and a note above says what the
transformation is for. Which steps there are is up to the callers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.generate.elements import Pair, element, info, note, step
from onedata_resources.kettle.model import Connection, Transformation
from onedata_resources.kettle.writer import write_transformation
from onedata_resources.kettle.xml import Element

LEFT, TOP = 96, 160
ACROSS, DOWN = 176, 128


@dataclass
class Canvas:
    """The steps and hops that stand so far; `column` is where the next step of the stream goes."""

    steps: list[Element] = field(default_factory=list)
    hops: list[tuple[str, str]] = field(default_factory=list)
    errors: list[Element] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    column: int = 0
    last: str = ""

    def put(self, name: str, kind: str, settings: Iterable[Pair], column: int, row: int) -> str:
        """Place a step; return its name, with a number where it is taken."""
        name = next(
            free
            for free in (name, *(f"{name} {n}" for n in range(2, len(self.names) + 3)))
            if free.lower() not in self.names
        )
        self.names.add(name.lower())
        place = LEFT + column * ACROSS, TOP + row * DOWN
        self.steps.append(step(name, kind, settings, place))
        return name

    def then(self, name: str, kind: str, settings: Iterable[Pair]) -> str:
        """Place the next step of the main stream behind the last one."""
        name = self.put(name, kind, settings, self.column, 0)
        if self.last:
            self.hops.append((self.last, name))
        self.last = name
        self.column += 1
        return name

    def reject(
        self,
        source: str,
        target: str,
        *,
        columns: Mapping[str, str],
        percent: int | None = None,
    ) -> None:
        """Send the rows that `source` cannot handle to `target`.

        `columns` names those that are added: `count`, `descriptions`, `fields` and `codes`. The
        step fails where more than `percent` of its rows go there.
        """
        self.hops.append((source, target))
        self.errors.append(
            element(
                "error",
                [
                    ("source_step", source),
                    ("target_step", target),
                    ("is_enabled", True),
                    ("nr_valuename", columns.get("count")),
                    ("descriptions_valuename", columns.get("descriptions")),
                    ("fields_valuename", columns.get("fields")),
                    ("codes_valuename", columns.get("codes")),
                    ("max_errors", None),
                    ("max_pct_errors", percent),
                    ("min_pct_rows", None),
                ],
            )
        )

    def document(
        self,
        name: str,
        description: str,
        *,
        parameters: Iterable[tuple[str, str]] = (),
        connections: Iterable[Connection] = (),
    ) -> Element:
        """Return the whole transformation."""
        root = etree.Element("transformation")
        root.append(info(name, description, parameters))
        notes = etree.SubElement(root, "notepads")
        if description:
            notes.append(note(description, width=max(self.column * ACROSS - 64, 320)))
        root.extend(_elements(connections))
        order = etree.SubElement(root, "order")
        for source, target in self.hops:
            hop: list[Pair] = [("from", source), ("to", target), ("enabled", True)]
            order.append(element("hop", hop))
        root.extend(self.steps)
        etree.SubElement(root, "step_error_handling").extend(self.errors)
        etree.SubElement(root, "slave-step-copy-partition-distribution")
        root.append(element("slave_transformation", False))
        etree.indent(root)
        for line in root.iter("line"):
            _on_one_line(line)
        return root


def _on_one_line(row: Element) -> None:
    """Take the breaks out of a row that stands in the file: lists of codes have thousands."""
    row.text = None
    for item in row:
        item.tail = None


def _elements(connections: Iterable[Connection]) -> list[Element]:
    """Return the connections as the writer of files makes them."""
    holder = Transformation("", (), (), connections=tuple(connections))
    return list(etree.fromstring(write_transformation(holder)).iterfind("connection"))
