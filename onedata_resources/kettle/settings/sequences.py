"""Settings of steps that number, classify and sum up rows one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

_WHOLE = re.compile(r"[+-]?\d+")


def whole_number(xml: StepXml, path: str, default: int) -> int:
    """Return the whole number at the path, or the default where there is none."""
    text = xml.text(path).strip()
    return int(text) if _WHOLE.fullmatch(text) else default


@dataclass(frozen=True)
class Counter:
    """A counter of the transformation; it starts again once it passes `maximum`."""

    name: str
    start: int
    increment: int
    maximum: int


@dataclass(frozen=True)
class SequenceSettings:
    """A number per row, from a counter or from a sequence of a database."""

    field: str
    counter: Counter | None
    connection: str
    schema: str
    sequence: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: Neither a counter nor a database is chosen, or a number is no number.
        """
        from_database = xml.flag("use_database")
        if not from_database and not xml.flag("use_counter"):
            raise SettingsError(
                "choose a counter or a database sequence", "请选择计数器或数据库序列"
            )
        return cls(
            field=xml.raw("valuename"),
            counter=None if from_database else _counter(xml),
            connection=xml.text("connection"),
            schema=xml.text("schema"),
            sequence=xml.text("seqname"),
        )


def _counter(xml: StepXml) -> Counter:
    numbers = []
    for path in ("start_at", "increment_by", "max_value"):
        text = xml.text(path)
        if not _WHOLE.fullmatch(text):
            raise SettingsError(
                f"setting {path!r} of the counter must be a whole number, not {text!r}",
                f"计数器设置 {path!r} 须为整数，而不是 {text!r}",
            )
        numbers.append(int(text))
    name = xml.raw("counter_name") or xml.raw("valuename")
    return Counter(name, *numbers)


@dataclass(frozen=True)
class ChangeSettings:
    """A number per row that starts again where one of the fields changes."""

    fields: tuple[str, ...]
    result: str
    start: int
    increment: int

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            fields=tuple(each.raw("name") for each in xml.items("fields/field")),
            result=xml.raw("resultfieldName"),
            start=whole_number(xml, "start", 1),
            increment=whole_number(xml, "increment", 1),
        )


@dataclass(frozen=True)
class RangeRule:
    """A text for the numbers from `lower` up to but not including `upper`."""

    lower: float
    upper: float
    text: str


@dataclass(frozen=True)
class NumberRangeSettings:
    """A text per range that a number is in."""

    field: str
    result: str
    fallback: str
    rules: tuple[RangeRule, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        rules = tuple(
            RangeRule(_bound(each, "lower_bound"), _bound(each, "upper_bound"), each.raw("value"))
            for each in xml.items("rules/rule")
        )
        return cls(xml.raw("inputField"), xml.raw("outputField"), xml.raw("fallBackValue"), rules)


def _bound(xml: StepXml, path: str) -> float:
    text = xml.raw(path).strip()
    try:
        return float(text)
    except ValueError:
        raise SettingsError(
            f"setting {path!r} of a range must be a number, not {text!r}",
            f"区间设置 {path!r} 须为数值，而不是 {text!r}",
        ) from None


CHECKSUMS = frozenset({"CRC32", "ADLER32", "MD5", "SHA-1", "SHA-256"})


@dataclass(frozen=True)
class CheckSumSettings:
    """A checksum of the texts of fields; all fields where none is named.

    `shown` is string (bytes as decimals), hexadecimal or binary. `lossy` hexadecimal is that of
    old versions, which read the bytes as UTF-8; `nulls_as_text` takes null for the word.
    """

    kind: str
    fields: tuple[str, ...]
    result: str
    shown: str
    lossy: bool
    nulls_as_text: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; the elements that old files lack mean old behaviour.

        Raises:
            SettingsError: An unknown checksum, no result field, or SHA-256 in old hexadecimal.
        """
        kind = xml.raw("checksumtype", "CRC32")
        if kind not in CHECKSUMS:
            raise SettingsError(f"the checksum {kind!r} is unknown", f"未知的校验和类型 {kind!r}")
        if not xml.raw("resultfieldName"):
            raise SettingsError("the result field is missing", "缺少结果字段")
        lossy = not xml.has("compatibilityMode") or _yes(xml.raw("compatibilityMode"))
        if lossy and kind == "SHA-256":
            raise SettingsError(
                "SHA-256 does not work in compatibility mode; switch that off",
                "SHA-256 不支持兼容模式；请关闭兼容模式",
            )
        shown = xml.raw("resultType").lower()
        return cls(
            kind=kind,
            fields=tuple(each.raw("name") for each in xml.items("fields/field")),
            result=xml.text("resultfieldName"),
            shown={"hexadecimal": "hexadecimal", "binay": "binary"}.get(shown, "string"),
            lossy=lossy,
            nulls_as_text=not xml.has("oldChecksumBehaviour")
            or _yes(xml.raw("oldChecksumBehaviour")),
        )


def _yes(text: str) -> bool:
    return text.lower() in {"y", "true"}


STEPS = {
    "CheckSum": CheckSumSettings,
    "FieldsChangeSequence": ChangeSettings,
    "NumberRange": NumberRangeSettings,
    "Sequence": SequenceSettings,
}
