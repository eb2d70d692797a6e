"""What an OpenID provider publishes: its addresses and its signing keys, kept for an hour.

How a token is checked with them is in `id_token.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onedata_portal.gateway.signin.held import Held
from onedata_portal.gateway.signin.provider import Clock, SignInError
from onedata_portal.gateway.signin.provider_http import ProviderHttp
from onedata_portal.gateway.signin.settings import HttpSettings

PATH = "/.well-known/openid-configuration"

Jwk = Mapping[str, Any]


@dataclass(frozen=True)
class Metadata:
    """What the discovery document says, as far as signing in needs it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    token_auth_methods: frozenset[str]
    algorithms: frozenset[str]
    says_issuer: bool


class Discovery:
    """The published addresses and keys of one issuer; several threads may ask."""

    def __init__(self, settings: HttpSettings, issuer: str, http: ProviderHttp, now: Clock) -> None:
        self._settings = settings
        self._issuer = issuer
        self._http = http
        self._metadata = Held(self._read_metadata, now)
        self._keys = Held(self._read_keys, now)

    def metadata(self) -> Metadata:
        """Return the addresses.

        Raises:
            UnavailableError: The provider did not answer.
            SignInError: It is not the configured issuer, or an address is missing or not https.
        """
        return self._metadata.value()

    def keys(self, kid: object) -> list[Jwk]:
        """Return the signing keys that may have this id; an unknown one is looked for anew."""
        found = with_kid(self._keys.value(), kid)
        return found or with_kid(self._keys.value(renew=True), kid)

    def _read_metadata(self) -> Metadata:
        answer = self._http.get(self._issuer.rstrip("/") + PATH)
        issuer = answer.get("issuer")
        if not isinstance(issuer, str) or issuer.rstrip("/") != self._issuer.rstrip("/"):
            raise self._misconfigured("issuer")
        return Metadata(
            issuer=issuer,
            authorization_endpoint=self._address(answer, "authorization_endpoint"),
            token_endpoint=self._address(answer, "token_endpoint"),
            jwks_uri=self._address(answer, "jwks_uri"),
            userinfo_endpoint=self._address(answer, "userinfo_endpoint", required=False),
            token_auth_methods=names(answer.get("token_endpoint_auth_methods_supported")),
            algorithms=names(answer.get("id_token_signing_alg_values_supported")),
            says_issuer=answer.get("authorization_response_iss_parameter_supported") is True,
        )

    def _address(self, answer: Mapping[str, Any], name: str, *, required: bool = True) -> str:
        if not required and not answer.get(name):
            return ""
        try:
            return self._settings.checked_url(answer.get(name))
        except ValueError as error:
            raise self._misconfigured(name) from error

    def _read_keys(self) -> list[Jwk]:
        keys = self._http.get(self.metadata().jwks_uri).get("keys")
        if not isinstance(keys, list):
            raise self._misconfigured("jwks_uri")
        return [key for key in keys if isinstance(key, dict) and signs(key)]

    def _misconfigured(self, what: str) -> SignInError:
        return SignInError(
            f"{self._issuer}{PATH}: its {what} is missing, is another issuer's, or is no https "
            f"address: check issuer of {self._settings.id!r} in AUTH_FILE",
            f"{self._issuer}{PATH}：{what} 缺失、属于其他签发者或不是 https 地址："
            f"请检查 AUTH_FILE 中 {self._settings.id!r} 的 issuer",
            "misconfigured",
        )


def with_kid(keys: list[Jwk], kid: object) -> list[Jwk]:
    """Return the keys with this id; a token that names none may be signed by any."""
    return keys if kid is None else [key for key in keys if key.get("kid") == kid]


def signs(key: Jwk) -> bool:
    """Return whether this is a public key for signatures; a shared secret never is."""
    return key.get("kty") in ("RSA", "EC", "OKP") and key.get("use", "sig") == "sig"


def names(value: object) -> frozenset[str]:
    """Return the texts of a list."""
    return (
        frozenset(one for one in value if isinstance(one, str))
        if isinstance(value, list)
        else frozenset()
    )
