"""Loading the definitions again after somebody changed what they are made of.

Dagster lets administrators alone reload; here a change that a person was allowed to make has that
consequence, under their name. Several changes at once are one reload.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from onedata_portal.api.dagster import query_text, result_of
from onedata_portal.api.services import Services
from onedata_portal.gateway.viewer import Viewer
from onedata_resources.errors import OneDataError

log = logging.getLogger(__name__)


class Reloads:
    """Reloads the code locations, one reload at a time, and none twice for the same change."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._wanted = 0
        self._done = 0

    async def after_change(self, services: Services, viewer: Viewer) -> None:
        """Reload once what was changed until now; where that fails, the log says why."""
        self._wanted += 1
        mine = self._wanted
        async with self._lock:
            if self._done >= mine:
                return
            reached = self._wanted
            try:
                await self._reload(services, replace(viewer, is_admin=True))
            except OneDataError as error:
                log.warning("definitions were not reloaded: %s", error)
            self._done = reached

    async def _reload(self, services: Services, viewer: Viewer) -> None:
        answer = await services.dagster.ask(viewer, query_text("workspace"))
        workspace = result_of(answer["workspaceOrError"], en="workspace", zh="工作区")
        for entry in workspace["locationEntries"]:
            told = await services.dagster.ask(
                viewer, query_text("reload_location"), {"name": entry["name"]}
            )
            result_of(told["reloadRepositoryLocation"], en="code location", zh="代码位置")
