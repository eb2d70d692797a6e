"""All entry types of jobs: importing this registers those of every module."""

from __future__ import annotations

from collections.abc import Mapping

from onedata_resources.kettle.engine import (
    job_children,
    job_row_counts,
    job_shell,
    job_sql,
    job_tables,
    job_variables,
)
from onedata_resources.kettle.engine.entries.catalogue import ENTRY_MODULES
from onedata_resources.kettle.engine.job_entries import ENTRIES, EntryType

MODULES = (
    job_children,
    job_shell,
    job_sql,
    job_row_counts,
    job_tables,
    job_variables,
    *ENTRY_MODULES,
)


def entry_types() -> Mapping[str, EntryType]:
    """Return every entry type that runs here, by Kettle's id."""
    return ENTRIES
