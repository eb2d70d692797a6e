"""A run of a transformation that takes rows from its caller and gives back those of one step."""

from __future__ import annotations

from collections.abc import Mapping

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.graph import Plan
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.engine.run_state import RunState
from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.engine.wiring import Wiring
from onedata_resources.kettle.model import Transformation


class InjectedRun(TransformationRun):
    """One run; `entering` are streams by the step that they go to, `left` what its outputs got.

    The outputs are steps of type MappingOutput.
    """

    def __init__(
        self,
        transformation: Transformation,
        context: RunContext,
        entering: Mapping[str, Stream],
    ) -> None:
        super().__init__(transformation, context)
        self.entering = entering
        self.left: dict[str, list[Stream]] = {}

    def _state(self, plan: Plan) -> RunState:
        state = super()._state(plan)
        state.gives_back = True
        return state

    def _flow(self) -> None:
        if self._plan is None or not self._copies:
            return
        for copy in self._copies:
            name, number = copy.key
            if name in self.entering and number == 0:
                copy.arriving.append(("", self.entering[name]))
        Wiring(self._plan, self._copies, self._computed).build()
        mapped = self._copies[0].scope.state.mapped
        streams = [(name, stream) for name, found in mapped.items() for stream in found]
        frames = self._computed([stream.frame for _, stream in streams])
        for (name, stream), frame in zip(streams, frames, strict=True):
            self.left.setdefault(name, []).append(stream.with_frame(frame.lazy()))
