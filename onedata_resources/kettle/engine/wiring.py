"""From prepared steps to lazy frames: inputs joined, rows counted, copied or distributed.

Each step is asked once for its streams; a stream with several readers is computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from onedata_resources.kettle.engine.counting import counting, drain
from onedata_resources.kettle.engine.failures import STEP_ERRORS, FailedStepError
from onedata_resources.kettle.engine.graph import Plan
from onedata_resources.kettle.engine.joining import joined, none_rejected
from onedata_resources.kettle.engine.stages import stages_of
from onedata_resources.kettle.engine.step_copy import StepCopy
from onedata_resources.kettle.engine.stream import (
    Inputs,
    NoInputError,
    Outputs,
    StepError,
    Stream,
)
from onedata_resources.kettle.settings.catalogue import input_steps

INDEX = "__kettle_row"


class Wiring:
    """Builds the streams of all step copies of one run.

    `compute` computes what is built so far and the given frames; without it the run has one stage.
    """

    def __init__(
        self,
        plan: Plan,
        copies: Sequence[StepCopy],
        compute: Callable[[list[pl.LazyFrame]], list[pl.DataFrame]] | None = None,
    ) -> None:
        self.plan = plan
        self.copies = copies
        self._compute = compute
        self._by_key = {each.key: each for each in copies}

    def build(self) -> None:
        """Add to the run's sinks the frames whose computation is the run.

        Raises:
            FailedStepError: A step could not build its streams.
        """
        for copy in [each for each in self.copies if each.first]:
            self._build_one(copy)
        waiting = [each for each in self.copies if not each.first]
        stages = self._stages()
        for stage in range(max(stages.values(), default=0) + 1):
            for copy in [each for each in waiting if stages[each.key[0]] == stage]:
                self._build_one(copy)
            waiting = [each for each in waiting if stages[each.key[0]] > stage]
            if waiting and self._compute is not None:
                self._hold(waiting, self._compute)

    def _stages(self) -> dict[str, int]:
        try:
            return stages_of(self.plan, {each.key[0]: each.settings for each in self.copies})
        except StepError as error:
            raise FailedStepError(self.copies[-1].scope, error) from error

    def _hold(
        self,
        waiting: list[StepCopy],
        compute: Callable[[list[pl.LazyFrame]], list[pl.DataFrame]],
    ) -> None:
        """Compute the stage that is built; steps of later stages read its rows from memory."""
        frames = [stream.frame for copy in waiting for _, stream in copy.arriving]
        held = iter(compute(frames))
        for copy in waiting:
            copy.arriving = [
                (name, stream.with_frame(next(held).lazy())) for name, stream in copy.arriving
            ]

    def _build_one(self, copy: StepCopy) -> None:
        copy.scope.state.control.check()
        try:
            outputs = copy.type.run(copy.scope, copy.settings, self._inputs(copy))
        except NoInputError:
            return
        except STEP_ERRORS as error:
            raise FailedStepError(copy.scope, error) from error
        self._connect(copy, outputs)

    def _inputs(self, copy: StepCopy) -> Inputs:
        wanted = {name.lower(): name for name in input_steps(copy.settings)}
        named: dict[str, list[Stream]] = {}
        arriving = self._in_hop_order(copy)
        for name, stream in arriving:
            if name.lower() in wanted:
                named.setdefault(wanted[name.lower()], []).append(stream)
        usual = [stream for name, stream in arriving if name.lower() not in wanted]
        by_name = {name: joined(each) for name, each in named.items()}
        known = {name: one for name, one in by_name.items() if one is not None}
        if getattr(copy.settings, "inputs_apart", False):
            return Inputs(None, known, tuple(arriving))
        return Inputs(joined(usual), known)

    def _in_hop_order(self, copy: StepCopy) -> list[tuple[str, Stream]]:
        """Return what reaches the copy, in the order in which Kettle looks at its hops."""
        sources = self.plan.sources.get(copy.key[0], ())
        rank = {name: at for at, name in enumerate(sources)}
        return sorted(copy.arriving, key=lambda each: rank.get(each[0], len(rank)))

    def _connect(self, copy: StepCopy, outputs: Outputs) -> None:
        name = copy.scope.step.name
        outputs = outputs.of_origin(name)
        error_hop = copy.scope.error_hop
        if outputs.main is not None:
            targets = [
                each
                for target in self.plan.normal_targets(name)
                if target not in outputs.targets
                for each in self._copies_of(target)
            ]
            self._send(copy, outputs.main, targets)
        for target, stream in outputs.targets.items():
            self._send(copy, stream, self._copies_of(target)[:1])
        if error_hop is not None:
            rejected = outputs.rejected or none_rejected(error_hop, outputs)
            receiver = self._by_key[error_hop.target, 0]
            frame = counting(copy.scope, rejected, None, [(receiver, 1, 0)])
            receiver.arriving.append((name, rejected.with_frame(frame)))

    def _copies_of(self, step: str) -> list[StepCopy]:
        return [each for each in self.copies if each.key[0] == step]

    def _send(self, copy: StepCopy, stream: Stream, targets: list[StepCopy]) -> None:
        distribute = copy.scope.step.distribute and len(targets) > 1
        parts = len(targets) if distribute else 1
        shares = [(target, parts, number % parts) for number, target in enumerate(targets)]
        written = 1 if distribute or not targets else len(targets)
        frame = counting(copy.scope, stream, written, shares)
        if not targets:
            copy.scope.sink(frame, drain)
            return
        if distribute:
            frame = frame.with_row_index(INDEX)
        if len(targets) > 1:
            frame = frame.cache()
        for target, _, number in shares:
            part = (
                frame.filter(pl.col(INDEX) % parts == number).drop(INDEX) if distribute else frame
            )
            target.arriving.append((copy.key[0], stream.with_frame(part)))
