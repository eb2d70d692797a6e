"""Plain OAuth 2, where no ID token says who signed in: an access token asks the provider's API.

GitHub is a preset of it (`github.py`), as are Feishu and DingTalk (`chat_apps.py`) and WeCom
(`wecom.py`). OpenID Connect is in `oidc.py`.
"""

from collections.abc import Mapping
from typing import Any, Generic, Literal, TypeVar

from pydantic import Field, SecretStr, model_validator

from onedata_portal.gateway.signin.code_flow import (
    Client,
    authorization_url,
    bearer,
    code_form,
    exchanged,
    text_of,
)
from onedata_portal.gateway.signin.fields import Fields, person_of
from onedata_portal.gateway.signin.kept import checked_code, new_kept
from onedata_portal.gateway.signin.person import Person
from onedata_portal.gateway.signin.provider import Begun, Clock, Configured, utc_now
from onedata_portal.gateway.signin.provider_http import ProviderHttp
from onedata_portal.gateway.signin.settings import HttpSettings


class OAuthClientSettings(HttpSettings):
    """What every OAuth 2 provider gives its client."""

    client_id: str = Field(min_length=1)
    client_secret: SecretStr


class OAuth2Settings(OAuthClientSettings):
    """An OAuth 2 provider whose addresses and fields are configured."""

    authorize_url: str
    token_url: str
    user_url: str
    scopes: tuple[str, ...] = ()
    token_auth: Literal["basic", "post", "json"] = "post"  # noqa: S105
    authorize_params: dict[str, str] = Field(default_factory=dict)
    fields: Fields

    @model_validator(mode="after")
    def _addresses_are_https(self) -> "OAuth2Settings":
        for url in (self.authorize_url, self.token_url, self.user_url):
            self.checked_url(url)
        return self


S = TypeVar("S", bound=HttpSettings)


class CodeProvider(Configured[S], Generic[S]):
    """The base of ways in that get a code by redirect and ask an API with it."""

    code_parameter = "code"

    def __init__(self, settings: S, *, now: Clock = utc_now) -> None:
        super().__init__(settings)
        self._now = now
        self.http = ProviderHttp(settings)

    def begin(self, redirect_uri: str) -> Begun:
        """Return where to send the browser, and what to keep."""
        kept = new_kept(self.id, redirect_uri, self._now())
        return Begun(self.address(kept), kept)

    def finish(
        self, query: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str
    ) -> Person:
        """Return who came back with this query."""
        code = checked_code(
            self.settings,
            query,
            kept,
            redirect_uri,
            now=self._now(),
            parameter=self.code_parameter,
        )
        return person_of(self.settings, self.fields(), self.claims(code, kept))

    def address(self, kept: Mapping[str, str]) -> str:
        """Return where the browser goes."""
        raise NotImplementedError

    def claims(self, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        """Return what the provider says of whom the code stands for."""
        raise NotImplementedError

    def fields(self) -> Fields:
        """Return which of that is which field."""
        raise NotImplementedError


class OAuth2Provider(CodeProvider[OAuth2Settings]):
    """Signs people in by an OAuth 2 provider and one address that describes them."""

    settings_class = OAuth2Settings

    def address(self, kept: Mapping[str, str]) -> str:
        """Return where the browser goes."""
        settings = self.settings
        asked = {**settings.authorize_params, "client_id": settings.client_id}
        if settings.scopes:
            asked["scope"] = " ".join(settings.scopes)
        return authorization_url(settings.authorize_url, asked, kept)

    def claims(self, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        """Return what `user_url` says."""
        token = text_of(self._exchanged(code, kept), "access_token")
        return self.http.get(self.settings.user_url, headers=bearer(token))

    def fields(self) -> Fields:
        """Return the configured fields."""
        return self.settings.fields

    def _exchanged(self, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        settings = self.settings
        secret = settings.client_secret.get_secret_value()
        client = Client(settings.client_id, secret, settings.token_auth)
        return exchanged(self.http, settings.token_url, code_form(code, kept), client)
