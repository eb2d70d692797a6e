"""Resources: each only configures and opens a client of `onedata_resources/clients`.

Assets ask for the client (`lake: dg.ResourceParam[LakeClient]`); which environment variable
configures which resource is in `registry.py`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import Field

from onedata_resources.clients.carte import CarteClient
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lineage import LineageClient
from onedata_resources.clients.llm import LlmClient
from onedata_resources.clients.models import ModelRegistryClient
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.clients.paged_json import PagedJsonClient
from onedata_resources.clients.staging import StagingClient
from onedata_resources.clients.triton import TritonClient
from onedata_resources.clients.vectors import VectorClient
from onedata_resources.settings import home_dir
from onedata_resources.store.audit_frame import AuditTrail
from onedata_resources.store.database import Store, opened
from onedata_resources.store.metadata import SourceVersions
from onedata_resources.store.receivers import Members
from onedata_resources.store.secrets import KEY_FILE


class LakeResource(dg.ConfigurableResource):
    """The lake."""

    uri: str = Field(description="Root of the lake: a path or an object store URL.")

    def create_resource(self, context: dg.InitResourceContext) -> LakeClient:
        """Return the client; it holds nothing open."""
        del context  # part of Dagster's hook signature
        return LakeClient(self.uri)


class DatabaseResource(dg.ConfigurableResource):
    """A SQL database."""

    url: str = Field(description="SQLAlchemy URL; pass `dg.EnvVar`, never a literal password.")

    def create_resource(self, context: dg.InitResourceContext) -> DatabaseClient:
        """Return the client; it opens connections when asked."""
        del context  # part of Dagster's hook signature
        return DatabaseClient(self.url)


class StagingResource(dg.ConfigurableResource):
    """The staging database of a real Carte."""

    url: str = Field(description="SQLAlchemy URL; pass `dg.EnvVar`. Empty where there is none.")

    def create_resource(self, context: dg.InitResourceContext) -> StagingClient:
        """Return the client; it opens connections when asked."""
        del context  # part of Dagster's hook signature
        return StagingClient(self.url)


class CarteResource(dg.ConfigurableResource):
    """A Carte server, embedded or real."""

    base_url: str = Field(description="Server root, without `/kettle`.")
    user: str = Field(description="Basic authentication user.")
    password: str = Field(description="Basic authentication password; pass `dg.EnvVar`.")

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[CarteClient]:
        """Open the client for one step."""
        del context  # part of Dagster's hook signature
        with CarteClient(self.base_url, auth=(self.user, self.password)) as client:
            yield client


class PagedJsonResource(dg.ConfigurableResource):
    """An HTTP interface that answers in pages of JSON."""

    base_url: str = Field(description="Service root, without a trailing slash.")

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[PagedJsonClient]:
        """Open the client for one step."""
        del context  # part of Dagster's hook signature
        with PagedJsonClient(self.base_url) as client:
            yield client


class ModelRegistryResource(dg.ConfigurableResource):
    """MLflow's tracking store and model registry."""

    tracking_uri: str = Field(description="MLflow tracking URI.")
    artifacts_uri: str = Field(description="Where model files go.")

    def create_resource(self, context: dg.InitResourceContext) -> ModelRegistryClient:
        """Return the client."""
        del context  # part of Dagster's hook signature
        return ModelRegistryClient(self.tracking_uri, self.artifacts_uri)


class TritonResource(dg.ConfigurableResource):
    """A server of the open inference protocol that loads from a model repository."""

    base_url: str = Field(description="Server root, without `/v2`.")
    model_repository: str = Field(description="Folder that the server loads models from.")
    side_environment: str = Field(description="Folder of the server installed on this machine.")

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[TritonClient]:
        """Open the client for one step."""
        del context  # part of Dagster's hook signature
        with TritonClient(
            self.base_url,
            model_repository=Path(self.model_repository).resolve(),
            side_environment=Path(self.side_environment).resolve(),
        ) as client:
            yield client


class VectorResource(dg.ConfigurableResource):
    """The vector store."""

    uri: str = Field(description="LanceDB folder or object store URL.")

    def create_resource(self, context: dg.InitResourceContext) -> VectorClient:
        """Return the client."""
        del context  # part of Dagster's hook signature
        return VectorClient(self.uri)


