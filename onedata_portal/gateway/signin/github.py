"""GitHub and GitHub Enterprise Server: OAuth 2 with known addresses, its e-mails, and its teams."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import model_validator

from onedata_portal.gateway.signin.code_flow import (
    Client,
    authorization_url,
    bearer,
    code_form,
    exchanged,
    text_of,
)
from onedata_portal.gateway.signin.fields import Fields
from onedata_portal.gateway.signin.oauth2 import CodeProvider, OAuthClientSettings

PUBLIC = "https://github.com"
PUBLIC_API = "https://api.github.com"
MAX_PAGES = 20


class GithubSettings(OAuthClientSettings):
    """GitHub; `base_url` is that of an Enterprise Server.

    Groups are the person's organisations (`acme`) and teams (`acme/data`), read only where
    `admin_groups` or `allowed_groups` name any: that needs the scope `read:org`.
    """

    base_url: str = PUBLIC
    api_url: str | None = None

    @model_validator(mode="after")
    def _addresses_are_https(self) -> "GithubSettings":
        self.checked_url(self.base_url)
        self.checked_url(self.api)
        return self

    @property
    def api(self) -> str:
        """The root of the API."""
        base = self.base_url.rstrip("/")
        return (self.api_url or (PUBLIC_API if base == PUBLIC else f"{base}/api/v3")).rstrip("/")

    @property
    def asks_groups(self) -> bool:
        """Whether somebody's groups are of interest."""
        return bool(self.admin_groups or self.allowed_groups)


class GithubProvider(CodeProvider[GithubSettings]):
    """Signs people in by GitHub. The subject is the account's number: a login can be given away."""

    settings_class = GithubSettings

    def address(self, kept: Mapping[str, str]) -> str:
        """Return where the browser goes."""
        scopes = ["read:user", "user:email", *(["read:org"] if self.settings.asks_groups else [])]
        asked = {"client_id": self.settings.client_id, "scope": " ".join(scopes)}
        return authorization_url(self._site("authorize"), asked, kept)

    def claims(self, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        """Return the account with its verified address and, where asked, its groups."""
        secret = self.settings.client_secret.get_secret_value()
        client = Client(self.settings.client_id, secret, "post")
        answer = exchanged(self.http, self._site("access_token"), code_form(code, kept), client)
        headers = {
            **bearer(text_of(answer, "access_token")),
            "Accept": "application/vnd.github+json",
        }
        account = self.http.get(f"{self.settings.api}/user", headers=headers)
        groups = self._groups(headers) if self.settings.asks_groups else []
        return {**account, "email": self._email(headers), "groups": groups}

    def fields(self) -> Fields:
        """Return GitHub's names."""
        return Fields(
            subject=("id",),
            name=("login",),
            display_name=("name", "login"),
            organisation=("company",),
        )

    def _site(self, what: str) -> str:
        return f"{self.settings.base_url.rstrip('/')}/login/oauth/{what}"

    def _email(self, headers: Mapping[str, str]) -> str:
        """Return the primary address where it is verified: the profile's may be anybody's."""
        rows = self._all("/user/emails", headers)
        found = [row.get("email") for row in rows if row.get("primary") and row.get("verified")]
        return str(found[0]) if found else ""

    def _groups(self, headers: Mapping[str, str]) -> list[str]:
        teams = self._all("/user/teams", headers)
        named = [
            f"{(team.get('organization') or {}).get('login')}/{team['slug']}" for team in teams
        ]
        return [*(str(org["login"]) for org in self._all("/user/orgs", headers)), *named]

    def _all(self, path: str, headers: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return all rows, page by page; a next page elsewhere is not followed with the token."""
        url, rows = f"{self.settings.api}{path}?per_page=100", list[dict[str, Any]]()
        for _ in range(MAX_PAGES):
            page, url = self.http.get_list(url, headers=headers)
            rows += [row for row in page if isinstance(row, dict)]
            if not url or urlsplit(url)[:2] != urlsplit(self.settings.api)[:2]:
                break
        return rows
