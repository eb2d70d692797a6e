"""Which issuer, address and keys an OpenID sign-in believes, and what its errors show."""

from datetime import UTC, datetime, timedelta

import pytest

from onedata_portal.gateway.signin.provider import SignInError
from tests.component.signin.browser import CALLBACK, signed_in, went
from tests.component.signin.corp import provider, refusal
from tests.component.signin.issuer import (
    rsa_key,
    signed_by,
)

pytestmark = pytest.mark.row("F017", "S80")


@pytest.mark.parametrize("says", [True, False])
def test_an_answer_of_another_issuer_is_refused(issuer, says):
    """Mix-up (RFC 9207): the code of one provider must not be sent to another."""
    issuer.metadata = {"authorization_response_iss_parameter_supported": says}
    corp = provider(issuer)
    issuer.comes_back_with = {"iss": "https://evil.test"}
    begun = corp.begin(CALLBACK)
    assert refusal(corp, went(begun), begun.kept) == "bad_state"
    issuer.comes_back_with = {"iss": issuer.url}
    assert signed_in(corp).subject == "42"
    issuer.comes_back_with = {}
    if says:
        begun = corp.begin(CALLBACK)
        assert refusal(corp, went(begun), begun.kept) == "bad_state"


def test_discovery_of_another_issuer_is_refused(issuer):
    issuer.metadata = {"issuer": "https://evil.test"}
    with pytest.raises(SignInError) as refused:
        provider(issuer).begin(CALLBACK)
    assert refused.value.code == "misconfigured"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://evil.test/authorize", "/authorize", None, 5]
)
def test_an_address_that_is_not_https_is_not_gone_to(issuer, address):
    issuer.metadata = {"authorization_endpoint": address}
    with pytest.raises(SignInError) as refused:
        provider(issuer).begin(CALLBACK)
    assert refused.value.code == "misconfigured"


def test_keys_and_addresses_are_read_once_and_a_new_key_is_found(issuer):
    corp = provider(issuer)
    signed_in(corp)
    signed_in(corp)
    assert [
        issuer.asked.count(path) for path in ("/.well-known/openid-configuration", "/keys")
    ] == [1, 1]
    issuer.key = rsa_key("k2")
    assert signed_in(corp).subject == "42"
    assert issuer.asked.count("/keys") == 2


def test_keys_are_read_again_after_an_hour_so_that_a_withdrawn_one_is_not_believed(issuer):
    times = [datetime.now(UTC)]
    corp = provider(issuer, now=lambda: times[-1])
    signed_in(corp)
    stolen = issuer.key
    issuer.key = rsa_key("k2")
    issuer.sign = lambda claims: signed_by(stolen, claims)
    times.append(times[0] + timedelta(minutes=61))
    now = int(times[-1].timestamp())
    issuer.claims = {"iat": now, "exp": now + 60}
    begun = corp.begin(CALLBACK)
    assert refusal(corp, went(begun), begun.kept) == "bad_token"


def test_a_token_that_names_no_key_is_tried_with_each(issuer):
    issuer.published = [key.as_dict(private=False) for key in (rsa_key("other"), issuer.key)]
    issuer.sign = lambda claims: without_kid(issuer.key, claims)
    assert signed_in(provider(issuer)).subject == "42"


def without_kid(key, claims):
    from joserfc import jwt

    return jwt.encode({"alg": "RS256"}, claims, key)


@pytest.mark.parametrize(
    "name", ["", " wang", "w\u202eang", "wang\n", "x" * 256, 0.5, None, ["a", 1.5]]
)
def test_a_name_that_cannot_be_shown_is_told_to_the_administrator(issuer, name):
    issuer.claims = {"preferred_username": name}
    issuer.userinfo = {"sub": "42"}
    corp = provider(issuer, fields={"name": "preferred_username"})
    begun = corp.begin(CALLBACK)
    query = went(begun)
    if name == ["a", 1.5]:
        assert corp.finish(query, begun.kept, CALLBACK).name == "a"
    else:
        assert refusal(corp, query, begun.kept) == "incomplete"


def test_an_error_shows_no_secret(issuer):
    corp = provider(issuer, client_secret="another secret")
    begun = corp.begin(CALLBACK)
    with pytest.raises(SignInError) as refused:
        corp.finish(went(begun), begun.kept, CALLBACK)
    shown = f"{refused.value!r} {refused.value} {corp.settings!r}"
    assert "invalid_client" in shown
    assert not [
        one for one in ("another secret", *begun.kept.values()) if one in shown and one != "corp"
    ]


def test_an_error_of_the_address_bar_is_shown_without_its_text(issuer):
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    query = {"state": begun.kept["state"], "error": "<script>alert(1)</script>call 400-123"}
    with pytest.raises(SignInError) as refused:
        corp.finish(query, begun.kept, CALLBACK)
    assert "<" not in refused.value.en
    assert " call" not in refused.value.en
