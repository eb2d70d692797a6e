"""Settings of steps that tell of the stream or of other steps, or order whole streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

COUNTERS = (
    ("stepnamefield", "name"),
    ("stepidfield", "type"),
    ("steplinesinputfield", "input"),
    ("steplinesoutputfield", "output"),
    ("steplinesreadfield", "read"),
    ("steplinesupdatedfield", "updated"),
    ("steplineswrittentfield", "written"),
    ("steplineserrorsfield", "rejected"),
    ("stepsecondsfield", "seconds"),
)
"""The elements that name a field, in the order of the fields, and what each field holds."""


@dataclass(frozen=True)
class StructureSettings:
    """One row for each field of the stream; `count_field` is added where it is named."""

    count_field: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(xml.raw("rowcountField") if xml.flag("outputRowcount") else "")


@dataclass(frozen=True)
class MeasuredStep:
    """A copy of a step whose counters are wanted."""

    name: str
    copy: int
    required: bool


@dataclass(frozen=True)
class MetricsSettings:
    """The counters of other steps, one row each; `counters` are (field, what it holds)."""

    steps: tuple[MeasuredStep, ...]
    counters: tuple[tuple[str, str], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: No step is named.
        """
        steps = tuple(_measured(each) for each in xml.items("steps/step"))
        if not steps:
            raise SettingsError("no step is named to measure", "没有指定要统计的步骤")
        counters = ((xml.text(path), kind) for path, kind in COUNTERS)
        return cls(steps, tuple((name, kind) for name, kind in counters if name))

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Return the names of the steps that have to be done."""
        return tuple(each.name for each in self.steps)


def _measured(xml: StepXml) -> MeasuredStep:
    copy = xml.raw("copyNr").strip()
    return MeasuredStep(
        xml.raw("name"), int(copy) if copy.isdigit() else 0, xml.raw("stepRequired") == "Y"
    )


@dataclass(frozen=True)
class PrioritySettings:
    """All rows of one input after those of another."""

    steps: tuple[str, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: No step is named.
        """
        steps = tuple(each.raw("name") for each in xml.items("steps/step"))
        if not steps:
            raise SettingsError("no input step is named", "没有指定输入步骤")
        return cls(steps)

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the inputs, the first one's rows first."""
        return self.steps


STEPS = {
    "PrioritizeStreams": PrioritySettings,
    "StepMetastructure": StructureSettings,
    "StepsMetrics": MetricsSettings,
}