class LanguageModelResource(dg.ConfigurableResource):
    """A language model; without an address there is none, and its client says so."""

    base_url: str = Field(description="Root of the interface; empty where there is no model.")
    model: str = Field(description="Name of the model.")
    key: str = Field(description="Key of the interface; pass `dg.EnvVar`.")
    timeout_seconds: str = Field(description="How long one answer may take.")

    def create_resource(self, context: dg.InitResourceContext) -> LlmClient:
        """Return the client; it keeps no connection."""
        del context  # part of Dagster's hook signature
        return LlmClient.configured(self.base_url, self.model, self.key, self.timeout_seconds)


class LineageResource(dg.ConfigurableResource):
    """Where OpenLineage events go."""

    url: str = Field(description="file:// or http(s):// URL.")
    spool: str = Field(description="File in which events wait while the receiver is away.")

    def create_resource(self, context: dg.InitResourceContext) -> LineageClient:
        """Return the client."""
        del context  # part of Dagster's hook signature
        return LineageClient(self.url, spool=Path(self.spool))


class AlarmResource(dg.ConfigurableResource):
    """Message push: where alarms and messages to people go."""

    url: str = Field(description="file:// or http(s):// URL.")
    channels: str = Field(default="", description="More channels: name=url, parted by spaces.")
    file: str = Field(default="", description="NOTIFY_FILE: more channels, and who gets what.")
    ui_url: str = Field(default="", description="Root of the web page that links lead to.")
    outbound_allow: str = Field(default="", description="Addresses open to people's webhooks.")

    def create_resource(self, context: dg.InitResourceContext) -> NotifyClient:
        """Return the client."""
        del context  # part of Dagster's hook signature
        return NotifyClient(
            self.url,
            channels=self.channels,
            file=self.file,
            ui_url=self.ui_url,
            outbound_allow=self.outbound_allow,
        )


class MembersResource(dg.ConfigurableResource):
    """The members of projects, who get messages."""

    url: str = Field(description="SQLAlchemy URL of the platform's records; pass `dg.EnvVar`.")
    default_project: str = Field(description="Whose members are told of what no project owns.")

    def create_resource(self, context: dg.InitResourceContext) -> Members:
        """Return the members; the store is open only while it is asked."""
        del context  # part of Dagster's hook signature
        return Members(self.url, self.default_project)


class AuditResource(dg.ConfigurableResource):
    """The audit log of the platform's records."""

    url: str = Field(description="SQLAlchemy URL of the platform's records; pass `dg.EnvVar`.")
    key: str = Field(description="The platform's key; pass `dg.EnvVar`. Empty: that of the home.")

    def create_resource(self, context: dg.InitResourceContext) -> AuditTrail:
        """Return the log; the store is open only while it is asked."""
        del context  # part of Dagster's hook signature
        return AuditTrail(self.url, key_file=home_dir() / KEY_FILE, key=self.key)


class SourceVersionsResource(dg.ConfigurableResource):
    """The versions of sources in the platform's records."""

    url: str = Field(description="SQLAlchemy URL of the platform's records; pass `dg.EnvVar`.")

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[SourceVersions]:
        """Open the store for one step."""
        del context  # part of Dagster's hook signature
        with opened(self.url) as store:
            yield SourceVersions(store)


class StoreResource(dg.ConfigurableResource):
    """The platform's own records."""

    url: str = Field(description="SQLAlchemy URL of the platform's records; pass `dg.EnvVar`.")

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[Store]:
        """Open the store for one step."""
        del context  # part of Dagster's hook signature
        with opened(self.url) as store:
            yield store


class FoldersResource(dg.ConfigurableResource):
    """The folders outside the lake."""

    files: str = Field(description="Folder of the source files.")
    documents: str = Field(description="Folder of the documents to index.")
    reports: str = Field(description="Folder that reports are written to.")

    def create_resource(self, context: dg.InitResourceContext) -> Folders:
        """Return the folders as absolute paths."""
        del context  # part of Dagster's hook signature
        return Folders(
            files=Path(self.files).resolve(),
            documents=Path(self.documents).resolve(),
            reports=Path(self.reports).resolve(),
        )
