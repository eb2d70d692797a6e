"""Which steps run, in which order, and who feeds whom. Building their streams is in `wiring.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import ErrorHop, Hop, Step, Transformation


@dataclass(frozen=True)
class Plan:
    """The active steps, sources before targets, and the enabled hops between them, in order."""

    steps: tuple[Step, ...]
    targets: dict[str, tuple[str, ...]]
    error_hops: dict[str, ErrorHop]
    sources: dict[str, tuple[str, ...]]

    def normal_targets(self, step: str) -> tuple[str, ...]:
        """Return the next steps that get good rows."""
        hop = self.error_hops.get(step)
        return tuple(each for each in self.targets.get(step, ()) if not hop or each != hop.target)


def plan_of(transformation: Transformation) -> Plan:
    """Return the plan; steps that appear only in disabled hops do not run.

    Raises:
        PrepareError: The hops make a loop, or lead to or from a step that is not there.
    """
    names = {step.name for step in transformation.steps}
    hops = _between(transformation, names)
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
    sources = {
        step.name: tuple(hop.source for hop in enabled if hop.target == step.name) for step in steps
    }
    return Plan(
        tuple(steps), {name: tuple(each) for name, each in targets.items()}, errors, sources
    )


def place_of(transformation: Transformation) -> str:
    """Return the file of the transformation as messages name it."""
    return transformation.filename or f"Transformation {transformation.name!r}"


def _between(transformation: Transformation, names: set[str]) -> list[Hop]:
    """Return the hops between steps of the file; names ignore case, as in Kettle.

    A real Kettle loads an enabled hop to nowhere and then breaks on it, or lets the rows vanish.
    """
    known = {name.lower(): name for name in names}
    hops = []
    for hop in transformation.hops:
        lost = [name for name in (hop.source, hop.target) if name.lower() not in known]
        if lost and hop.enabled:
            raise _dangling(transformation, hop, lost[0], names)
        if not lost:
            ends = known[hop.source.lower()], known[hop.target.lower()]
            hops.append(replace(hop, source=ends[0], target=ends[1]))
    return hops


def _dangling(transformation: Transformation, hop: Hop, lost: str, names: set[str]) -> PrepareError:
    near = get_close_matches(lost, sorted(names), n=1)
    en = f" Near: {near[0]!r}." if near else ""
    zh = f"相近的步骤：{near[0]!r}。" if near else ""
    place = place_of(transformation)
    return PrepareError(
        f"{place}: a hop leads from {hop.source!r} to {hop.target!r}, and there is no step"
        f" {lost!r}.{en} Correct the hop, or remove it.",
        f"{place}：跳转从 {hop.source!r} 到 {hop.target!r}，但没有步骤 {lost!r}。{zh}"
        "请更正或删除该跳转。",
    )


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
