"""What the API says of projects and their members, and what it is sent about them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from onedata_assets.domain.security.roles import Role
from onedata_portal.api.models import Body, Line, Name

Text = Annotated[str, StringConstraints(max_length=10_000)]
Description = Annotated[str, StringConstraints(max_length=2000)]


class ProjectSettings(Body):
    """What runs, services and notebooks of a project inherit, as people write it."""

    mounts: Text = Field(default="", description="`name(pvc):/path` and the other kinds, by line.")
    node_selector: Text = Field(default="", description="`key=value` pairs parted by semicolons.")
    resource_group: Line = ""
    cluster: Line = ""
    proxy_address: Line = ""
    quotas: dict[str, Line] = Field(
        default_factory=dict, description="cpu, memory, gpu and others.", max_length=50
    )


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
