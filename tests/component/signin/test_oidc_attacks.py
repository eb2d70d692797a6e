"""What OpenID Connect sign-in refuses: false answers and false tokens of a real HTTP server."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.component.signin.browser import CALLBACK, signed_in, went
from tests.component.signin.corp import provider, refusal
from tests.component.signin.issuer import (
    CLIENT,
    rsa_key,
    signed_by,
    signed_with_the_public_key,
    unsigned,
)

pytestmark = pytest.mark.row("F017", "S80")


def test_a_true_token_signs_in(issuer):
    person = signed_in(provider(issuer))
    assert (person.subject, person.display_name, person.groups) == ("42", "王五", {"staff"})


@pytest.mark.parametrize("state", ["", "guessed", None, "é"])
def test_an_answer_without_the_state_of_this_browser_is_refused(issuer, state):
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    query = went(begun)
    query = {name: value for name, value in query.items() if name != "state"}
    assert (
        refusal(corp, query | ({} if state is None else {"state": state}), begun.kept)
        == "bad_state"
    )
    assert "/token" not in issuer.asked


def test_an_answer_to_nothing_begun_is_refused(issuer):
    corp = provider(issuer)
    query = went(corp.begin(CALLBACK))
    assert refusal(corp, query, {}) == "bad_state"
    assert refusal(corp, {"code": query["code"], "state": ""}, {"state": ""}) == "bad_state"


def test_an_answer_to_another_browser_is_refused(issuer):
    """Login CSRF: the attacker's own answer in the victim's browser."""
    corp = provider(issuer)
    assert refusal(corp, went(corp.begin(CALLBACK)), corp.begin(CALLBACK).kept) == "bad_state"


def test_an_answer_meant_for_another_provider_is_refused(issuer):
    corp, other = provider(issuer), provider(issuer, id="other")
    begun = other.begin(CALLBACK)
    assert refusal(corp, went(begun), begun.kept) == "bad_state"


def test_an_answer_at_another_address_is_refused(issuer):
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    assert refusal(corp, went(begun), begun.kept, "https://evil.test/callback") == "bad_state"


def test_an_answer_that_comes_too_late_is_refused(issuer):
    times = [datetime.now(UTC)]
    corp = provider(issuer, now=lambda: times[-1])
    begun = corp.begin(CALLBACK)
    query = went(begun)
    times.append(times[0] + timedelta(minutes=11))
    assert refusal(corp, query, begun.kept) == "expired"


def test_a_code_of_another_sign_in_is_refused_by_its_verifier(issuer):
    """Code injection: a stolen code in the thief's own sign-in."""
    corp = provider(issuer)
    stolen = went(corp.begin(CALLBACK))["code"]
    begun = corp.begin(CALLBACK)
    assert refusal(corp, {**went(begun), "code": stolen}, begun.kept) == "refused"


def test_a_code_is_exchanged_once(issuer):
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    query = went(begun)
    corp.finish(query, begun.kept, CALLBACK)
    assert refusal(corp, query, begun.kept) == "refused"


# When the tests were collected, which may be an hour ago.
NOW, DAY = time.time(), 86_400
FALSE_CLAIMS = {
    "nonce of another sign-in": {"nonce": "another"},
    "another audience": {"aud": "somebody-else"},
    "another audience, though this client asked": {"aud": "somebody-else", "azp": CLIENT},
    "another audience in a list": {"aud": ["somebody-else"]},
    "several audiences without a party": {"aud": [CLIENT, "somebody-else"]},
    "a party that is not the client": {"aud": [CLIENT, "other"], "azp": "other"},
    "no audience": {"aud": []},
    "another issuer": {"iss": "https://evil.test"},
    "an issuer with a slash more": {"iss": "{url}/"},
    "expired": {"exp": int(NOW) - 120},
    "expiry that is no number": {"exp": "never"},
    "expiry that is not a number": {"exp": float("nan")},
    "made in the future": {"iat": int(NOW) + DAY},
    "not valid yet": {"nbf": int(NOW) + DAY},
    "hash of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "hash that is no text": {"at_hash": 5},
    "subject that is no text": {"sub": {"a": 1}},
    "empty subject": {"sub": ""},
}


