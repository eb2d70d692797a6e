"""An ID token is checked here: signature, issuer, audience, times, nonce and `at_hash`.

Where its keys come from is in `discovery.py`; what its claims mean is in `fields.py`.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from onedata_portal.gateway.signin.discovery import Discovery, Jwk
from onedata_portal.gateway.signin.provider import SignInError

if TYPE_CHECKING:
    from joserfc.jws import JWSRegistry
    from joserfc.jwt import Token

SKEW_SECONDS = 60
# Public-key signatures only: with a shared secret, whoever reads the public key could sign.
ALGORITHMS = frozenset(
    {f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)} | {"EdDSA"}
)


def checked_claims(
    token: str,
    discovery: Discovery,
    *,
    client_id: str,
    nonce: str,
    access_token: str,
    now: datetime,
) -> dict[str, Any]:
    """Return the claims of a token that this issuer made for this client and this sign-in.

    Raises:
        SignInError: It is not such a token; the text says which check failed.
        UnavailableError: The keys could not be read.
    """
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError

    try:
        signed = verified(token, discovery)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": discovery.metadata().issuer},
                "sub": {"essential": True},
                "aud": {"essential": True, "value": client_id},
            },
            params={"nonce": nonce, "client_id": client_id, "access_token": access_token},
        )
        claims.validate(now=int(now.timestamp()), leeway=SKEW_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise bad_token(error) from error
    return dict(claims)


def verified(token: str, discovery: Discovery) -> "Token":
    """Return what one of the issuer's keys signed.

    Raises:
        JoseError: No key signed this, or by an algorithm that is not allowed.
    """
    from joserfc import jws

    allowed = allowed_algorithms(discovery.metadata().algorithms)
    # An unknown header is to be ignored (RFC 7515, 4.1.11); one that `crit` names is still refused.
    registry = jws.JWSRegistry(algorithms=allowed, strict_check_header=False)
    header = jws.extract_compact(token.encode(), registry=registry).headers()
    return read_with_one_of(discovery.keys(header.get("kid")), token, registry)


def allowed_algorithms(published: frozenset[str]) -> list[str]:
    """Return the algorithms that both the provider uses and the platform accepts.

    Never an empty list: the library reads one as "the usual ones", and HS256 is among them.
    """
    return sorted(ALGORITHMS & published if published else ALGORITHMS) or sorted(ALGORITHMS)


def read_with_one_of(keys: list[Jwk], token: str, registry: "JWSRegistry") -> "Token":
    """Return the token as the first key reads it that signed it; raise the last key's error."""
    from joserfc import jwk, jwt
    from joserfc.errors import InvalidKeyIdError, JoseError

    failure: Exception = InvalidKeyIdError("the provider publishes no such key")
    for key in keys:
        try:
            return jwt.decode(token, jwk.import_key(dict(key)), registry=registry)
        except (JoseError, ValueError) as error:
            failure = error
    raise failure


def bad_token(error: Exception) -> SignInError:
    """Return the error of a token that is not to be trusted, with the check that failed."""
    reason = type(error).__name__.removesuffix("Error")
    claim = getattr(error, "claim", "") or getattr(error, "description", "")
    detail = f"{reason}: {str(claim)[:120]}" if claim else reason
    return SignInError(
        f"the provider's token was not accepted ({detail}): sign in again; if it stays so, check "
        "issuer and client_id in AUTH_FILE, and the clocks of both machines",
        f"未接受登录方返回的令牌（{detail}）：请重新登录；若仍失败，请检查 AUTH_FILE 中的 issuer 与"
        " client_id 以及双方机器的时钟",
        "bad_token",
    )
