"""The steps whose counters stand for a transformation: those that its log table names.

Kettle knows no other counts of a transformation: without a name there the count is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onedata_resources.kettle.counts import StepCounts
from onedata_resources.kettle.xml import Element, children, text

COUNTERS = ("input", "output", "read", "written", "updated", "rejected")
_OLD = {"written": "write", "updated": "update"}
"""Files of version 2 have the names in elements of their own."""


def subjects_of(root: Element | None) -> dict[str, str]:
    """Return the step's name for each counter that has one."""
    named = {
        text(each, "id").removeprefix("LINES_").lower(): text(each, "subject")
        for each in children(root, "info/log/trans-log-table/field")
    }
    found = {
        name: named.get(name) or text(root, f"info/log/{_OLD.get(name, name)}") for name in COUNTERS
    }
    return {name: subject for name, subject in found.items() if subject}


def counts_of(subjects: Mapping[str, str], steps: Iterable[StepCounts]) -> dict[str, int]:
    """Return each named counter, of all copies of its step together."""
    listed = list(steps)
    return {
        name: sum(getattr(each, name) for each in listed if each.name == subject)
        for name, subject in subjects.items()
    }
