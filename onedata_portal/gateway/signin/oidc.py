"""OpenID Connect: code flow with PKCE, state and nonce, by discovery.

The checks of the token are in `id_token.py`, of what comes back in `kept.py`; plain OAuth 2 is in
`oauth2.py`.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, SecretStr, model_validator

from onedata_portal.gateway.signin.code_flow import (
    Client,
    TokenAuth,
    authorization_url,
    bearer,
    code_form,
    exchanged,
    text_of,
)
from onedata_portal.gateway.signin.discovery import Discovery, Metadata
from onedata_portal.gateway.signin.fields import Fields, person_of
from onedata_portal.gateway.signin.id_token import checked_claims
from onedata_portal.gateway.signin.kept import checked_code, new_kept
from onedata_portal.gateway.signin.person import Person
from onedata_portal.gateway.signin.provider import Begun, Clock, Configured, SignInError, utc_now
from onedata_portal.gateway.signin.provider_http import ProviderHttp
from onedata_portal.gateway.signin.settings import HttpSettings


class OidcSettings(HttpSettings):
    """An OpenID Connect provider."""

    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = SecretStr("")
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    token_auth: TokenAuth | None = None
    userinfo: bool = True
    authorize_params: dict[str, str] = Field(default_factory=dict)
    fields: Fields = Fields()

    @model_validator(mode="after")
    def _issuer_is_an_address(self) -> "OidcSettings":
        self.checked_url(self.issuer)
        return self


class OidcProvider(Configured[OidcSettings]):
    """Signs people in by an OpenID Connect provider."""

    settings_class = OidcSettings

    def __init__(self, settings: OidcSettings, *, now: Clock = utc_now) -> None:
        super().__init__(settings)
        self._now = now
        self._http = ProviderHttp(settings)
        self._discovery = Discovery(settings, settings.issuer, self._http, now)

    def begin(self, redirect_uri: str) -> Begun:
        """Return where to send the browser, and what to keep."""
        kept = new_kept(self.id, redirect_uri, self._now())
        endpoint = self._discovery.metadata().authorization_endpoint
        url = authorization_url(
            endpoint,
            {
                **self.settings.authorize_params,
                "client_id": self.settings.client_id,
                "scope": " ".join(dict.fromkeys(("openid", *self.settings.scopes))),
                "nonce": kept["nonce"],
            },
            kept,
        )
        return Begun(url, kept)

    def finish(
        self, query: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str
    ) -> Person:
        """Return who came back with this query."""
        code = checked_code(self.settings, query, kept, redirect_uri, now=self._now())
        metadata = self._discovery.metadata()
        self._check_issuer(metadata, query)
        answer = self._exchanged(metadata, code, kept)
        access_token = text_of(answer, "access_token")
        claims = checked_claims(
            text_of(answer, "id_token"),
            self._discovery,
            client_id=self.settings.client_id,
            nonce=kept["nonce"],
            access_token=access_token,
            now=self._now(),
        )
        claims = {**self._userinfo(metadata, access_token, claims), **claims}
        return person_of(self.settings, self.settings.fields, claims)

    def _check_issuer(self, metadata: Metadata, query: Mapping[str, str]) -> None:
        """Refuse an answer of another issuer (RFC 9207): its code must not go to this one."""
        says = query.get("iss")
        if says != metadata.issuer and (says is not None or metadata.says_issuer):
            raise SignInError(
                "this answer comes from another provider than the one asked: sign in again",
                "该回调来自另一登录方，请重新登录",
                "bad_state",
            )

    def _exchanged(
        self, metadata: Metadata, code: str, kept: Mapping[str, str]
    ) -> Mapping[str, Any]:
        """Return the tokens that the code stands for; a code is good for one exchange."""
        settings = self.settings
        secret = settings.client_secret.get_secret_value()
        client = Client.of(
            settings.client_id, secret, settings.token_auth, metadata.token_auth_methods
        )
        return exchanged(self._http, metadata.token_endpoint, code_form(code, kept), client)

    def _userinfo(
        self, metadata: Metadata, access_token: str, claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return what the provider says of the same subject; of another it says nothing here."""
        if not (self.settings.userinfo and metadata.userinfo_endpoint):
            return {}
        answer = self._http.get(metadata.userinfo_endpoint, headers=bearer(access_token))
        if answer.get("sub") != claims["sub"]:
            raise SignInError(
                "the provider's user information is of another person than its token",
                "登录方返回的用户信息与令牌不是同一人",
                "bad_token",
            )
        return answer
