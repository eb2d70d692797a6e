"""Sign-in by OpenID Connect, against `oidc-provider-mock` served on loopback."""

import warnings

import authlib.deprecate  # it sets a filter for its warnings, so it comes before ours
import httpx
import pytest

from onedata_portal.gateway.signin.oidc import OidcProvider, OidcSettings
from onedata_portal.gateway.signin.provider import SignInError
from onedata_resources.errors import UnavailableError
from tests.component.signin.browser import CALLBACK, asked_for, signed_in, went

pytestmark = pytest.mark.row("F017", "S80")

WANG = {
    "preferred_username": "wang.wu",
    "name": "王五",
    "email": "wang.wu@onedata.test",
    "email_verified": True,
    "organization": "数据部",
    "groups": ["staff", "data-admins"],
    "realm_access": {"roles": ["onedata-admin"]},
}


@pytest.fixture(scope="module")
def issuer():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", authlib.deprecate.AuthlibDeprecationWarning)
        import oidc_provider_mock
    users = [oidc_provider_mock.User(sub="42", claims=WANG)]
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


def provider(issuer, **more) -> OidcProvider:
    item = {"id": "corp", "kind": "oidc", "title": "Corp", "issuer": issuer, "client_id": "onedata"}
    return OidcProvider(OidcSettings.model_validate({**item, "client_secret": "s", **more}))


def test_a_person_signs_in_with_what_the_claims_say(issuer):
    person = signed_in(provider(issuer), sub="42")
    assert (person.provider, person.subject, person.name) == ("corp", "42", "wang.wu")
    assert (person.display_name, person.email) == ("王五", "wang.wu@onedata.test")
    assert (person.organisation, person.groups) == ("数据部", {"staff", "data-admins"})
    assert person.is_admin is None


def test_the_browser_asks_for_a_code_with_pkce_state_and_nonce(issuer):
    begun = provider(issuer, authorize_params={"prompt": "login", "state": "x"}).begin(CALLBACK)
    asked = asked_for(begun)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["redirect_uri"], asked["prompt"]) == (CALLBACK, "login")
    assert (asked["state"], asked["nonce"]) == (begun.kept["state"], begun.kept["nonce"])
    assert begun.kept["verifier"] not in begun.url
    assert begun.kept["state"] not in (begun.kept["nonce"], begun.kept["verifier"], "x")


@pytest.mark.parametrize(
    ("path", "groups", "is_admin"),
    [
        ("groups", ["data-admins"], True),
        ("groups", ["other", "staff"], True),
        ("groups", "other", False),
        ("realm_access.roles", "onedata-admin", True),
        ("nothing", "onedata-admin", False),
    ],
)
def test_a_configured_group_makes_an_administrator(issuer, path, groups, is_admin):
    corp = provider(issuer, fields={"groups": path}, admin_groups=groups)
    assert signed_in(corp, sub="42").is_admin is is_admin


def test_who_is_in_no_allowed_group_does_not_sign_in(issuer):
    with pytest.raises(SignInError) as refused:
        signed_in(provider(issuer, allowed_groups=["elsewhere"]), sub="42")
    assert refused.value.code == "not_allowed"


def test_a_code_that_was_used_is_refused(issuer):
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    query = went(begun, sub="42")
    assert corp.finish(query, begun.kept, CALLBACK).subject == "42"
    with pytest.raises(SignInError) as refused:
        corp.finish(query, begun.kept, CALLBACK)
    assert refused.value.code == "refused"


def test_who_says_no_at_the_provider_does_not_sign_in(issuer):
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    response = httpx.post(begun.url, data={"action": "deny"}, trust_env=False)
    query = dict(httpx.URL(response.headers["location"]).params)
    with pytest.raises(SignInError) as refused:
        corp.finish({"state": begun.kept["state"], **query}, begun.kept, CALLBACK)
    assert refused.value.code == "denied"
    assert "access_denied" in refused.value.en


def test_a_provider_that_is_away_is_told_as_such():
    with pytest.raises(UnavailableError, match="Corp did not answer"):
        provider("http://127.0.0.1:1").begin(CALLBACK)