@pytest.mark.parametrize("case", FALSE_CLAIMS)
def test_a_token_with_a_false_claim_is_refused(issuer, case):
    false = FALSE_CLAIMS[case]
    issuer.claims = {
        name: value.format(url=issuer.url) if isinstance(value, str) else value
        for name, value in false.items()
    }
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    assert refusal(corp, went(begun), begun.kept) == "bad_token"


@pytest.mark.parametrize("claim", ["nonce", "aud", "iss", "exp", "iat", "sub"])
def test_a_token_without_a_claim_that_must_be_there_is_refused(issuer, claim):
    issuer.without = {claim}
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    assert refusal(corp, went(begun), begun.kept) == "bad_token"


@pytest.mark.parametrize(("exp", "iat"), [(-30, -330), (300, 30)])
def test_a_clock_that_is_half_a_minute_off_is_forgiven(issuer, exp, iat):
    now = int(time.time())
    issuer.claims = {"exp": now + exp, "iat": now + iat}
    assert signed_in(provider(issuer)).subject == "42"


def tampered(claims, key):
    head, body, _ = signed_by(key, claims).split(".")
    other = signed_by(key, {**claims, "sub": "1"}).split(".")
    return f"{head}.{other[1]}.{signed_by(key, claims).split('.')[2]}" if body else ""


FALSE_TOKENS = {
    "alg none": lambda claims, key: unsigned(claims),
    "alg none with another's signature": lambda claims, key: unsigned(claims) + "AAAA",
    "HS256 with the public key": lambda claims, key: signed_with_the_public_key(key, claims),
    "a key that is not published": lambda claims, key: signed_by(rsa_key("k1"), claims),
    "a key id that is not published": lambda claims, key: signed_by(rsa_key("k2"), claims),
    "claims changed after signing": tampered,
    "a key of its own in the header": lambda claims, key: signed_by(
        own := rsa_key("k1"), claims, jwk=own.as_dict(private=False)
    ),
    "no token": lambda claims, key: "no token",
    "an empty token": lambda claims, key: "",
    "five parts": lambda claims, key: "a.b.c.d.e",
}


@pytest.mark.parametrize("case", FALSE_TOKENS)
def test_a_token_that_the_issuer_did_not_sign_is_refused(issuer, case):
    issuer.sign = lambda claims: FALSE_TOKENS[case](claims, issuer.key)
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    expected = "incomplete" if case == "an empty token" else "bad_token"
    assert refusal(corp, went(begun), begun.kept) == expected


@pytest.mark.parametrize("published", [["HS256"], ["none"], ["HS256", "none"], []])
def test_no_algorithm_is_accepted_because_the_provider_publishes_it(issuer, published):
    issuer.metadata = {"id_token_signing_alg_values_supported": published}
    for sign in (unsigned, lambda claims: signed_with_the_public_key(issuer.key, claims)):
        issuer.sign = sign
        corp = provider(issuer)
        begun = corp.begin(CALLBACK)
        assert refusal(corp, went(begun), begun.kept) == "bad_token"


def test_a_shared_secret_among_the_published_keys_is_no_key(issuer):
    public = issuer.key.as_dict(private=False)
    issuer.published = [{"kty": "oct", "k": "c2VjcmV0", "kid": "k1"}, {**public, "use": "enc"}]
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    assert refusal(corp, went(begun), begun.kept) == "bad_token"


def test_user_information_of_another_person_is_refused(issuer):
    issuer.userinfo = {"sub": "1", "groups": ["data-admins"]}
    corp = provider(issuer)
    begun = corp.begin(CALLBACK)
    assert refusal(corp, went(begun), begun.kept) == "bad_token"


def test_what_the_token_says_is_not_overruled_by_the_user_information(issuer):
    issuer.claims = {"groups": ["staff"]}
    issuer.userinfo = {"sub": "42", "groups": ["data-admins"], "email": "a@b.test"}
    person = signed_in(provider(issuer, admin_groups="data-admins"))
    assert (person.is_admin, person.email) == (False, "a@b.test")


@pytest.mark.parametrize(("verified", "email"), [(False, ""), ("false", ""), (True, "a@b.test")])
def test_an_unverified_address_is_left_out(issuer, verified, email):
    issuer.claims = {"email": "a@b.test", "email_verified": verified}
    assert signed_in(provider(issuer)).email == email
