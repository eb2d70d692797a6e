"""How a setting that a person typed is refused: which setting, why, and what to write instead."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from onedata_assets.domain.refused import RefusedError

SHOWN = 60
"""Characters of what was typed that a refusal repeats."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the setting it stands in, and the reason in both languages."""

    field: str
    en: str
    zh: str


class SettingError(RefusedError):
    """Settings are refused; `faults` holds every reason, `en` and `zh` the whole texts."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "\n".join(f"{fault.field}: {fault.en}" for fault in self.faults),
            "\n".join(f"{fault.field}：{fault.zh}" for fault in self.faults),
        )

    def __reduce__(self) -> tuple[type["SettingError"], tuple[tuple[Fault, ...]]]:
        """Travel between processes with every fault."""
        return type(self), (self.faults,)


def refused(field: str, en: str, zh: str) -> SettingError:
    """Return the error of one fault."""
    return SettingError([Fault(field, en, zh)])


def shown(text: str) -> str:
    """Return what was typed as a refusal repeats it: quoted, on one line, cut."""
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")


@contextmanager
def gathering(faults: list[Fault]) -> Iterator[None]:
    """Keep the faults of what is refused inside, and go on."""
    try:
        yield
    except SettingError as error:
        faults += error.faults
