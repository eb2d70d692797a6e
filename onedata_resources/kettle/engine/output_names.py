"""Names of the files that steps write."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from onedata_resources.kettle.settings.xml_output import OutputName
from onedata_resources.kettle.values.date_mask import format_moment


def stem(name: OutputName, moment: datetime, copy: int, part: str = "") -> str:
    """Return the name before its extension; a date format stands in place of date and time."""
    text = name.name
    if name.date_format:
        text += format_moment(moment, name.date_format)
    else:
        text += f"_{moment:%Y%m%d}" if name.with_date else ""
        text += f"_{moment:%H%M%S}" if name.with_time else ""
    text += f"_{copy}" if name.with_copy else ""
    return text + (f"_{part}" if part else "")


def extended(stem: str, extension: str) -> Path:
    """Return the path with its extension."""
    return Path(f"{stem}.{extension}" if extension else stem)
