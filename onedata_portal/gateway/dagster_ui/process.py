"""Dagster's pages over an installation's own instance and code locations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster import DagsterInstance
from dagster._core.workspace.load_target import WorkspaceFileTarget
from starlette.types import ASGIApp

from onedata_portal.gateway.dagster_ui.app import dagster_app
from onedata_portal.gateway.dagster_ui.context import GatewayProcessContext
from onedata_portal.gateway.dagster_ui.launches import NO_SETTINGS, Launches
from onedata_portal.gateway.dagster_ui.recorded import Record


@contextmanager
def dagster_pages(
    home: Path,
    workspace_file: Path,
    prefix: str,
    *,
    default_project: str,
    record: Record,
    launches: Launches = NO_SETTINGS,
) -> Iterator[ASGIApp]:
    """Lend the pages below `prefix`, over the instance in `home`, until the body ends.

    `record` is told of every mutation; `launches` gives runs what their projects set.
    """
    with (
        DagsterInstance.from_config(str(home)) as instance,
        GatewayProcessContext(
            instance,
            WorkspaceFileTarget([str(workspace_file)]),
            default_project=default_project,
            launches=launches,
        ) as process,
    ):
        yield dagster_app(process, prefix, record)
