"""What the API says of projects and their members, and what it is sent about them."""

from datetime import datetime
from typing import Annotated

from pydantic import AliasChoices, BaseModel, Field, StringConstraints

from onedata_assets.domain.security.roles import Role
from onedata_portal.api.errors import ErrorBody
from onedata_portal.api.models import LINES, Body, Line, Name

Text = Annotated[str, StringConstraints(max_length=10_000, pattern=LINES)]
Description = Annotated[str, StringConstraints(max_length=2000, pattern=LINES)]


class ProjectSettings(Body):
    """What runs, services and notebooks of a project inherit, as people write it.

    Cube Studio's names are taken too.
    """

    mounts: Text = Field(
        default="",
        validation_alias=AliasChoices("mounts", "volume_mount"),
        description="`name(pvc):/path` and the other kinds, by line.",
    )
    node_selector: Text = Field(default="", description="`key=value` pairs parted by semicolons.")
    resource_group: Line = Field(default="", validation_alias=AliasChoices("resource_group", "org"))
    cluster: Line = ""
    proxy_address: Line = Field(
        default="",
        validation_alias=AliasChoices("proxy_address", "SERVICE_EXTERNAL_IP"),
        description="`host` or `inside|outside`.",
    )
    priority: Line = Field(default="", description="A whole number from -100 to 100.")
    quotas: dict[Line, Line | dict[Line, Line]] = Field(
        default_factory=dict,
        description="cpu, memory and gpu of the project, and the same of each `member`.",
        max_length=50,
    )


class SettingFault(BaseModel):
    """What is wrong with one setting; `field` is its name, with dots where it stands deeper."""

    field: str
    en: str
    zh: str


class SettingsRefused(ErrorBody):
    """The answer to settings that cannot be read."""

    faults: list[SettingFault]


class ParsedMount(BaseModel):
    """A mount; `{user}` in its path is the name of the person."""

    source: str
    kind: str
    path: str


class ParsedAddress(BaseModel):
    """Where services are reached, from inside and from outside."""

    inside: str
    outside: str


class ParsedAmounts(BaseModel):
    """Cores, memory and cards, each written in one way."""

    cpu: str = ""
    memory: str = ""
    gpu: str = ""


class ParsedQuotas(BaseModel):
    """What the project, and each of its members, may use at once; empty is not limited."""

    project: ParsedAmounts
    member: ParsedAmounts


class ParsedSettings(BaseModel):
    """What the settings mean."""

    mounts: list[ParsedMount]
    node_selector: dict[str, list[str]]
    resource_group: str
    cluster: str = Field(description="The one that runs go to: the default one where none is set.")
    proxy_address: ParsedAddress | None = Field(
        description="Of the project, else of its cluster, else of the installation."
    )
    priority: int
    quotas: ParsedQuotas


class ProjectItem(BaseModel):
    """A project in a list; `role` is that of who asks."""

    name: str
    title: str
    description: str
    role: Role | None
    members: int
    created_at: datetime


class May(BaseModel):
    """What who asks may do here."""

    manage: bool
    delete: bool


class ProjectPage(ProjectItem):
    """One project with its settings."""

    settings: ProjectSettings
    parsed: ParsedSettings | None = Field(description="Nothing where a setting is wrong by now.")
    faults: list[SettingFault] = Field(description="What is wrong with them by now.")
    may: May


class NewProject(Body):
    """A project to make; who makes it is its creator."""

    name: Name
    title: Line = ""
    description: Description = ""


class ProjectChanges(Body):
    """What is to change of a project."""

    title: Line | None = None
    description: Description | None = None
    settings: ProjectSettings | None = None


class MemberItem(BaseModel):
    """What somebody is in a project."""

    name: str
    display_name: str
    role: Role
    since: datetime


class RoleGiven(Body):
    """The role that somebody gets."""

    role: Role
