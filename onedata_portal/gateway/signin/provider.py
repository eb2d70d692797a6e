"""What every way in offers, and how it says no. The ways themselves are in the files beside."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar, runtime_checkable

from onedata_portal.gateway.signin.person import Person
from onedata_portal.gateway.signin.settings import ProviderSettings, Title
from onedata_resources.errors import OneDataError

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time of this machine."""
    return datetime.now(UTC)


class SignInError(OneDataError):
    """A provider lets this person not in; `code` says which case it is.

    `bad_state` (the answer belongs to no sign-in begun in this browser), `expired`, `denied`
    (the person or the provider said no), `bad_token`, `refused` (the provider refused the
    platform's request), `incomplete` (its answer lacks something), `not_allowed`, `misconfigured`.
    """

    def __init__(self, en: str, zh: str, code: str = "refused") -> None:
        super().__init__(en, zh)
        self.code = code

    def __reduce__(self) -> tuple[type["SignInError"], tuple[str, str, str]]:  # type: ignore[override]
        """Travel between processes with both texts and the code."""
        return type(self), (self.en, self.zh, self.code)


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and what to keep of this sign-in until it comes back.

    `kept` is for this browser alone and for one use: keep it in the session or in a signed,
    HttpOnly cookie, and forget it before `finish` is called. It holds the PKCE verifier.
    """

    url: str
    kept: dict[str, str]


class Provider(Protocol):
    """One way in: its id in addresses, its kind, and its title on the sign-in page."""

    @property
    def id(self) -> str:
        """The id."""
        ...

    @property
    def kind(self) -> str:
        """The kind, as the file names it."""
        ...

    @property
    def title(self) -> Title:
        """What people read on the button."""
        ...


@runtime_checkable
class PasswordProvider(Provider, Protocol):
    """A way in that checks a name and a password."""

    def check(self, name: str, password: str) -> Person | None:
        """Return who that is, or None where name and password are not right.

        Raises:
            UnavailableError: The directory did not answer.
            SignInError: The directory answered something that lets nobody in.
        """
        ...


@runtime_checkable
class RedirectProvider(Provider, Protocol):
    """A way in that sends the browser elsewhere and gets it back."""

    def begin(self, redirect_uri: str) -> Begun:
        """Return where to send the browser, and what to keep.

        Raises:
            UnavailableError: The provider did not answer.
        """
        ...

    def finish(
        self, query: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str
    ) -> Person:
        """Return who came back with this query.

        Raises:
            UnavailableError: The provider did not answer.
            SignInError: Nobody signed in; the code says why.
        """
        ...


@runtime_checkable
class HeaderProvider(Provider, Protocol):
    """A way in that trusts what a proxy in front says."""

    def read(self, headers: Iterable[tuple[bytes, bytes]], peer: str | None) -> Person | None:
        """Return whom the proxy names, or None where no trusted proxy names anybody.

        `headers` are ASGI's raw pairs. `peer` is the address of the other end of the connection,
        never one that a header such as X-Forwarded-For names.

        Raises:
            SignInError: A trusted proxy names somebody in a way that cannot be trusted.
        """
        ...


S = TypeVar("S", bound=ProviderSettings)


class Configured(Generic[S]):
    """The base of providers: made from its validated settings."""

    settings_class: type[ProviderSettings]

    def __init__(self, settings: S) -> None:
        self.settings = settings

    @property
    def id(self) -> str:
        """The id."""
        return self.settings.id

    @property
    def kind(self) -> str:
        """The kind, as the file names it."""
        return self.settings.kind

    @property
    def title(self) -> Title:
        """What people read on the button."""
        return self.settings.title
