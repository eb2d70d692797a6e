"""The document folder as a daemon sees it."""

import dagster as dg
import pytest

from onedata_assets.defs.knowledge.documents import (
    CHUNK,
    DOCUMENT,
    ELEMENT,
    FOLDER,
    REJECTED,
    document_chunk,
    observe_documents,
    parsed_documents,
)
from tests.component.knowledge.house import House


class Watch:
    """An instance in which the folder is observed and conditions are evaluated, as by a daemon."""

    def __init__(self, house: House, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        resources = {"folders": house.folders, "lake": house.lake, "vectors": house.vectors}
        self.defs = dg.Definitions(
            assets=[observe_documents, parsed_documents, document_chunk],
            jobs=[dg.define_asset_job("observe", selection=[FOLDER])],
            resources=resources,
        )

    def observe(self) -> str | None:
        job = self.defs.resolve_job_def("observe")
        assert job.execute_in_process(instance=self.instance).success
        event = self.instance.get_latest_data_version_record(FOLDER)
        assert event is not None
        return event.asset_observation.data_version if event.asset_observation else None

    def materialize(self) -> None:
        job = self.defs.resolve_implicit_global_asset_job_def()
        keys = [DOCUMENT, REJECTED, ELEMENT, CHUNK]
        assert job.execute_in_process(instance=self.instance, asset_selection=keys).success

    def evaluate(self, before: dg.EvaluateAutomationConditionsResult | None = None):
        return dg.evaluate_automation_conditions(
            defs=self.defs, instance=self.instance, cursor=before.cursor if before else None
        )


@pytest.mark.row("F234")
def test_a_new_document_is_observed_and_requests_the_parsing(house: House):
    with dg.DagsterInstance.ephemeral() as instance:
        watch = Watch(house, instance)
        first = watch.observe()
        watch.materialize()
        seen = watch.evaluate()
        assert watch.observe() == first
        unchanged = watch.evaluate(seen)
        assert unchanged.get_num_requested(DOCUMENT) == 0
        (house.folder / "new.md").write_text("# New\n", encoding="utf-8")
        assert watch.observe() != first
        assert watch.evaluate(unchanged).get_num_requested(DOCUMENT) == 1
