"""What happened in the shop before the tests look, by its API alone."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dagster import AssetKey
from dagster._core.definitions.freshness import FreshnessState, FreshnessStateChange

from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.viewer import Viewer
from tests.component.portal.api import Api, api_of
from tests.component.portal.served import served

DEV = Viewer("s_dev", roles={"shop": Role.DEV})
LOOKS = Viewer("s_viewer", roles={"shop": Role.VIEWER})


@dataclass
class Shop:
    """The shop's API and the runs that were made."""

    api: Api
    home: Path
    runs: dict[str, str] = field(default_factory=dict)

    def materialize(self, *keys: str, **more: object) -> str:
        """Launch a run of assets of the shop and return its id."""
        body = {"keys": [["shop", key] for key in keys], **more}
        answer = self.api.post(DEV, "/assets/materializations", body)
        assert answer.status_code == 201, answer.text
        return answer.json()["run_id"]

    def finished(self, run_id: str) -> str:
        """Wait until a run has ended and return how."""
        return self.api.two.finished(run_id)


@contextmanager
def open_shop(home: Path) -> Iterator[Shop]:
    """Serve the shop with one run of orders, one that failed, and one partition."""
    os.environ["DAGSTER_HOME_OF_TEST"] = str(home)
    try:
        with served(home, "shop.py") as server, api_of(server) as api:
            opened = Shop(api, home)
            opened.runs["orders"] = opened.materialize("orders")
            opened.runs["report"] = opened.materialize("report")
            opened.runs["daily"] = opened.materialize("daily", partitions=["2026-01-03"])
            opened.runs["regional"] = opened.materialize("regional", partitions=["2026-01-03|east"])
            ends = {name: opened.finished(run) for name, run in opened.runs.items()}
            assert ends == {
                "orders": "SUCCESS",
                "report": "FAILURE",
                "daily": "SUCCESS",
                "regional": "SUCCESS",
            }
            late = FreshnessStateChange(
                key=AssetKey(["shop", "orders"]),
                new_state=FreshnessState.FAIL,
                previous_state=FreshnessState.PASS,
                state_change_timestamp=time.time(),
            )
            server.instance.report_runless_asset_event(late)
            yield opened
    finally:
        del os.environ["DAGSTER_HOME_OF_TEST"]
