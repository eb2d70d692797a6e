"""The two steps of OAuth 2's code flow: the address that asks for a code, and its exchange.

What is kept between them is in `kept.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self
from urllib.parse import quote

from onedata_portal.gateway.signin.kept import error_code
from onedata_portal.gateway.signin.provider import SignInError
from onedata_portal.gateway.signin.provider_http import ProviderHttp

TokenAuth = Literal["basic", "post", "json", "none"]


def authorization_url(endpoint: str, params: Mapping[str, str], kept: Mapping[str, str]) -> str:
    """Return the address that asks for a code, bound to what is kept."""
    from authlib.common.urls import add_params_to_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    asked = {
        **params,
        "response_type": "code",
        "redirect_uri": kept["redirect_uri"],
        "state": kept["state"],
        "code_challenge": create_s256_code_challenge(kept["verifier"]),
        "code_challenge_method": "S256",
    }
    return add_params_to_uri(endpoint, list(asked.items()))


@dataclass(frozen=True)
class Client:
    """The platform at the provider: its id, its secret, and how it shows both."""

    id: str
    secret: str
    way: TokenAuth

    @classmethod
    def of(
        cls, client_id: str, secret: str, way: TokenAuth | None, methods: frozenset[str]
    ) -> Self:
        """Return the client; `way` is basic unless given, or the provider takes only post."""
        if not secret:
            return cls(client_id, "", "none")
        only_post = "client_secret_post" in methods and "client_secret_basic" not in methods
        return cls(client_id, secret, way or ("post" if only_post else "basic"))

    @property
    def basic(self) -> tuple[str, str]:
        """User and password of basic authentication; RFC 6749, 2.3.1, has both encoded first."""
        return quote(self.id, safe=""), quote(self.secret, safe="")


def exchanged(
    http: ProviderHttp, url: str, form: Mapping[str, str], client: Client
) -> Mapping[str, Any]:
    """Return the token endpoint's answer; an `error` in it is a refusal, whatever its status."""
    whole = {**form, "client_id": client.id}
    if client.secret:
        whole["client_secret"] = client.secret
    if client.way == "basic":
        answer = http.post_form(url, form, auth=client.basic)
    elif client.way == "json":
        answer = http.post_json(url, whole)
    else:
        answer = http.post_form(url, whole)
    if answer.get("error"):
        raise http.refusal(error_code(answer["error"]))
    return answer


def text_of(answer: Mapping[str, Any], name: str) -> str:
    """Return a text of the token endpoint's answer.

    Raises:
        SignInError: It is not there.
    """
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise SignInError(
            f"the provider's answer lacks {name}: check the scopes in AUTH_FILE",
            f"登录方的响应缺少 {name}：请检查 AUTH_FILE 中的 scopes",
            "incomplete",
        )
    return value


def code_form(code: str, kept: Mapping[str, str]) -> dict[str, str]:
    """Return what is sent to exchange a code."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": kept["redirect_uri"],
        "code_verifier": kept["verifier"],
    }


def bearer(token: str) -> dict[str, str]:
    """Return the header that shows an access token."""
    return {"Authorization": f"Bearer {token}"}
