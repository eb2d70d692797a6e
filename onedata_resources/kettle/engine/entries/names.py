"""The date and time that entries add to the names of the files they make."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

UNIQUE = "ddMMyyyy_HHmmssSSS"
MOMENT = "yyyyddMM_hhmmssSSS"
"""The days before the months and 12 hours, as Kettle writes it."""


def formatted(moment: datetime, mask: str) -> str:
    """Return the moment in the form of a Java mask."""
    import polars as pl

    from onedata_resources.kettle.values.date_column import format_dates

    plain = moment.replace(tzinfo=None)
    return str(format_dates(pl.Series([plain], dtype=pl.Datetime("ms")), mask)[0])


def dated(
    run: JobRun, settings: StepXml, name: str, *, before_extension: bool, tags: tuple[str, ...]
) -> str:
    """Return a file's name with what the settings add to it."""
    now = run.clock.now()
    added = "".join(sign + formatted(now, mask) for sign, mask in masks(settings, tags))
    return with_suffix(name, added) if before_extension else name + added


def masks(settings: StepXml, tags: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what the settings add to a name: a sign before, and the form of a date.

    `tags` are the settings' names: use a form, the form, add the date, add the time.
    """
    specify, form, date, time = tags
    if settings.flag(specify) and settings.raw(form):
        yield "", settings.raw(form)
        return
    for flag, mask in ((date, "yyyyMMdd"), (time, "HHmmssSSS")):
        if settings.flag(flag):
            yield "_", mask


def with_suffix(name: str, added: str) -> str:
    """Return the name with the text added before its extension."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem}{added}{dot}{extension}" if dot else name + added
