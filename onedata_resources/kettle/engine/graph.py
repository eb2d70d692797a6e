"""Which steps run, in which order, and who feeds whom. Building their streams is in `wiring.py`."""

from __future__ import annotations

from dataclasses import dataclass

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import ErrorHop, Step, Transformation


@dataclass(frozen=True)
class Plan:
    """The active steps, sources before targets, and the enabled hops between them."""

    steps: tuple[Step, ...]
    targets: dict[str, tuple[str, ...]]
    error_hops: dict[str, ErrorHop]

    def normal_targets(self, step: str) -> tuple[str, ...]:
        """Return the next steps that get good rows."""
        hop = self.error_hops.get(step)
        return tuple(each for each in self.targets.get(step, ()) if not hop or each != hop.target)


def plan_of(transformation: Transformation) -> Plan:
    """Return the plan; steps that appear only in disabled hops do not run.

    Raises:
        PrepareError: The hops make a loop.
    """
    names = {step.name for step in transformation.steps}
    hops = [hop for hop in transformation.hops if hop.source in names and hop.target in names]
    enabled = [hop for hop in hops if hop.enabled]
    touched = {name for hop in hops for name in (hop.source, hop.target)}
    active = {name for hop in enabled for name in (hop.source, hop.target)} | (names - touched)
    targets: dict[str, list[str]] = {}
    for hop in enabled:
        if hop.target not in targets.setdefault(hop.source, []):
            targets[hop.source].append(hop.target)
    steps = _ordered([s for s in transformation.steps if s.name in active], targets, transformation)
    errors = {
        hop.source: hop
        for hop in transformation.error_hops
        if hop.enabled and hop.target in targets.get(hop.source, ())
    }
    return Plan(tuple(steps), {name: tuple(each) for name, each in targets.items()}, errors)


def _ordered(
    steps: list[Step], targets: dict[str, list[str]], transformation: Transformation
) -> list[Step]:
    """Return the steps with every source before its targets, otherwise in file order."""
    waiting = {step.name: step for step in steps}
    ordered: list[Step] = []
    while waiting:
        fed = {target for name in waiting for target in targets.get(name, ())}
        ready = [step for name, step in waiting.items() if name not in fed]
        if not ready:
            loop = ", ".join(sorted(waiting))
            raise PrepareError(
                f"Transformation {transformation.name!r} has a loop among its steps: {loop}.",
                f"转换 {transformation.name!r} 的步骤之间存在循环：{loop}。",
            )
        for step in ready:
            ordered.append(step)
            del waiting[step.name]
    return ordered
