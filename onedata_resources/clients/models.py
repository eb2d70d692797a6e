"""The model registry: MLflow runs, registered versions and the alias of the version in use.

Only LightGBM models are kept so far. What a model is trained from and when it may be promoted is
decided in `onedata_assets/domain/training`. MLflow is imported when the registry is first used,
by `_client`, which must come first: it sets what MLflow reads as it is imported. What goes in and
comes back is in `models_records.py`, errors are in `models_errors.py`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.clients.database_url import database_url, shown
from onedata_resources.clients.models_errors import no_such_model, registry_errors
from onedata_resources.clients.models_records import (
    LoadedModel,
    RegisteredVersion,
    TrainingRecord,
)

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion
    from mlflow.models.model import ModelInfo

CHAMPION = "champion"
"""The alias of the version that forecasts and serves."""

FINGERPRINT = "onedata.fingerprint"
NOTE = "mlflow.note.content"
"""Tags of a run; MLflow's page shows the second as the run's description."""

QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
}
"""Set before MLflow is imported, where the environment does not say otherwise."""


class ModelRegistryClient:
    """Logs trainings to MLflow at `tracking_uri` and keeps model files under `artifacts_uri`."""

    def __init__(self, tracking_uri: str, artifacts_uri: str) -> None:
        self.tracking_uri = tracking_uri
        self.artifacts_uri = artifacts_uri

    def log(self, record: TrainingRecord) -> RegisteredVersion:
        """Log the training as a run and register its model as the next version, not yet promoted.

        Raises:
            UnavailableError: The registry cannot be reached or written.
            StorageFullError: There is no room left; no version was registered.
        """
        client = self._client
        import mlflow

        with self._boundary(f"model {record.name}"):
            mlflow.set_experiment(experiment_id=self._experiment(record.name))
            tags = {**record.tags, FINGERPRINT: record.fingerprint, NOTE: record.note}
            with mlflow.start_run(tags=tags) as run:
                self._log_figures(record)
                uri = _log_model(record)
            if not client.search_registered_models(f"name = '{record.name}'"):
                client.create_registered_model(record.name)
            made = client.create_model_version(
                record.name, uri.model_uri, run.info.run_id, model_id=uri.model_id
            )
            return self._registered(made)

    def promote(self, registered: RegisteredVersion, alias: str = CHAMPION) -> None:
        """Point the alias at this version; whoever loads by the alias gets it from now on."""
        with self._boundary(f"model {registered.name} version {registered.version}"):
            self._client.set_registered_model_alias(registered.name, alias, registered.version)

    def latest(self, name: str) -> RegisteredVersion:
        """Return the newest version, promoted or not.

        Raises:
            NoSuchModelError: Nothing is registered under this name.
        """
        with self._boundary(f"model {name}"):
            newest = self._newest(name)
            if newest is None:
                raise no_such_model(f"model {name}")
            return newest

    def unchanged(self, name: str, fingerprint: str) -> RegisteredVersion | None:
        """Return the newest version if it has this fingerprint and its files are still there."""
        with self._boundary(f"model {name}"):
            newest = self._newest(name)
            if newest is None or newest.fingerprint != fingerprint:
                return None
            from mlflow.artifacts import list_artifacts

            files = list_artifacts(artifact_uri=f"models:/{name}/{newest.version}")
            return newest if files else None

    def aliased(self, name: str, alias: str = CHAMPION) -> RegisteredVersion | None:
        """Return the version that the alias points at, or None where there is none."""
        with self._boundary(f"model {name}@{alias}"):
            found = self._client.search_registered_models(f"name = '{name}'")
            version = found[0].aliases.get(alias) if found else None
            if version is None:
                return None
            return self._registered(self._client.get_model_version(name, str(version)))

    def load(self, name: str, alias: str = CHAMPION) -> LoadedModel:
        """Return the model that the alias points at, ready to predict.

        Raises:
            NoSuchModelError: The model or the alias does not exist, or its files are gone.
        """
        registered = self.aliased(name, alias)
        if registered is None:
            raise no_such_model(f"model {name}@{alias}")
        import lightgbm
        import pandas as pd
        from mlflow.artifacts import download_artifacts
        from mlflow.models import Model

        with self._boundary(f"model {name} version {registered.version}"):
            folder = Path(download_artifacts(f"models:/{name}/{registered.version}"))
            described = Model.load(folder)
            example = described.load_input_example(str(folder))
            return LoadedModel(
                registered=registered,
                model=lightgbm.Booster(model_file=folder / described.flavors["lightgbm"]["data"]),
                metadata=described.metadata or {},
                example=pd.DataFrame(example).to_numpy(dtype=float),
            )

    def run_url(self, run_id: str) -> str:
        """Return where a person sees the run: the server's page, or the command that opens one."""
        if self.tracking_uri.startswith(("http://", "https://")):
            experiment = self._client.get_run(run_id).info.experiment_id
            return f"{self.tracking_uri.rstrip('/')}/#/experiments/{experiment}/runs/{run_id}"
        return f"mlflow ui --backend-store-uri {shown(database_url(self.tracking_uri))}"

    @cached_property
    def _client(self) -> MlflowClient:
        """Open the registry once; a new SQLite file gets its tables here, which takes seconds."""
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        import mlflow

        logging.getLogger("mlflow").setLevel(logging.WARNING)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        with self._boundary("the model registry"):
            if self.tracking_uri.startswith("sqlite:///"):
                folder = Path(self.tracking_uri.removeprefix("sqlite:///")).parent
                folder.mkdir(parents=True, exist_ok=True)
            with _kept("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI"):
                mlflow.set_tracking_uri(self.tracking_uri)
                mlflow.set_registry_uri(self.tracking_uri)
            return mlflow.MlflowClient(self.tracking_uri, self.tracking_uri)

    def _experiment(self, name: str) -> str:
        found = self._client.get_experiment_by_name(name)
        if found is not None:
            return found.experiment_id
        return self._client.create_experiment(name, artifact_location=self._artifacts())

    def _artifacts(self) -> str:
        """Return the folder as a URI: MLflow would take a bare path relative to the process."""
        if "://" in self.artifacts_uri:
            return self.artifacts_uri
        return Path(self.artifacts_uri).resolve().as_uri()

    def _newest(self, name: str) -> RegisteredVersion | None:
        found = self._client.search_model_versions(
            f"name = '{name}'", max_results=1, order_by=["version_number DESC"]
        )
        return self._registered(found[0]) if found else None

    def _registered(self, made: ModelVersion) -> RegisteredVersion:
        version = RegisteredVersion(made.name, str(made.version), made.run_id or "", {})
        if not made.run_id:  # registered by hand
            return version
        kept = self._client.get_run(made.run_id).data
        return replace(
            version,
            metrics=kept.metrics,
            fingerprint=kept.tags.get(FINGERPRINT, ""),
            note=kept.tags.get(NOTE, ""),
        )

    @staticmethod
    def _log_figures(record: TrainingRecord) -> None:
        import mlflow
        from mlflow.data.delta_dataset_source import DeltaDatasetSource
        from mlflow.data.meta_dataset import MetaDataset

        mlflow.log_params(dict(record.params))
        mlflow.log_metrics(dict(record.metrics))
        for step, metrics in enumerate(record.fold_metrics, start=1):
            mlflow.log_metrics(dict(metrics), step=step)
        source = DeltaDatasetSource(
            path=record.dataset.location, delta_table_version=record.dataset.version
        )
        trained_on = MetaDataset(source, record.dataset.name, record.dataset.digest)
        mlflow.log_input(trained_on, context="training")

    def _boundary(self, what: str) -> AbstractContextManager[None]:
        return registry_errors(what, self.tracking_uri)


def _log_model(record: TrainingRecord) -> ModelInfo:
    """Store the model in the active run, with its signature, example and metadata."""
    import lightgbm
    import numpy as np
    import pandas as pd
    from mlflow import lightgbm as flavour
    from mlflow.models import infer_signature

    example = pd.DataFrame(record.example, columns=list(record.features))
    return flavour.log_model(
        record.model,
        name="model",
        signature=infer_signature(example, np.asarray(record.model.predict(record.example))),
        input_example=example,
        # Given, because MLflow would start a process of many seconds to find them out.
        pip_requirements=[f"lightgbm=={lightgbm.__version__}", f"numpy=={np.__version__}"],
        metadata=dict(record.metadata),
        # It would load the model once more only to try the example; the served model is checked.
        validate_serving_input=False,
    )


@contextmanager
def _kept(*names: str) -> Iterator[None]:
    """Undo what MLflow writes into the environment for child processes: they have their own."""
    before = {name: os.environ.get(name) for name in names}
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
