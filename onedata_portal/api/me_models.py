"""What the API says of who is signed in, and what they send."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from onedata_assets.domain.security.roles import Role
from onedata_portal.api.models import Body, Email, Line, Name, Secret, Texts


class Membership(BaseModel):
    """What a person is in a project."""

    name: str
    title: str
    role: Role


class Me(BaseModel):
    """The person who is signed in."""

    name: str
    display_name: str
    email: str
    organisation: str
    source: str
    is_admin: bool
    language: str
    theme: str
    must_change_password: bool
    projects: list[Membership]


class Way(BaseModel):
    """A way to sign in; `start` is the page that begins one elsewhere."""

    id: str
    kind: str
    title: Texts
    start: str | None = None


class Product(BaseModel):
    """What is running here."""

    name: str
    version: str


class SessionState(BaseModel):
    """Whether somebody is signed in, and how one may sign in."""

    signed_in: bool
    person: Me | None = None
    registration_open: bool
    password_min_length: int
    providers: list[Way]
    product: Product


class SignIn(Body):
    """A name and a password, for this platform or a directory."""

    name: Name
    password: Secret
    provider: Name = "local"


class Registration(Body):
    """An account that somebody makes for themselves."""

    name: Name
    password: Secret
    display_name: Line = ""
    email: Email = ""


class MyChanges(Body):
    """What people change about themselves."""

    display_name: Line | None = None
    email: Email | None = None
    language: Literal["", "zh", "en"] | None = None
    theme: Literal["", "light", "dark"] | None = None


class PasswordChange(Body):
    """The password until now, and the one from now on."""

    old: Secret
    new: Secret
    end_keys: bool = Field(default=False, description="Whether one's keys for programs end too.")


class MySession(BaseModel):
    """A browser in which the person is signed in."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    agent: str
    current: bool
