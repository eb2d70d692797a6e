"""How applications and systems lay out a line: patterns by name, each with what makes it known.

Groups of a pattern are the columns. `{stamp}` stands for a moment, which `stamps.py` finds, and
`{level}` for a word such as ERROR. Access logs are in `access.py`, lines of `key=value` and others
without a layout in `plain.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.log_formats.stamps import STAMPS, Stamp

if TYPE_CHECKING:
    import polars as pl

LEVEL = (
    r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRIT(?:ICAL)?|ALERT|EMERG|PANIC"
    r"|FINE(?:R|ST)?|CONFIG|LOG|STATEMENT|DETAIL|HINT|CONTEXT"
    r"|trace|debug|info|notice|warn(?:ing)?|error|fatal|crit(?:ical)?|alert|emerg"
    r"|Trace|Debug|Info|Notice|Note|Warn(?:ing)?|Error|Fatal|Critical|System)"
)
FITS = 0.9
"""A layout that fewer lines have is not theirs: a looser one, further down, is tried."""
_NO_MOMENT = r"\b\B"
"""Nothing is written so."""


@dataclass(frozen=True)
class Layout:
    """A way to lay out a line; `family` is what people call it.

    `stamp` is the only kind of moment that it has; without one, it has those of its file.
    """

    family: str
    pattern: str
    stamp: str = ""

    def written(self, stamp: Stamp | None = None) -> str:
        """Return the pattern with its kind of moment in it, or with this one."""
        own = next((each for each in STAMPS if each.name == self.stamp), stamp)
        moment = own.plain if own else _NO_MOMENT
        return self.pattern.replace("{stamp}", moment).replace("{level}", LEVEL)


_TIME = r"^\[?(?P<time>{stamp})\]?,?"
_LEVEL = r"\[?(?P<level>{level})\]?"
_LOGGER = r"(?P<logger>[\w.$/-]+)"
_THREAD = r"\[\s*(?P<thread>.*?)\]"
_REST = r"(?P<message>.*)$"

_HOST_AND_APP = (
    r"(?P<time>{stamp}) (?P<host>[\w.:-]+) (?P<app>[\w./ ()@-]+?)(?:\[(?P<pid>\d+)\])?"
    r"(?: \(\[\d+\]\))?: ?" + _REST
)

SYSTEM_LAYOUTS = (
    Layout(
        "nginx error",
        _TIME + r" \[(?P<level>\w+)\] (?P<pid>\d+)#(?P<tid>\d+): (?:\*(?P<connection>\d+) )?"
        r"(?P<message>.*?)(?:, client: (?P<client>[^,\s]+))?(?:, server: (?P<server>[^,]*))?"
        r'(?:, request: "(?P<request>[^"]*)")?(?:, upstream: "(?P<upstream>[^"]*)")?'
        r'(?:, host: "(?P<host>[^"]*)")?(?:, referrer: "(?P<referrer>[^"]*)")?$',
        "iso",
    ),
    Layout(
        "apache error",
        r"^\[(?P<time>{stamp})\] \[(?:(?P<module>\w*):)?(?P<level>[a-z]\w*)\]"
        r"(?: \[pid (?P<pid>\d+)(?::tid (?P<tid>\d+))?\])?"
        r"(?: \[client (?P<client>[^\]]+)\])? " + _REST,
        "ctime",
    ),
    Layout(
        "syslog (RFC 5424)",
        r"^<(?P<priority>\d{1,3})>(?P<version>\d{1,2}) (?P<time>-|{stamp}) (?P<host>\S+)"
        r" (?P<app>\S+) (?P<pid>\S+) (?P<message_id>\S+)"
        r" (?P<structured_data>-|(?:\[(?:[^\]\\]|\\.)*\])+)(?: (?P<message>.*))?$",
        "iso",
    ),
    Layout("syslog (RFC 3164)", r"^(?:<(?P<priority>\d{1,3})>)?" + _HOST_AND_APP, "syslog"),
    Layout("syslog (ISO time)", r"^(?:<(?P<priority>\d{1,3})>)?" + _HOST_AND_APP, "moment"),
)
"""Layouts of servers and systems, in which every line is an event."""

_SOURCE = r"^(?:(?P<source>[^\s\[]\S*) )??\[?(?P<time>{stamp})\]?,?"

APPLICATION_LAYOUTS = (
    Layout("python logging", _TIME + rf" - {_LOGGER} - {_LEVEL} - {_REST}"),
    Layout(
        "spring boot",
        _TIME + rf"\s+{_LEVEL}\s+(?P<pid>\d+) --- (?:\[(?P<app>[\w .-]*)\] )?{_THREAD}"
        rf" {_LOGGER}\s*: {_REST}",
    ),
    Layout("logback", _TIME + rf"\s+{_THREAD}\s+{_LEVEL}\s+{_LOGGER} -\s*{_REST}"),
    Layout("log4j", _TIME + rf"\s+(?:- )?{_LEVEL}\s+{_THREAD} - {_REST}"),
    Layout(
        "log4j",
        _TIME
        + rf"\s+{_LEVEL}\s+{_THREAD}\s+{_LOGGER}(?:\s*\((?P<place>[^)]*)\))?\s*[:-]\s*{_REST}",
    ),
    Layout("loguru", _TIME + rf" \| {_LEVEL}\s*\| (?P<logger>[^|]+?) - {_REST}"),
    Layout("gunicorn", _TIME + rf" \[(?P<pid>\d+)\] {_LEVEL} {_REST}"),
    Layout(
        "mysql error",
        _TIME + r" (?P<thread>\d+) \[(?P<level>\w+)\]"
        rf"(?: \[(?P<code>MY-\d+)\] \[(?P<subsystem>\w+)\])? {_REST}",
    ),
    Layout(
        "postgresql",
        _TIME + r"(?: [A-Z]{3,5})? \[(?P<pid>\d+)\] (?:(?P<user>\S+)@(?P<database>\S+) )?"
        rf"(?P<level>{{level}}):\s+{_REST}",
    ),
    Layout("container", r"^(?P<time>{stamp}) (?P<stream>stdout|stderr) (?P<part>[FP]) " + _REST),
    Layout(
        "glog",
        r"^(?P<level>[IWEF])(?P<time>{stamp})\s+(?P<thread>\d+) (?P<place>[^:\]\s]+:\d+)\] "
        + _REST,
    ),
    Layout(
        "android",
        _TIME
        + r"\s+(?P<pid>\d+)\s+(?P<tid>\d+)\s+(?P<level>[VDIWEFA])\s+(?P<tag>[^:]+?)\s*: ?"
        + _REST,
    ),
    Layout(
        "log4j",
        _TIME + rf"\s+(?:(?P<pid>\d+)\s+)?{_LEVEL}\s+{_LOGGER}\s*[:-]\s+{_REST}",
    ),
    Layout("log4j", _TIME + rf"\s+{_LEVEL}\s+{_THREAD}\s+{_LOGGER}\s+{_REST}"),
    Layout(
        "openstack",
        r"^(?:(?P<file>\S+) )?(?P<time>{stamp}) (?P<pid>\d+) (?P<level>{level})"
        rf" {_LOGGER} (?:\[(?P<context>[^\]]*)\] )?{_REST}",
    ),
    Layout("python logging", rf"^(?P<level>{{level}}):(?P<logger>[\w.]+):{_REST}"),
    Layout(
        "application",
        _SOURCE + r"(?P<context>[^\"]{0,80}?)\b(?P<level>{level})\b[\]:|,\s-]*" + _REST,
    ),
    Layout("application", r"^\[?(?P<level>{level})\]?(?:\s*[:|-]|\])\s*" + _REST),
    Layout("application", _SOURCE + r"[\]\s:|,-]*" + _REST),
)
"""Layouts of applications, closest first: what follows an event without one belongs to it."""


def layout_of(lines: pl.Series, layouts: tuple[Layout, ...], stamp: Stamp | None) -> Layout | None:
    """Return the first layout that nearly all of the lines have."""
    for layout in layouts:
        if (lines.str.contains(layout.written(stamp)).mean() or 0) >= FITS:  # type: ignore[operator]
            return layout
    return None
