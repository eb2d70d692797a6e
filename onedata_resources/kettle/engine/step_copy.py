"""One copy of one step, while a run is built."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from onedata_resources.kettle.engine.registry import StepType
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Stream


@dataclass
class StepCopy:
    """One copy of one step: its settings, its scope, and the streams that reach it."""

    type: StepType
    settings: Any
    scope: StepScope
    arriving: list[tuple[str, Stream]] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, int]:
        """Return the step's name and the copy's number."""
        return self.scope.step.name, self.scope.metrics.copy

    @property
    def first(self) -> bool:
        """Return whether it runs before every other step, whatever leads to it."""
        return self.type.first and getattr(self.settings, "runs_first", True)
