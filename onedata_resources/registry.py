"""Resource keys and the environment variables behind them; the only place with `dg.EnvVar`."""

import os

import dagster as dg

from onedata_resources.clients.catalog import Catalog
from onedata_resources.services import (
    AlarmResource,
    AuditResource,
    CarteResource,
    DatabaseResource,
    FoldersResource,
    LakeResource,
    LanguageModelResource,
    LineageResource,
    MembersResource,
    ModelRegistryResource,
    PagedJsonResource,
    SourceVersionsResource,
    StagingResource,
    StoreResource,
    TritonResource,
    VectorResource,
)
from onedata_resources.settings import default_of


def env(name: str) -> str:
    """Return the variable as Dagster resolves it at run time, or its default where it is unset.

    A set variable stays an `EnvVar`, so its value is never shown in the UI.
    """
    return dg.EnvVar(name) if os.environ.get(name) else default_of(name)


def build_resources() -> dict[str, object]:
    """Return every resource by its key."""
    return {
        "alarms": AlarmResource(
            url=env("ALARMS_URL"),
            channels=env("ALARMS_CHANNELS"),
            file=env("NOTIFY_FILE"),
            outbound_allow=env("OUTBOUND_ALLOW"),
            ui_url=env("ONEDATA_UI_URL"),
        ),
        "folders": FoldersResource(
            files=env("RETAIL_FILES_DIR"),
            documents=env("DOCUMENTS_DIR"),
            reports=env("REPORTS_DIR"),
        ),
        "audit": AuditResource(url=env("STORE_URL"), key=env("ONEDATA_SECRET_KEY")),
        "kettle": CarteResource(
            base_url=env("KETTLE_BASE_URL"),
            user=env("KETTLE_USER"),
            password=env("KETTLE_PASSWORD"),
        ),
        "lake": LakeResource(uri=env("LAKE_URI")),
        "lineage_events": LineageResource(
            url=env("OPENLINEAGE_URL"), spool=env("OPENLINEAGE_SPOOL")
        ),
        "llm": LanguageModelResource(
            base_url=env("LLM_BASE_URL"),
            model=env("LLM_MODEL"),
            key=env("LLM_API_KEY"),
            timeout_seconds=env("LLM_TIMEOUT_SECONDS"),
        ),
        "members": MembersResource(
            url=env("STORE_URL"), default_project=env("ONEDATA_DEFAULT_PROJECT")
        ),
        "models": ModelRegistryResource(
            tracking_uri=env("MLFLOW_TRACKING_URI"), artifacts_uri=env("MLFLOW_ARTIFACTS_URI")
        ),
        "retail": DatabaseResource(url=env("RETAIL_SOURCE_URL")),
        "sources": Catalog(),  # each source names its own variable
        "source_versions": SourceVersionsResource(url=env("STORE_URL")),
        "staging": StagingResource(url=env("KETTLE_STAGING_URL")),
        "store": StoreResource(url=env("STORE_URL")),
        "triton": TritonResource(
            base_url=env("TRITON_BASE_URL"),
            model_repository=env("TRITON_MODEL_REPOSITORY"),
            side_environment=env("TRITON_SIDE_ENVIRONMENT"),
        ),
        "vectors": VectorResource(uri=env("VECTORS_URI")),
        "weather": PagedJsonResource(base_url=env("WEATHER_BASE_URL")),
    }
