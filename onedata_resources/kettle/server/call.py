"""One call of a client: where it goes, its parameters and its body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.responses import Response

from onedata_resources.kettle.problems import Problem
from onedata_resources.kettle.server.state import CarteState


@dataclass(frozen=True)
class Call:
    """What a servlet is asked. Parameters come from the URL and from a posted form alike."""

    state: CarteState
    path: str
    params: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter."""
        return self.params.get(name, default)

    def flag(self, name: str) -> bool:
        """Tell whether a parameter is Y, in either case."""
        return self.text(name).upper() == "Y"

    def number(self, name: str, default: int = 0) -> int:
        """Return a parameter that is a whole number, or the default where it is not one."""
        value = self.text(name)
        return int(value) if value.isdecimal() else default

    def problems(self, *found: Problem) -> tuple[Problem, ...]:
        """Return the problems for a client that asks for them: those of a real Carte do not."""
        return found if self.flag("problems") else ()

    @property
    def as_xml(self) -> bool:
        """Whether XML is wanted, not HTML."""
        return self.flag("xml")


@dataclass(frozen=True)
class Servlet:
    """A path under `/kettle/` and what answers it; `blocking` may take as long as a run."""

    answer: Callable[[Call], Response]
    blocking: bool = False


SERVLETS: dict[str, Servlet] = {}


def servlet(
    *names: str, blocking: bool = False
) -> Callable[[Callable[[Call], Response]], Callable[[Call], Response]]:
    """Register a function as the answer to `/kettle/<name>/`."""

    def register(answer: Callable[[Call], Response]) -> Callable[[Call], Response]:
        SERVLETS.update({name: Servlet(answer, blocking) for name in names})
        return answer

    return register
