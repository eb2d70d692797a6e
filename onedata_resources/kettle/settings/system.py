"""Settings of steps that take values from the machine and the run: SystemInfo, RandomValue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
LINE_COUNTS = ("input", "output", "read", "written", "updated", "rejected", "deleted")
_SPANS = ("day", "week", "month", "quarter", "year")
_DATES = frozenset(
    {"system date (variable)", "system date (fixed)", "start date range", "end date range",
     "job start date range", "job end date range", "yesterday start", "yesterday end",
     "today start", "today end", "tomorrow start", "tomorrow end", "date modified"}
    | {f"{which} {span} {edge}" for which in ("last", "prev", "this", "next")
       for span in _SPANS for edge in ("start", "end", "open end", "start us", "end us")}
)  # fmt: skip
_TEXTS = frozenset(
    {"transformation name", "transformation file name", "user modified", "hostname",
     "hostname real", "ip address", "kettle version", "kettle build version"}
    | {f"command line argument {number}" for number in range(1, 11)}
)  # fmt: skip
_NUMBERS = frozenset(
    {"copy of step", "batch id", "job batch id", "current pid", "jvm max memory",
     "jvm total memory", "jvm free memory", "jvm available memory", "available processors",
     "jvm cpu time", "total physical memory size", "total swap space size",
     "committed virtual memory size", "free physical memory size", "free swap space size",
     "previous result exist status", "previous result entry nr", "previous result nr errors",
     "previous result nr rows", "previous result nr files", "previous result nr files retrieved"}
    | {f"previous result nr lines {what}" for what in LINE_COUNTS}
)  # fmt: skip
_FLAGS = frozenset({"previous result result", "previous result is stopped"})
_MISSPELT = {"previous result nr lines rejeted": "previous result nr lines rejected"}
"""A word that old files have, and what it became."""
SYSTEM_TYPES: Mapping[str, KettleType] = {
    **dict.fromkeys(_DATES, K.DATE),
    **dict.fromkeys(_TEXTS, K.STRING),
    **dict.fromkeys(_NUMBERS, K.INTEGER),
    **dict.fromkeys(_FLAGS, K.BOOLEAN),
}
RANDOM_FIELDS: Mapping[str, tuple[KettleType, int, int]] = {
    "random number": (K.NUMBER, 10, 5),
    "random integer": (K.INTEGER, 10, 0),
    "random string": (K.STRING, 13, 0),
    "random uuid": (K.STRING, 36, 0),
    "random uuid4": (K.STRING, 36, 0),
    "random machmacmd5": (K.STRING, 100, 0),
    "random machmacsha1": (K.STRING, 100, 0),
}


@dataclass(frozen=True)
class NamedValue:
    """A new field, and Kettle's words for what it holds."""

    field: Field
    what: str


@dataclass(frozen=True)
class SystemInfoSettings:
    """Fields with facts of the run and the machine."""

    fields: tuple[NamedValue, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        whole, other = (10, 0), (-1, -1)
        known = {
            what: (kind, *(whole if kind is K.INTEGER else other))
            for what, kind in SYSTEM_TYPES.items()
        }
        return cls(_named_values(xml, known))


@dataclass(frozen=True)
class RandomValueSettings:
    """Fields with random values, another one in each row."""

    fields: tuple[NamedValue, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(_named_values(xml, RANDOM_FIELDS))


def _named_values(
    xml: StepXml, known: Mapping[str, tuple[KettleType, int, int]]
) -> tuple[NamedValue, ...]:
    """Return the new fields; each has the type, length and precision of what it holds."""
    fields = []
    for each in xml.items("fields/field"):
        name, written = each.raw("name"), each.raw("type")
        what = written.strip().lower()
        what = _MISSPELT.get(what, what)
        if what not in known:
            raise SettingsError(
                f"field {name!r} wants {written!r}, which the engine does not have",
                f"字段 {name!r} 要求 {written!r}，引擎不提供该信息",
            )
        fields.append(NamedValue(made_field(name, *known[what]), what))
    return tuple(fields)


STEPS = {
    "RandomValue": RandomValueSettings,
    "SystemInfo": SystemInfoSettings,
}
