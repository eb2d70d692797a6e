"""What people say of tables and columns by hand: tags, terms, tags that do not fit, owner, domain.

Which tags a column has in the end is in `effective_tags.py`; where this is kept with its history is
`onedata_resources/store/annotations.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from onedata_assets.domain.refused import RefusedError

Key = tuple[str, ...]
ColumnOf = tuple[Key, str]
"""A column of a table; an empty name means the table itself."""

PII, TERM = "pii", "term"
LEVELS = ("none", "indirect", "direct")
"""How near a value comes to a person, the strictest last."""
_TAG = re.compile(r"[^\s:,;/|#]{1,60}:[^\x00-\x1f\x7f,;|]{1,120}")
MOST = {"owner": 128, "domain": 64, "description": 4000}


class AnnotationError(RefusedError):
    """What was said cannot be; the texts say what to write instead."""


class Kind(StrEnum):
    """What kind of thing is said; of the last three a table or column has one each."""

    TAG = "tag"
    REFUSED = "refused"
    OWNER = "owner"
    DOMAIN = "domain"
    DESCRIPTION = "description"

    @property
    def is_single(self) -> bool:
        """Whether a new one takes the place of the last."""
        return self not in {Kind.TAG, Kind.REFUSED}


@dataclass(frozen=True)
class Annotation:
    """One thing that somebody said of a table or a column, with the reason."""

    on: ColumnOf
    kind: Kind
    value: str
    who: str
    why: str
    at: datetime


def text_of(key: Key) -> str:
    """Return a table's key as text: its parts joined by `/`."""
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in key)


def key_of(text: str) -> Key:
    """Return the key that a text names."""
    return tuple(part.replace("%2F", "/").replace("%25", "%") for part in text.split("/"))


def column_text(column: ColumnOf) -> str:
    """Return a column as people write it, `shop/orders.phone`."""
    key, name = column
    return f"{'/'.join(key)}.{name}" if name else "/".join(key)


def level_of(tag: str) -> str | None:
    """Return the sensitivity that a tag tells of, if it does."""
    kind, _, value = tag.partition(":")
    return value if kind == PII and value in LEVELS else None


def term_of(tag: str) -> str | None:
    """Return the term that a tag names, if it does."""
    kind, _, value = tag.partition(":")
    return value if kind == TERM and value else None


def gives_way(kind: Kind, value: str, new: Kind, new_value: str) -> bool:
    """Return whether something said of a column ends where something new is said of it.

    One owner takes the place of another, one sensitivity that of another, a tag that of its own
    refusal and the other way round; saying the same again takes the place of what was said.
    """
    if kind.is_single or new.is_single:
        return kind is new
    if value == new_value:
        return True
    is_tag = kind is new is Kind.TAG
    return is_tag and level_of(value) is not None and level_of(new_value) is not None


def is_lowering(kind: Kind, value: str, *, is_ended: bool = False) -> bool:
    """Return whether this could show personal data to more people than before.

    That is a level by hand, the end of one, and a refused one; not personal data said to be direct,
    nor a refusal taken back.
    """
    if not value.startswith(f"{PII}:"):
        return False
    if is_ended:
        return kind is Kind.TAG
    return kind is Kind.REFUSED or (kind is Kind.TAG and value != f"{PII}:direct")


def checked(kind: Kind, value: str, why: str, column: str) -> str:
    """Return the value as it is kept.

    Raises:
        AnnotationError: It is no such value, or lacks the reason that it needs.
    """
    value = value.strip()
    if kind in {Kind.TAG, Kind.REFUSED}:
        _require_tag(value)
        if kind is Kind.REFUSED and not column:
            raise AnnotationError(
                "A table is as sensitive as its columns: refuse the tag at the column.",
                "表的标签由列得出：请在相应的列上拒绝该标签。",
            )
        if is_lowering(kind, value) and not why.strip():
            raise AnnotationError(
                "Say why: this decides who sees personal data.",
                "请填写原因：这决定哪些人能看到个人数据。",
            )
        return value
    if not value or len(value) > MOST[kind]:
        raise AnnotationError(
            f"{kind.value} is a text of 1 to {MOST[kind]} signs.",
            f"{kind.value} 应为 1 至 {MOST[kind]} 个字符的文本。",
        )
    return value


def _require_tag(value: str) -> None:
    if not _TAG.fullmatch(value):
        raise AnnotationError(
            f"{value!r} is no tag: write kind:value, as pii:direct or term:customer_phone.",
            f"{value!r} 不是标签：请写成 类别:取值，例如 pii:direct 或 term:客户电话。",
        )
    if value.startswith(f"{PII}:") and level_of(value) is None:
        raise AnnotationError(
            f"{value!r} is no sensitivity: write pii:none, pii:indirect or pii:direct.",
            f"{value!r} 不是敏感级别：请写 pii:none、pii:indirect 或 pii:direct。",
        )
