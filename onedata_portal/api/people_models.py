"""What the API says of people and their keys, and what administrators send about them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from onedata_assets.domain.security.scopes import Scope
from onedata_portal.api.me_models import Membership
from onedata_portal.api.models import PLAIN, Body, Email, Line, Name, Secret

Organisation = Annotated[str, StringConstraints(max_length=500, pattern=PLAIN)]


class PersonItem(BaseModel):
    """A person; who is no administrator reads only the first two fields."""

    name: str
    display_name: str
    email: str | None = None
    organisation: str | None = None
    is_active: bool | None = None
    is_admin: bool | None = None
    source: str | None = None
    created_at: datetime | None = None
    last_seen_at: datetime | None = None
    locked_until: datetime | None = None
    projects: list[Membership] | None = None


class NewPerson(Body):
    """Somebody whom an administrator adds."""

    name: Name
    display_name: Line = ""
    email: Email = ""
    organisation: Organisation = ""
    password: Secret | None = Field(
        default=None, description="To be changed at the first sign-in; none for other providers."
    )
    is_admin: bool = False


class PersonChanges(Body):
    """What administrators change about somebody."""

    new_name: Name | None = None
    display_name: Line | None = None
    email: Email | None = None
    organisation: Organisation | None = None
    is_active: bool | None = None
    is_admin: bool | None = None
    password: Secret | None = Field(default=None, description="To be changed at the next sign-in.")


class TokenItem(BaseModel):
    """A key for programs, without its secret."""

    id: int
    title: str
    scopes: list[Scope]
    project: str | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class NewToken(Body):
    """A key that somebody asks for; it ends after `days`."""

    title: Annotated[Line, Field(min_length=1)]
    scopes: Annotated[list[Scope], Field(min_length=1)]
    project: Name | None = None
    days: Annotated[int, Field(ge=1, le=366)]


class MadeToken(TokenItem):
    """A new key with its secret, which is shown this once."""

    secret: str
