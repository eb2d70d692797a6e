"""YAML documents to rows of typed values. Files and fields are in `steps/plain_documents.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from onedata_resources.kettle.engine.document_rows import Values
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.plain_documents import YamlInputSettings
from onedata_resources.kettle.values.java_double import java_double
from onedata_resources.kettle.values.types import TEMPORAL, Field, KettleType

K = KettleType
LARGEST = 2**63


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
            raise StepError(
                f"File [{path}] cannot be read: {error}", f"文件 [{path}] 无法读取"
            ) from error
        if content or not self.settings.source.ignore_empty_file:
            yield from self._rows(content, f"file {path}")

    def _rows(self, content: str | bytes, name: str) -> Iterator[Values]:
        try:
            loaded = list(yaml.load_all(content, Loader=yaml.CSafeLoader))
        except (yaml.YAMLError, ValueError) as error:
            raise StepError(
                f"Unable to read {name} as YAML: {error}", f"无法按 YAML 解析 {name}：{error}"
            ) from error
        for document in loaded:
            if isinstance(document, dict):
                yield self._of_map(document, document)
            elif isinstance(document, list):
                yield from self._of_list(document)
            elif document is not None:
                raise StepError(
                    f"A document of {name} is neither a map nor a list.",
                    f"{name} 中有文档既不是映射也不是列表。",
                )

    def _of_list(self, document: list[Any]) -> Iterator[Values]:
        """Yield the only map of a list; of several items each one, whole, in the first field."""
        if len(document) == 1 and isinstance(document[0], dict):
            yield self._of_map(document[0], document)
            return
        first, *others = self.settings.fields
        for item in document:
            yield (typed_value(item, first.field), *[None] * len(others))

    def _of_map(self, found: dict[Any, Any], document: Any) -> Values:  # noqa: ANN401 - any YAML
        return tuple(
            typed_value(found.get(each.path) if each.path else document, each.field)
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
        number = value if isinstance(value, int) else int(str(value))
        return (number + LARGEST) % (2 * LARGEST) - LARGEST
    if kind is K.NUMBER:
        return float(value)
    if kind is K.BIG_NUMBER:
        return Decimal(str(value))
    if kind is K.BOOLEAN:
        if not isinstance(value, bool):
            raise TypeError("no truth value")
        return value
    if kind in TEMPORAL:
        return _moment(value)
    if kind is K.BINARY:
        return value if isinstance(value, bytes) else str(value).encode()
    text = as_text(value)
    trims = {"left": text.lstrip, "right": text.rstrip, "both": text.strip}
    return trims[field.trim]() if field.trim in trims else text


def _moment(value: Any) -> datetime:  # noqa: ANN401 - any YAML value
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as all dates of a run
    raise TypeError("no moment")


def as_text(value: Any) -> str:  # noqa: ANN401 - any YAML value
    """Return the value as Kettle prints it; maps with their keys and two blanks."""
    if isinstance(value, dict):
        pairs = ",".join(f"{as_text(key)}:  {as_text(each)}" for key, each in value.items())
        return f"{{{pairs}}}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return java_double(value)
    if isinstance(value, list):
        return f"[{', '.join(map(as_text, value))}]"
    return "null" if value is None else str(value)
