"""Settings of ClosureGenerator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import StepXml


@dataclass(frozen=True)
class ClosureSettings:
    """A tree by parent and child; `zero_is_root` where the whole number 0 stands for no parent."""

    parent: str
    child: str
    distance: str
    zero_is_root: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            xml.raw("parent_id_field"),
            xml.raw("child_id_field"),
            xml.raw("distance_field"),
            xml.flag("is_root_zero"),
        )


STEPS = {
    "ClosureGenerator": ClosureSettings,
}
