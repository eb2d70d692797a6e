"""Settings of steps that repeat, mark or choose rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.sequences import whole_number
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

_RANGE = re.compile(r"(\d+)(?:\.\.(\d+))?")


@dataclass(frozen=True)
class CloneRowSettings:
    """Each row and its clones; their number is `clones` or in a field."""

    clones: int
    clones_field: str
    flag_field: str
    number_field: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            clones=whole_number(xml, "nrclones", 0),
            clones_field=_named(xml, "nrcloneinfield", xml.raw("nrclonefield")),
            flag_field=_named(xml, "addcloneflag", xml.text("cloneflagfield")),
            number_field=_named(xml, "addclonenum", xml.text("clonenumfield")),
        )


def _named(xml: StepXml, switch: str, name: str) -> str:
    if not xml.flag(switch):
        return ""
    if not name:
        raise SettingsError(f"{switch} needs a field name", f"{switch} 需要字段名")
    return name


@dataclass(frozen=True)
class LastRowSettings:
    """A flag that only the last row has."""

    result: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: No result field.
        """
        if not xml.text("resultfieldname"):
            raise SettingsError("the result field is missing", "缺少结果字段")
        return cls(xml.text("resultfieldname"))


@dataclass(frozen=True)
class SampleRowsSettings:
    """Rows by their numbers, from 1; each range is inclusive."""

    ranges: tuple[tuple[int, int], ...]
    number_field: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; parts that are neither a number nor a range are passed over.

        Raises:
            SettingsError: Ranges overlap, or one ends before it starts.
        """
        parts = [_RANGE.fullmatch(part) for part in xml.text("linesrange").split(",")]
        ranges = sorted((int(m[1]), int(m[2] or m[1])) for m in parts if m)
        ends = [0, *(end for _, end in ranges)]
        if any(a > b or a <= ends[at] for at, (a, b) in enumerate(ranges) if (at or a > b)):
            raise SettingsError(
                "the ranges of rows overlap, or one ends before it starts",
                "行范围相互重叠，或结束值小于起始值",
            )
        return cls(tuple(ranges), xml.text("linenumfield"))


@dataclass(frozen=True)
class ReservoirSettings:
    """A random sample of rows; 0 rows means all."""

    size: int
    seed: int

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        [found, *_] = [*xml.items("reservoir_sampling"), xml]
        return cls(found.number("sample_size", 100), found.number("seed", 1))


STEPS = {
    "CloneRow": CloneRowSettings,
    "DetectLastRow": LastRowSettings,
    "ReservoirSampling": ReservoirSettings,
    "SampleRows": SampleRowsSettings,
}
