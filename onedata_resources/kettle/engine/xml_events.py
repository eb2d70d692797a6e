"""The events of an XML document as rows, as a StAX reader gives them, in constant memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.engine.xml_documents import declares_entities, not_xml
from onedata_resources.kettle.settings.xml_tools import XmlStreamSettings
from onedata_resources.kettle.values.java_blanks import JAVA_BLANKS

CHUNK = 64 * 1024
DEEPEST = 1000
"""Elements within each other; Kettle has the same limit."""
_EMPTY = re.compile(rb"""<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*/>""")
"""An element that is no more than its tag, from the tag's beginning."""
KINDS = {
    1: "START_ELEMENT", 2: "END_ELEMENT", 4: "CHARACTERS", 7: "START_DOCUMENT",
    8: "END_DOCUMENT", 10: "ATTRIBUTE", 12: "CDATA", 13: "NAMESPACE",
}  # fmt: skip
Row = tuple[Any, ...]
"""What is told of one event, in the order of `TOLD`."""
TOLD: tuple[str, ...] = (
    "filename", "row", "type", "kind", "line", "column", "id", "parent_id", "level", "path",
    "parent_path", "name", "value",
)  # fmt: skip


@dataclass
class XmlEvents:
    """Reads one document; `seen` counts its events, told of or not.

    It is `full` once the row limit is reached, which Kettle looks at only where it asks for the
    next event: behind the last attribute of an element, and not behind the end of one.
    """

    settings: XmlStreamSettings
    filename: str | None
    seen: int = 0
    rows: list[Row] = field(default_factory=list)
    number: int = 0
    last_id: int = 0
    names: list[str] = field(default_factory=lambda: [""])
    paths: list[str] = field(default_factory=lambda: [""])
    ids: list[int] = field(default_factory=lambda: [0])
    text: list[str] = field(default_factory=list)
    text_kind: int = 4
    text_at: tuple[int, int] = (1, 1)
    opened_at: tuple[int, int] = (1, 1)
    bare: bool = False
    full: bool = False

    def of_file(self, path: Path) -> Iterator[Row]:
        """Yield the rows of the file.

        Raises:
            StepError: It cannot be read, is no XML, or declares entities.
        """
        try:
            decoder = _decoder(self.settings.encoding)
            with path.open("rb") as file:
                texts = (decoder.decode(chunk) for chunk in iter(lambda: file.read(CHUNK), b""))
                yield from self._parsed(texts, f"file {path}")
        except (OSError, LookupError, UnicodeDecodeError) as error:
            raise StepError(
                f"File [{path}] cannot be read: {error}", f"文件 [{path}] 无法读取：{error}"
            ) from error

    def of_text(self, text: str) -> Iterator[Row]:
        """Yield the rows of a text."""
        yield from self._parsed([text], "the XML text")

    def _parsed(self, texts: Iterable[str], name: str) -> Iterator[Row]:
        parser = expat.ParserCreate("utf-8")
        parser.ordered_attributes = True
        parser.StartElementHandler = lambda tag, pairs: self._start(parser, tag, pairs)
        parser.EndElementHandler = lambda tag: self._end(parser, tag)
        parser.CharacterDataHandler = lambda text: self._text(parser, text)
        parser.StartCdataSectionHandler = lambda: self._section(parser, 12)
        parser.EndCdataSectionHandler = lambda: self._section(parser, 4)
        parser.CommentHandler = lambda _: self._passed_over(parser)
        parser.ProcessingInstructionHandler = lambda *_: self._passed_over(parser)
        parser.StartDoctypeDeclHandler = lambda *_: self._passed_over(parser)
        parser.EntityDeclHandler = lambda *_: _refuse(name)
        try:
            self._event(parser, 7)
            for text in texts:
                parser.Parse(text.removeprefix("\ufeff").encode("utf-8", "replace"), False)
                yield from self._taken()
            parser.Parse(b"", True)
            self._event(parser, 8)
        except _FullError:
            self.full = True
        except expat.ExpatError as error:
            raise not_xml(name, str(error)) from error
        yield from self._taken()

    def _taken(self) -> list[Row]:
        taken, self.rows = self.rows, []
        return taken

    def _event(
        self,
        parser: Any,  # noqa: ANN401 - expat's own
        kind: int,
        name: str | None = None,
        value: str | None = None,
        *,
        at: tuple[int, int] | None = None,
        last: bool = True,
    ) -> None:
        """Add a row for an event, or for one of its attributes; `last` tells if the limit counts.

        Raises:
            _FullError: These were enough rows.
        """
        level = len(self.names) - 1
        self.number += 1
        self.seen += kind not in {10, 13}
        if self.number > self.settings.skip:
            line, column = at or _place(parser)
            self.rows.append(
                (
                    self.filename, self.number, kind, KINDS[kind], line, column,
                    self.ids[-1], self.ids[-2] if level else None, level,
                    self.paths[-1], self.paths[-2] if level else None,
                    name, value,
                )
            )  # fmt: skip
        if last and 0 < self.settings.limit <= self.number:
            raise _FullError

    def _name(self, tag: str) -> str:
        return tag if self.settings.namespaces else tag.rpartition(":")[2]

    def _start(self, parser: Any, tag: str, pairs: Any) -> None:  # noqa: ANN401 - expat's own
        self._flush(parser)
        if len(self.names) > DEEPEST:
            raise StepError(
                f"There are more than {DEEPEST} elements within each other.",
                f"元素嵌套超过 {DEEPEST} 层。",
            )
        name = self._name(tag)
        self.opened_at = _place(parser)
        self.bare = (
            self.settings.tells_places and _EMPTY.match(parser.GetInputContext()) is not None
        )
        self.last_id += 1
        self.ids.append(self.last_id)
        self.names.append(name)
        self.paths.append(f"{self.paths[-1]}/{name}")
        attributes = list(zip(pairs[::2], pairs[1::2], strict=True))
        declared = [each for each in attributes if each[0].split(":")[0] == "xmlns"]
        told: list[tuple[int, str, str | None]] = [(1, name, None)]
        if self.settings.namespaces:
            told += [(13, key.partition(":")[2], value) for key, value in declared]
        told += [(10, self._name(key), value) for key, value in attributes
                 if (key, value) not in declared]  # fmt: skip
        for number, (kind, key, value) in enumerate(told, 1):
            self._event(parser, kind, name=key, value=value, last=number == len(told))

    def _end(self, parser: Any, tag: str) -> None:  # noqa: ANN401 - expat's own
        self._flush(parser)
        at = self.opened_at if self.bare else None  # as StAX, which has one place for both
        self.bare = False
        self._event(parser, 2, name=self._name(tag), at=at, last=False)
        self.names.pop()
        self.paths.pop()
        self.ids.pop()

    def _section(self, parser: Any, kind: int) -> None:  # noqa: ANN401 - expat's own
        self._flush(parser)
        self.text_kind = kind

    def _text(self, parser: Any, text: str) -> None:  # noqa: ANN401 - expat's own
        if not self.text:
            self.text_at = _place(parser)
        self.text.append(text)

    def _passed_over(self, parser: Any) -> None:  # noqa: ANN401 - expat's own
        """Count an event that no row is made of."""
        self._flush(parser)
        self.seen += 1

    def _flush(self, parser: Any) -> None:  # noqa: ANN401 - expat's own
        """Add a row for the text before, unless nothing is left of it or it is not asked for."""
        if not self.text:
            return
        text = "".join(self.text)
        self.text.clear()
        shown = text.strip(JAVA_BLANKS) if self.settings.trim else text
        if shown and self.settings.tells_values:
            name = self.names[-1] or None
            self._event(parser, self.text_kind, name=name, value=shown, at=self.text_at)
        else:
            self.seen += 1


class _FullError(Exception):
    """The document has given as many rows as are wanted."""


def _place(parser: Any) -> tuple[int, int]:  # noqa: ANN401 - expat's own
    return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    """Return the decoder; as in Kettle only UTF-8 has to be right."""
    info = codecs.lookup(encoding)
    return codecs.getincrementaldecoder(encoding)("strict" if info.name == "utf-8" else "replace")


def _refuse(name: str) -> None:
    raise declares_entities(name)
