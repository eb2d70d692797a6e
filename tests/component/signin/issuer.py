"""An OpenID provider over real HTTP whose tokens are as false as a test wants them.

`oidc-provider-mock`, which is a provider of its own, makes true ones only, and does not look at the
PKCE verifier; this one does. It signs one person in without asking.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwk, jwt

from tests.component.signin.loopback import Answer, Asked, served

CLIENT = "onedata"
SECRET = "a secret: 100%25 / signs"
ACCESS_TOKEN = "the access token"
CLAIMS = {"sub": "42", "preferred_username": "wang.wu", "name": "王五"}


def rsa_key(kid: str = "k1") -> jwk.RSAKey:
    """Return a fresh signing key."""
    return jwk.RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass
class Issuer:
    """What the provider says; a test changes what it wants to be false."""

    key: jwk.RSAKey = field(default_factory=rsa_key)
    published: list[dict[str, Any]] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    userinfo: dict[str, Any] = field(default_factory=lambda: {**CLAIMS, "groups": ["staff"]})
    metadata: dict[str, Any] = field(default_factory=dict)
    comes_back_with: dict[str, str] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    url: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Answer:
        """Answer one request."""
        self.asked.append(asked.path)
        ways = {
            "/.well-known/openid-configuration": self.discovery,
            "/keys": self.keys,
            "/authorize": self.authorize,
            "/token": self.token,
            "/userinfo": self.who,
        }
        return ways[asked.path](asked) if asked.path in ways else Answer("", 404)

    def discovery(self, _: Asked) -> Answer:
        """Publish the addresses."""
        return Answer(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "id_token_signing_alg_values_supported": ["RS256"],
                **self.metadata,
            }
        )

    def keys(self, _: Asked) -> Answer:
        """Publish the public keys."""
        return Answer({"keys": self.published or [self.key.as_dict(private=False)]})

    def authorize(self, asked: Asked) -> Answer:
        """Send the browser back with a code."""
        code = secrets.token_urlsafe()
        self.codes[code] = dict(asked.query)
        back = {"code": code, "state": asked.query["state"], **self.comes_back_with}
        return Answer("", 302, {"Location": f"{asked.query['redirect_uri']}?{urlencode(back)}"})

    def token(self, asked: Asked) -> Answer:
        """Exchange a code once, for the client and the verifier that it was made for."""
        form = asked.form
        begun = self.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64url(proof)
        if asked.basic != (CLIENT, SECRET):
            return Answer({"error": "invalid_client"}, 401)
        if begun is None or (begun["code_challenge"], begun["redirect_uri"]) != (
            challenge,
            form.get("redirect_uri"),
        ):
            return Answer({"error": "invalid_grant"}, 400)
        claims = self.token_claims(begun["nonce"])
        signed = self.sign(claims) if self.sign else signed_by(self.key, claims)
        return Answer({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": signed})

    def who(self, asked: Asked) -> Answer:
        """Say who has this access token."""
        if asked.headers.get("authorization") != f"Bearer {ACCESS_TOKEN}":
            return Answer({"error": "invalid_token"}, 401)
        return Answer(self.userinfo)

    def token_claims(self, nonce: str) -> dict[str, Any]:
        """Return true claims with what the test makes false."""
        now = int(time.time())
        true = {**CLAIMS, "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        true |= {"nonce": nonce, "at_hash": half_hash(ACCESS_TOKEN)}
        return {
            name: value
            for name, value in {**true, **self.claims}.items()
            if name not in self.without
        }


def signed_by(key: jwk.RSAKey, claims: dict[str, Any], **header: str) -> str:
    """Return a token that the key signs."""
    return jwt.encode({"alg": "RS256", "kid": key.kid, **header}, claims, key)


def unsigned(claims: dict[str, Any]) -> str:
    """Return a token with `alg: none` and no signature."""
    return f"{part({'alg': 'none'})}.{part(claims)}."


def signed_with_the_public_key(key: jwk.RSAKey, claims: dict[str, Any]) -> str:
    """Return a token whose HS256 secret is the text of the issuer's public key."""
    text = f"{part({'alg': 'HS256', 'kid': key.kid})}.{part(claims)}"
    signature = hmac.new(key.as_pem(private=False), text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64url(signature)}"


def part(value: dict[str, Any]) -> str:
    """Return one part of a token."""
    return base64url(json.dumps(value).encode())


def base64url(value: bytes) -> str:
    """Return bytes as tokens write them."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def half_hash(text: str) -> str:
    """Return the `at_hash` of an access token under RS256."""
    half = hashlib.sha256(text.encode()).digest()[:16]
    return base64url(half)


@contextmanager
def issuing(issuer: Issuer) -> Iterator[Issuer]:
    """Serve the provider."""
    with served(issuer.answer) as url:
        issuer.url = url
        yield issuer
