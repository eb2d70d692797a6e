"""Settings of the steps that join or merge several inputs. Lookups are in `lookups.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.conditions import Condition
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

JOIN_TYPES = {
    "INNER": (False, False),
    "LEFT OUTER": (True, False),
    "RIGHT OUTER": (False, True),
    "FULL OUTER": (True, True),
}
"""Whether rows of the first, and of the second input are kept without a match."""


def _join_type(xml: StepXml, known: set[str]) -> str:
    kind = xml.raw("join_type").upper()
    if kind not in known:
        listed = ", ".join(sorted(known))
        raise SettingsError(
            f"the join type must be one of {listed}, not {kind!r}",
            f"连接类型须为 {listed} 之一，而不是 {kind!r}",
        )
    return kind


def _both(xml: StepXml, first: str, second: str) -> tuple[str, str]:
    names = xml.raw(first), xml.raw(second)
    if not all(names):
        raise SettingsError(
            f"both input steps must be named: {first!r} and {second!r}",
            f"须指定两个输入步骤：{first!r} 和 {second!r}",
        )
    return names


@dataclass(frozen=True)
class MergeJoinSettings:
    """Join two sorted inputs on pairs of keys."""

    steps: tuple[str, str]
    keys: tuple[tuple[str, str], ...]
    join_type: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        first, second = xml.texts("keys_1/key"), xml.texts("keys_2/key")
        if len(first) != len(second):
            raise SettingsError(
                f"the first input has {len(first)} keys and the second {len(second)}",
                f"第一个输入有 {len(first)} 个键，第二个有 {len(second)} 个",
            )
        keys = tuple(zip(first, second, strict=True))
        return cls(_both(xml, "step1", "step2"), keys, _join_type(xml, set(JOIN_TYPES)))

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the two input steps."""
        return self.steps


@dataclass(frozen=True)
class MergeRowsSettings:
    """Compare two sorted inputs of one layout and flag each row."""

    reference: str
    compare: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    flag_field: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        reference, compare = _both(xml, "reference", "compare")
        if not xml.raw("flag_field"):
            raise SettingsError("the flag field is missing", "缺少标志字段")
        keys, values = xml.texts("keys/key"), xml.texts("values/value")
        return cls(reference, compare, keys, values, xml.raw("flag_field"))

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the reference step and the compared one."""
        return self.reference, self.compare


@dataclass(frozen=True)
class JoinRowsSettings:
    """Join every row with every row, where the condition holds."""

    main_step: str
    condition: Condition | None
    inputs_apart = True

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; where the rows would be buffered changes no result."""
        found = [Condition.from_xml(each) for each in xml.items("compare/condition")]
        condition = found[0] if found and not found[0].empty else None
        return cls(xml.raw("main"), condition)


@dataclass(frozen=True)
class MultiwayMergeJoinSettings:
    """Join several sorted inputs; each has its keys."""

    steps: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    join_type: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; the keys of one input stand in one text with commas."""
        steps = tuple(xml.raw(f"step{number}") for number in range(xml.number("number_input", 0)))
        keys = tuple(tuple(text.split(",")) for text in xml.texts("keys/key"))
        if not steps or len(keys) < len(steps) or not all(steps):
            raise SettingsError(
                "every input needs its step and its keys", "每个输入都须指定步骤和键"
            )
        if len({len(each) for each in keys[: len(steps)]}) > 1:
            raise SettingsError("the inputs have different numbers of keys", "各输入的键数量不一致")
        return cls(steps, keys[: len(steps)], _join_type(xml, {"INNER", "FULL OUTER"}))

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the input steps."""
        return self.steps


@dataclass(frozen=True)
class SortedMergeSettings:
    """Merge sorted inputs of one layout into one; names and whether each is ascending."""

    keys: tuple[tuple[str, bool], ...]
    inputs_apart = True

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        fields = xml.items("fields/field")
        return cls(tuple((each.raw("name"), each.flag("ascending")) for each in fields))


@dataclass(frozen=True)
class AppendSettings:
    """All rows of the head, then all rows of the tail."""

    head: str
    tail: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(*_both(xml, "head_name", "tail_name"))

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the head and the tail."""
        return self.head, self.tail


STEPS = {
    "Append": AppendSettings,
    "JoinRows": JoinRowsSettings,
    "MergeJoin": MergeJoinSettings,
    "MergeRows": MergeRowsSettings,
    "MultiwayMergeJoin": MultiwayMergeJoinSettings,
    "SortedMerge": SortedMergeSettings,
}
