"""YAML documents to rows of typed values. Files and fields are in `steps/plain_documents.py`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from onedata_resources.kettle.engine.document_rows import Values
from onedata_resources.kettle.engine.failures import unreadable
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.plain_documents import YamlInputSettings
from onedata_resources.kettle.values.date_mask import JAVA_DATE_MASK, format_moment
from onedata_resources.kettle.values.dtypes import BIG_NUMBER_SCALE
from onedata_resources.kettle.values.java_blanks import JAVA_BLANKS
from onedata_resources.kettle.values.java_double import java_double
from onedata_resources.kettle.values.types import TEMPORAL, Field, KettleType

K = KettleType
LARGEST = 2**63
_DIGITS = re.compile(r"[+-]?[0-9]+")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[dDfF]?")
_CONTROLS = "".join(map(chr, range(33)))
"""What Java's trim takes off."""


@dataclass(frozen=True)
class YamlRows:
    """Finds the rows of documents."""

    settings: YamlInputSettings

    def of_value(self, text: str | None) -> Iterator[Values]:
        """Yield the rows of a field's value: a document, or the name of a file."""
        if self.settings.source.is_file:
            yield from self.of_file(local_path(text or ""))
        else:
            yield from self._rows(text or "", "the YAML text")

    def of_file(self, path: str) -> Iterator[Values]:
        """Yield the rows of a file.

        Raises:
            StepError: It cannot be read, is no YAML, or a value does not fit its field.
        """
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            raise unreadable(path, error) from error
        if content or not self.settings.source.ignore_empty_file:
            yield from self._rows(content, f"file {path}")

    def _rows(self, content: str | bytes, name: str) -> Iterator[Values]:
        try:
            loaded = list(yaml.load_all(content, Loader=yaml.CSafeLoader))
        except (yaml.YAMLError, ValueError) as error:
            raise StepError(
                f"Unable to read {name} as YAML: {error}", f"无法按 YAML 解析 {name}：{error}"
            ) from error
        yield from self._of_documents(loaded, name)

    def _of_documents(self, loaded: list[Any], name: str) -> Iterator[Values]:
        """Yield the rows of all maps, or of the first list: the last document says which.

        As in Kettle a document of nothing ends a file of maps.
        """
        kind = dict if loaded and isinstance(loaded[-1], dict) else list
        for document in loaded:
            if document is None and kind is dict:
                return
            if not isinstance(document, kind):
                raise StepError(
                    f"A document of {name} is no {'map' if kind is dict else 'list'}.",
                    f"{name} 中有文档不是{'映射' if kind is dict else '列表'}。",
                )
            if isinstance(document, list):
                yield from self._of_list(document, name)
                return
            yield self._of_map(document, document)

    def _of_list(self, document: list[Any], name: str) -> Iterator[Values]:
        """Yield the only map of a list; of several items each one, whole, in the first field."""
        items = [each for each in document if each is not None]
        if len(document) == 1 and items:
            if not isinstance(items[0], dict):
                raise StepError(
                    f"The only item of the list in {name} is no map.",
                    f"{name} 中列表的唯一元素不是映射。",
                )
            yield self._of_map(items[0], document)
            return
        first, *others = self.settings.fields
        for item in items:
            yield (typed_value(item, first.field), *[None] * len(others))

    def _of_map(self, found: dict[Any, Any], document: Any) -> Values:  # noqa: ANN401 - any YAML
        return tuple(
            typed_value(found.get(each.path) if each.path else java_text(document), each.field)
            for each in self.settings.fields
        )


def typed_value(value: Any, field: Field) -> Any:  # noqa: ANN401 - any YAML value
    """Return the value in the field's type.

    Raises:
        StepError: It does not fit.
    """
    if value is None:
        return None
    if isinstance(value, list):
        value = yaml.safe_dump(value, default_flow_style=None, sort_keys=False, allow_unicode=True)
    try:
        return _in_type(value, field)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise StepError(
            f"Couldn't parse field [{field.name}] with value [{value}] as {field.type}",
            f"字段 [{field.name}] 的值 [{value}] 无法按 {field.type} 解析",
        ) from error


def _in_type(value: Any, field: Field) -> Any:  # noqa: ANN401, PLR0911 - one per type
    kind = field.type
    if kind is K.INTEGER:
        return _integer(value)
    if kind is K.NUMBER:
        return _number(value)
    if kind is K.BIG_NUMBER:
        return _big_number(value)
    if kind is K.BOOLEAN:
        if not isinstance(value, bool):
            raise TypeError("no truth value")
        return value
    if kind in TEMPORAL:
        return _moment(value)
    if kind is K.BINARY:
        return value if isinstance(value, bytes) else str(value).encode()
    text = as_text(value)
    if field.trim in {"left", "both"}:
        text = text.lstrip(JAVA_BLANKS)
    return text.rstrip(JAVA_BLANKS) if field.trim in {"right", "both"} else text


def _integer(value: Any) -> int:  # noqa: ANN401 - any YAML value
    if isinstance(value, int) and not isinstance(value, bool):
        return (value + LARGEST) % (2 * LARGEST) - LARGEST
    text = java_text(value)
    if not _DIGITS.fullmatch(text) or not -LARGEST <= int(text) < LARGEST:
        raise ValueError("no whole number")
    return int(text)


def _big_number(value: Any) -> Decimal | None:  # noqa: ANN401 - any YAML value
    """Return the number: of a text none, of a double all that its bits say, as in Kettle."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not math.isfinite(value):
        raise ValueError("no big number")
    return round(Decimal(value), BIG_NUMBER_SCALE)


def _number(value: Any) -> float:  # noqa: ANN401 - any YAML value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError("no number")
    if isinstance(value, str) and not _DOUBLE.fullmatch(value.strip(_CONTROLS)):
        raise ValueError("no number")
    return float(value.strip(_CONTROLS).rstrip("dDfF") if isinstance(value, str) else value)


def _moment(value: Any) -> datetime:  # noqa: ANN401 - any YAML value
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as all dates of a run
    raise TypeError("no moment")


def as_text(value: Any) -> str:  # noqa: ANN401 - any YAML value
    """Return the value as Kettle prints it: maps with their keys and two blanks.

    Raises:
        TypeError: There is a null in a map.
    """
    if value is None:
        raise TypeError("a map holds a null")
    if not isinstance(value, dict) or not value:
        return java_text(value)
    return f"{{{','.join(f'{java_text(key)}:  {as_text(each)}' for key, each in value.items())}}}"


def java_text(value: Any) -> str:  # noqa: ANN401 - any YAML value
    """Return the value as Java's toString has it."""
    if isinstance(value, dict):
        pairs = (f"{java_text(key)}={java_text(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(java_text, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return java_double(value)
    if isinstance(value, date):
        return format_moment(_moment(value), JAVA_DATE_MASK)
    return "null" if value is None else str(value)
