"""OpenLineage events from plain facts about a step: what ran, what it read, what it wrote.

The facts are in `domain/operations/facts.py`; where events go is
`onedata_resources/clients/lineage.py`. The same facts give the same event, run id included, so that
sending one again changes nothing at the receiver.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from onedata_assets.domain.operations.facts import Dataset, Happening, is_nameless
from onedata_assets.domain.operations.naming import PLATFORM, DatasetName, Place, name_of

if TYPE_CHECKING:
    from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run
    from openlineage.client.facet_v2 import DatasetFacet, RunFacet

PRODUCER = "urn:onedata:openlineage"
ASSETS = "assets"
"""The job of every run of assets that no job names."""


def event_of(happening: Happening, places: Sequence[Place]) -> dict[str, Any]:
    """Return the OpenLineage event as JSON values."""
    from openlineage.client.event_v2 import RunEvent, RunState, set_producer
    from openlineage.client.serde import Serde

    set_producer(PRODUCER)
    event = RunEvent(
        eventType=RunState(happening.state.value),
        eventTime=happening.at.isoformat(),
        run=_run(happening),
        job=_job(happening),
        inputs=[_input(dataset, places) for dataset in happening.inputs],
        outputs=[_output(dataset, places) for dataset in happening.outputs],
    )
    return Serde.to_dict(event)


def run_uuid(run_id: str, work: str | None = None, attempt: int = 1) -> str:
    """Return the UUID under which a run, or one attempt of its work, is known to receivers."""
    try:
        run = UUID(run_id)
    except ValueError:
        run = uuid5(NAMESPACE_URL, run_id)
    return str(run if work is None else uuid5(run, f"{work}/{attempt}"))


def _run(happening: Happening) -> Run:
    from openlineage.client import facet_v2 as facets
    from openlineage.client.event_v2 import Run

    known: dict[str, RunFacet] = {
        "processing_engine": facets.processing_engine_run.ProcessingEngineRunFacet(
            version=happening.engine_version, name="Dagster"
        )
    }
    if happening.work is not None:
        known["parent"] = facets.parent_run.ParentRunFacet(
            run=facets.parent_run.Run(runId=run_uuid(happening.run_id)),
            job=facets.parent_run.Job(namespace=PLATFORM, name=_job_name(happening)),
        )
    if happening.failure is not None:
        known["errorMessage"] = facets.error_message_run.ErrorMessageRunFacet(
            message=happening.failure.message,
            programmingLanguage="python",
            stackTrace=happening.failure.stack,
        )
    return Run(run_uuid(happening.run_id, happening.work, happening.attempt), known)


def _job(happening: Happening) -> Job:
    from openlineage.client.event_v2 import Job
    from openlineage.client.facet_v2 import job_type_job

    kind = job_type_job.JobTypeJobFacet(
        processingType="BATCH",
        integration="DAGSTER",
        jobType="JOB" if happening.work is None else "STEP",
    )
    return Job(PLATFORM, happening.work or _job_name(happening), {"jobType": kind})


def _job_name(happening: Happening) -> str:
    return ASSETS if is_nameless(happening.job) else happening.job


def _input(dataset: Dataset, places: Sequence[Place]) -> InputDataset:
    from openlineage.client.event_v2 import InputDataset
    from openlineage.client.facet_v2 import data_quality_assertions_dataset as quality

    name = name_of(dataset.key, places)
    known = {}
    if dataset.assertions:
        known["dataQualityAssertions"] = quality.DataQualityAssertionsDatasetFacet(
            assertions=[
                quality.Assertion(
                    assertion=told.name,
                    success=told.success,
                    column=told.column,
                    severity=told.severity,
                    name=told.name,
                    description=told.description,
                )
                for told in dataset.assertions
            ]
        )
    return InputDataset(name.namespace, name.name, known, facets=_facets(dataset, name, places))


def _output(dataset: Dataset, places: Sequence[Place]) -> OutputDataset:
    from openlineage.client.event_v2 import OutputDataset
    from openlineage.client.facet_v2 import output_statistics_output_dataset as statistics

    name = name_of(dataset.key, places)
    known = {}
    if dataset.rows is not None:
        known["outputStatistics"] = statistics.OutputStatisticsOutputDatasetFacet(
            rowCount=dataset.rows
        )
    return OutputDataset(name.namespace, name.name, known, facets=_facets(dataset, name, places))


def _facets(
    dataset: Dataset, name: DatasetName, places: Sequence[Place]
) -> dict[str, DatasetFacet]:
    """Return what is said of a dataset whichever side it stands on."""
    from openlineage.client import facet_v2 as facets

    known: dict[str, DatasetFacet] = {
        "dataSource": facets.datasource_dataset.DatasourceDatasetFacet(
            name=name.namespace, uri=_uri(name.namespace)
        ),
        "symlinks": facets.symlinks_dataset.SymlinksDatasetFacet(
            identifiers=[
                facets.symlinks_dataset.Identifier(PLATFORM, "/".join(dataset.key), "ASSET")
            ]
        ),
    }
    if dataset.version is not None:
        known["version"] = facets.dataset_version_dataset.DatasetVersionDatasetFacet(
            datasetVersion=dataset.version
        )
    if dataset.columns:
        known["schema"] = facets.schema_dataset.SchemaDatasetFacet(
            fields=[
                facets.schema_dataset.SchemaDatasetFacetFields(
                    column.name, column.type, column.description, ordinal_position=position
                )
                for position, column in enumerate(dataset.columns, start=1)
            ]
        )
    if dataset.lineage:
        known["columnLineage"] = _column_lineage(dataset, places)
    return known


def _column_lineage(dataset: Dataset, places: Sequence[Place]) -> DatasetFacet:
    from openlineage.client.facet_v2 import column_lineage_dataset as columns

    return columns.ColumnLineageDatasetFacet(
        fields={
            column: columns.Fields(
                [columns.InputField(*name_of(key, places), field=source) for key, source in sources]
            )
            for column, sources in dataset.lineage.items()
        }
    )


def _uri(namespace: str) -> str:
    return namespace if "://" in namespace else f"{namespace}://"
