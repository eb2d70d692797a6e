"""Runs and backfills are read no further than what is asked for needs."""

from uuid import UUID

import pytest
from dagster import DagsterInstance, DagsterRun

from onedata_assets.domain.security.projects import PROJECT_TAG
from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.dagster_ui import pages
from onedata_portal.gateway.dagster_ui.ownership import Ownership
from onedata_portal.gateway.dagster_ui.run_storage import ScopedRunStorage
from onedata_portal.gateway.dagster_ui.scope import Scope
from tests.component.portal.served import ALPHA


@pytest.mark.parametrize(
    ("hidden", "limit", "read"),
    [
        (0, 1, [("", 1)]),
        (1, 1, [("", 1), ("0", 4)]),
        (5, 2, [("", 2), ("1", 4), ("5", 4)]),
        (0, 9, [("", 4), ("3", 4), ("7", 4)]),
        (0, None, [("", 4), ("3", 4), ("7", 4)]),
        (0, 0, []),
        (0, -1, []),
    ],
)
def test_pages_are_read_until_enough_is_shown(monkeypatch, hidden, limit, read):
    monkeypatch.setattr(pages, "PAGE", 4)
    asked = []

    def names(after: str | None, size: int) -> list[str]:
        asked.append((after or "", size))
        first = int(after) + 1 if after else 0
        return [str(n) for n in range(first, min(first + size, 10))]

    shown = (one for one in pages.paged(names, str, None, limit) if int(one) >= hidden)
    wanted = [] if limit == -1 else [str(n) for n in range(hidden, 10)][:limit]
    assert pages.first(limit, shown) == wanted
    assert asked == read


def test_runs_in_an_order_of_their_own_are_all_there(monkeypatch, tmp_path):
    monkeypatch.setattr(pages, "PAGE", 1)
    ids = [str(UUID(int=number)) for number in (2, 3, 1)]
    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        for run_id in ids:
            run = DagsterRun(job_name="one", run_id=run_id, tags={PROJECT_TAG: "alpha"})
            instance.run_storage.add_run(run)
        scope = Scope(ALPHA[Role.VIEWER], Ownership("common"), instance)
        storage = ScopedRunStorage(scope)  # pyright: ignore[reportAbstractUsage]
        records = storage.get_run_records(order_by="run_id", ascending=True)
    assert [record.dagster_run.run_id for record in records] == sorted(ids)
