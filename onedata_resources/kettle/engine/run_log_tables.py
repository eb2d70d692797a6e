"""Whether a run writes log tables: only then its databases and their drivers are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.log_tables import log_tables_of_run

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.run import TransformationRun
    from onedata_resources.kettle.engine.run_logging import RunLogging


def logging_of(run: TransformationRun, variables: Mapping[str, str]) -> RunLogging | None:
    """Return what writes the run's log tables; None where its transformation names none."""
    tables = log_tables_of_run(run.transformation.xml, variables)
    if not tables:
        return None
    from onedata_resources.kettle.engine.run_logging import RunLogging

    return RunLogging(run, variables, tables)
