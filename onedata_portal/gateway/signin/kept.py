"""What a sign-in by redirect keeps until the browser is back, and the checks when it is.

Where it is kept is for the caller to say; the protocols are in `oidc.py` and `oauth2.py`.
"""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from onedata_portal.gateway.signin.provider import SignInError
from onedata_portal.gateway.signin.settings import ProviderSettings

LIFETIME = timedelta(minutes=10)
SECRET_BYTES = 32


def new_kept(provider: str, redirect_uri: str, at: datetime) -> dict[str, str]:
    """Return fresh secrets of one sign-in: state, nonce and PKCE verifier."""
    return {
        "provider": provider,
        "redirect_uri": redirect_uri,
        "begun_at": at.isoformat(),
        "state": secrets.token_urlsafe(SECRET_BYTES),
        "nonce": secrets.token_urlsafe(SECRET_BYTES),
        "verifier": secrets.token_urlsafe(SECRET_BYTES),
    }


def checked_code(
    settings: ProviderSettings,
    query: Mapping[str, str],
    kept: Mapping[str, str],
    redirect_uri: str,
    *,
    now: datetime,
    parameter: str = "code",
) -> str:
    """Return the code that came back to the sign-in that this browser began.

    Raises:
        SignInError: It is not that sign-in, it took too long, or the provider says no.
    """
    if not is_answer_to(query, kept, settings.id, redirect_uri):
        raise SignInError(
            "this answer belongs to no sign-in that was begun in this browser: sign in again",
            "该回调不属于本浏览器发起的登录，请重新登录",
            "bad_state",
        )
    if now - datetime.fromisoformat(kept["begun_at"]) > LIFETIME:
        raise SignInError(
            "the sign-in took longer than 10 minutes: sign in again",
            "登录用时超过 10 分钟，请重新登录",
            "expired",
        )
    code = query.get(parameter, "")
    if "error" in query or not code:
        raise denied(settings, query.get("error", ""))
    return code


def is_answer_to(
    query: Mapping[str, str], kept: Mapping[str, str], provider: str, redirect_uri: str
) -> bool:
    """Return whether state, provider and address are those of the sign-in that was begun."""
    state = query.get("state", "").encode()
    same_state = hmac.compare_digest(state, kept.get("state", "").encode())
    same_place = (kept.get("provider"), kept.get("redirect_uri")) == (provider, redirect_uri)
    return bool(state) and same_state and same_place


def denied(settings: ProviderSettings, error: str) -> SignInError:
    """Return the error of a provider that sent the browser back without a code."""
    said = error_code(error)
    return SignInError(
        f"{settings.title.en} did not sign you in ({said}): try again or ask an administrator",
        f"{settings.title.zh}未完成登录（{said}）：请重试或联系管理员",
        "denied",
    )


def error_code(error: object) -> str:
    """Return an error code that is safe to show: anybody may write it into an address."""
    plain = "".join(
        one for one in str(error)[:60] if one.isascii() and (one.isalnum() or one in "_-.")
    )
    return plain or "no code"
