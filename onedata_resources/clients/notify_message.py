"""A message to people: what it says in both languages, and how a channel fits it to its limits.

Messages are made by those who push them; alarms are in `onedata_assets/domain/operations`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

LANGUAGES = ("zh", "en")
BOTH = "both"
OPEN_LINK = {"zh": "查看详情", "en": "Open", BOTH: "查看详情 / Open"}
_INVISIBLE = "\u200b"


class Level(StrEnum):
    """How soon a person should look."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Text:
    """One text in both languages."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        """Return the text in a language, or both of them, a line each."""
        if language == BOTH and self.zh != self.en:
            return f"{self.zh}\n{self.en}"
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Receiver:
    """A person who gets messages: `handles` are their names in chats, by the kind of channel.

    `webhook` is an address that the person typed; it is asked through `outbound.py`.
    """

    name: str
    language: str = "zh"
    email: str = ""
    mobile: str = ""
    handles: Mapping[str, str] = field(default_factory=dict)
    webhook: str = ""


@dataclass(frozen=True)
class Message:
    """What is pushed; `data` holds further fields, which only webhooks and files get."""

    title: Text
    body: Text
    level: Level = Level.INFO
    link: str = ""
    kind: str = "notice"
    projects: frozenset[str] = frozenset()
    owners: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """Return the message of an alarm's fields; those that it lacks are empty."""
        whole = str(fields.get("text", dict(fields)))
        first, _, rest = whole.partition("\n")
        title = _text(fields.get("title"), first)
        what, todo = _text(fields.get("what"), rest), _text(fields.get("todo"), "")
        where = ", ".join(map(str, fields.get("where", ())))
        level = str(fields.get("severity", Level.INFO))
        body = Text(*(_lines(getattr(what, at), where, getattr(todo, at)) for at in LANGUAGES))
        return cls(
            title,
            body,
            Level(level) if level in list(Level) else Level.INFO,
            str(fields.get("link", "")),
            str(fields.get("kind", "notice")),
            frozenset(map(str, fields.get("projects", ()))),
            tuple(map(str, fields.get("owners", ()))),
            dict(fields),
        )

    def fields(self) -> dict[str, Any]:
        """Return all that is known, as webhooks and files get it."""
        own = {
            "kind": self.kind,
            "severity": self.level.value,
            "title": {"zh": self.title.zh, "en": self.title.en},
            "body": {"zh": self.body.zh, "en": self.body.en},
            "link": self.link,
            "projects": sorted(self.projects),
            "text": self.plain(BOTH),
        }
        return dict(self.data) or own

    def plain(self, language: str) -> str:
        """Return the whole message as plain text, the link on its last line."""
        if language == BOTH and "text" in self.data:
            return str(self.data["text"])
        return _lines(self.title.said(language), self.body.said(language), self.link)


def fitted(text: str, link: str, size: int) -> str:
    """Return the text within `size` bytes of UTF-8; where it is cut, the link still ends it."""
    if len(text.encode("utf-8", "replace")) <= size:
        return text
    tail = f"\n{link}" if link and len(link.encode()) < size // 2 else ""
    return cut(text.removesuffix(link).rstrip(), size - len(tail.encode())) + tail


def cut(text: str, size: int) -> str:
    """Return the text within `size` bytes of UTF-8, whole characters, marked where it was cut."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= size:
        return text
    return raw[: max(size - 3, 0)].decode("utf-8", "ignore") + "…"


def one_line(text: str) -> str:
    """Return the text as one line without control characters, as headers must be."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def harmless(text: str) -> str:
    """Return the text so that markdown sees neither mentions, nor links, nor images in it.

    Parts of a message are errors and names that anybody may have written.
    """
    text = text.replace("<@", f"<{_INVISIBLE}@").replace("<at", f"<{_INVISIBLE}at")
    return text.replace("](", f"]{_INVISIBLE}(").replace("<font", f"<{_INVISIBLE}font")


def marked(message: Message, language: str, size: int) -> str:
    """Return the message as markdown within `size` bytes: the title bold, the link named."""
    link = _address(message.link)
    tail = f"\n\n[{OPEN_LINK[language]}]({link})" if link else ""
    head = f"**{harmless(one_line(message.title.said(language)))}**\n\n"
    body = harmless(message.body.said(language)).replace("\n", "\n\n")
    return head + cut(body, size - len((head + tail).encode())) + tail


def mentioned(receivers: Sequence[Receiver], kind: str) -> list[str]:
    """Return the names in a chat of those receivers that have one there."""
    return [handle for one in receivers if (handle := one.handles.get(kind))]


def _address(link: str) -> str:
    return "" if any(c in link for c in "() \n<>") else link


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _text(value: object, missing: str) -> Text:
    if isinstance(value, Mapping):
        return Text(str(value.get("zh", missing)), str(value.get("en", missing)))
    said = str(value) if value else missing
    return Text(said, said)
