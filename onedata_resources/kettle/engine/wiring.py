"""From prepared steps to lazy frames: inputs joined, rows counted, copied or distributed.

Each step is asked once for its streams; a stream with several readers is computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.failures import STEP_ERRORS
from onedata_resources.kettle.engine.graph import Plan
from onedata_resources.kettle.engine.registry import StepType
from onedata_resources.kettle.engine.scope import FailedStepError, StepScope
from onedata_resources.kettle.engine.sniff import Passing
from onedata_resources.kettle.engine.stages import stages_of
from onedata_resources.kettle.engine.stream import (
    Inputs,
    NoInputError,
    Outputs,
    StepError,
    Stream,
)
from onedata_resources.kettle.model import ErrorHop
from onedata_resources.kettle.settings.catalogue import input_steps
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field, KettleType

INDEX = "__kettle_row"


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
        by_name = {name: _joined(each) for name, each in named.items()}
        known = {name: one for name, one in by_name.items() if one is not None}
        if getattr(copy.settings, "inputs_apart", False):
            return Inputs(None, known, tuple(arriving))
        return Inputs(_joined(usual), known)

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
            rejected = outputs.rejected or _none_rejected(error_hop, outputs)
            receiver = self._by_key[error_hop.target, 0]
            frame = _counting(copy.scope, rejected, None, [(receiver, 1, 0)])
            receiver.arriving.append((name, rejected.with_frame(frame)))

    def _copies_of(self, step: str) -> list[StepCopy]:
        return [each for each in self.copies if each.key[0] == step]

    def _send(self, copy: StepCopy, stream: Stream, targets: list[StepCopy]) -> None:
        distribute = copy.scope.step.distribute and len(targets) > 1
        parts = len(targets) if distribute else 1
        shares = [(target, parts, number % parts) for number, target in enumerate(targets)]
        written = 1 if distribute or not targets else len(targets)
        frame = _counting(copy.scope, stream, written, shares)
        if not targets:
            copy.scope.sink(frame, _drain)
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


def _none_rejected(hop: ErrorHop, outputs: Outputs) -> Stream:
    """Return the layout of rejected rows, without rows, for a step that rejects none."""
    streams = [each for each in (outputs.main, *outputs.targets.values()) if each is not None]
    fields = list(streams[0].fields) if streams else []
    added = (hop.count_field, hop.description_field, hop.fields_field, hop.code_field)
    fields += [Field(name) for name in added if name]
    schema = {field.name: column_dtype(field) for field in fields}
    return Stream(pl.LazyFrame(schema=schema), tuple(fields))


def _joined(streams: list[Stream]) -> Stream | None:
    """Return the rows of all streams; the others are read by position in the first one's layout."""
    if not streams:
        return None
    first, *others = streams
    if not others:
        return first
    frames = [first.frame]
    for other in others:
        columns = [
            _in_place_of(mine, other, number).alias(mine.name)
            for number, mine in enumerate(first.fields)
        ]
        frames.append(other.frame.select(columns))
    try:
        schemas = [list(frame.collect_schema().values()) for frame in frames]
    except pl.exceptions.PolarsError as error:
        raise StepError(str(error), f"汇入的数据流无法合并：{error}") from error
    if any(schema != schemas[0] for schema in schemas):
        raise StepError(
            "The rows that arrive from several steps have fields of different types.",
            "来自多个步骤的行，其字段类型不一致。",
        )
    return first.with_frame(pl.concat(frames, how="vertical"))


def _in_place_of(mine: Field, other: Stream, number: int) -> pl.Expr:
    """Return the other stream's field at that position; a text field takes any value as text."""
    if number >= len(other.fields):
        return pl.lit(None, column_dtype(mine))
    theirs = other.fields[number]
    if mine.type is KettleType.STRING or mine.lazy:
        return pl.col(theirs.name) if theirs.lazy else to_text(pl.col(theirs.name), theirs)
    return value_of(theirs)


def _counting(
    scope: StepScope,
    stream: Stream,
    written: int | None,
    shares: list[tuple[StepCopy, int, int]],
) -> pl.LazyFrame:
    """Count rows as written here and read by the targets; `written` is None for rejected rows."""
    return scope.tap(stream.frame, _Counter(scope, stream.fields, written, shares).count)


def _drain(batch: pl.DataFrame) -> None:
    """Take the rows that no step reads."""
    del batch


class _Counter:
    """Counts the rows of one stream in the metrics of its source and its targets."""

    def __init__(
        self,
        scope: StepScope,
        fields: tuple[Field, ...],
        written: int | None,
        shares: list[tuple[StepCopy, int, int]],
    ) -> None:
        self.source = scope.metrics
        self.fields = fields
        self.written = written
        self.shares = shares
        self.lock = scope.state.control.lock
        self.sniffs = scope.state.sniffs
        self.seen = 0

    def count(self, batch: pl.DataFrame) -> None:
        """Count one batch; of n parts, part i gets rows i, i+n, i+2n and so on."""
        with self.lock:
            start, end = self.seen, self.seen + batch.height
            self.source.written += batch.height * (self.written or 0)
            for target, parts, number in self.shares:
                before, after = (-((number - limit) // parts) for limit in (start, end))
                target.scope.metrics.read += after - before
            self.seen = end
        if self.sniffs.wanted:
            self._show(batch, start)

    def _show(self, batch: pl.DataFrame, start: int) -> None:
        """Let those who look at the source or a target see the rows, but not rejected ones."""
        source = self.source.name, self.source.copy, "output"
        if self.written is not None:
            self.sniffs.see(source, Passing(self.fields, batch))
        for target, parts, number in self.shares:
            share = Passing(self.fields, batch, (number - start) % parts, parts)
            self.sniffs.see((*target.key, "input"), share)
