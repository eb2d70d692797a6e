"""A company's OpenID provider as the file of sign-ins describes it, and what it refuses."""

import pytest

from onedata_portal.gateway.signin.oidc import OidcProvider, OidcSettings
from onedata_portal.gateway.signin.provider import SignInError
from tests.component.signin.browser import CALLBACK
from tests.component.signin.issuer import CLIENT, SECRET


def provider(issuer, *, now=None, **more) -> OidcProvider:
    item = {"id": "corp", "kind": "oidc", "title": "Corp", "issuer": issuer.url}
    item |= {"client_id": CLIENT, "client_secret": SECRET, **more}
    clock = {"now": now} if now else {}
    return OidcProvider(OidcSettings.model_validate(item), **clock)


def refusal(corp, query, kept, redirect_uri=CALLBACK) -> str:
    with pytest.raises(SignInError) as refused:
        corp.finish(query, kept, redirect_uri)
    assert refused.value.en != refused.value.zh
    return refused.value.code
