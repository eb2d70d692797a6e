"""Which steps wait for others to be done: the one order of side effects that Kettle defines.

Everything else of a run is computed at once, in an order that nobody may rely on, as Kettle's
threads have none. Where a step holds rows back (BlockingStep), waits for steps to finish
(BlockUntilStepsFinish) or runs another file (TransExecutor), what comes before is a stage of its
own: it is computed, its writers are finished, and the rows that later steps read are held in
memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from onedata_resources.kettle.engine.graph import Plan
from onedata_resources.kettle.engine.stream import StepError


def stages_of(plan: Plan, settings: Mapping[str, Any]) -> dict[str, int]:
    """Return the number of each step's stage, from 0; settings are those of each step by name.

    A step whose settings have `holds_rows` lets rows go on to the next stage only; one with
    `reads_held` runs in a stage after that of its rows, and one with `waits_for` after those of
    the steps it names.

    Raises:
        StepError: A step waits for one that gets its rows from it.
    """
    stages = dict.fromkeys((step.name for step in plan.steps), 0)
    lower = {name.lower(): name for name in stages}
    for _ in range(len(stages) + 1):
        before = dict(stages)
        for step in plan.steps:
            held = bool(getattr(settings[step.name], "holds_rows", False))
            for target in plan.targets.get(step.name, ()):
                wait = held or bool(getattr(settings[target], "reads_held", False))
                stages[target] = max(stages[target], stages[step.name] + wait)
            for name in _known(getattr(settings[step.name], "waits_for", ()), lower):
                stages[step.name] = max(stages[step.name], stages[name] + 1)
        if stages == before:
            return stages
    raise StepError(
        "A step waits until another finishes that gets its rows from it: neither would ever end."
        " Wait for a step of another branch.",
        "某步骤等待的步骤又从它取得数据，两者都不会结束。请改为等待其他分支的步骤。",
    )


def _known(names: Iterable[str], lower: Mapping[str, str]) -> list[str]:
    return [lower[name.lower()] for name in names if name.lower() in lower]
