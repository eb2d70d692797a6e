"""What a person's browser does between `begin` and `finish`: it goes and comes back."""

from urllib.parse import parse_qsl, urlsplit

import httpx

from onedata_portal.gateway.signin.person import Person
from onedata_portal.gateway.signin.provider import Begun, RedirectProvider

CALLBACK = "https://onedata.test/base/api/signin/corp/callback"


def went(begun: Begun, **form: str) -> dict[str, str]:
    """Go where the browser was sent, sign in there, and return the query that comes back."""
    method = "POST" if form else "GET"
    response = httpx.request(method, begun.url, data=form or None, trust_env=False)
    assert response.status_code == 302, response.text
    location = response.headers["location"]
    assert location.startswith(CALLBACK + "?"), location
    return dict(parse_qsl(urlsplit(location).query))


def signed_in(provider: RedirectProvider, **form: str) -> Person:
    """Sign in from beginning to end."""
    begun = provider.begin(CALLBACK)
    return provider.finish(went(begun, **form), begun.kept, CALLBACK)


def asked_for(begun: Begun) -> dict[str, str]:
    """Return what the browser is told to ask for."""
    return dict(parse_qsl(urlsplit(begun.url).query))
