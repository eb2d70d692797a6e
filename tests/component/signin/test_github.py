"""Sign-in by GitHub, against a real HTTP server of its shape; github.com itself was not reached."""

import pytest

from onedata_portal.gateway.signin.github import GithubProvider, GithubSettings
from onedata_portal.gateway.signin.oauth2 import OAuth2Provider, OAuth2Settings
from onedata_portal.gateway.signin.provider import SignInError
from tests.component.signin.browser import CALLBACK, asked_for, signed_in, went
from tests.component.signin.github_shaped import CLIENT, SECRET, github

pytestmark = pytest.mark.row("F017", "S80")


@pytest.fixture
def site():
    with github() as served:
        yield served


def settings(site, **more) -> dict:
    item = {"id": "github", "kind": "github", "title": "GitHub", "base_url": site.url}
    return {**item, "client_id": CLIENT, "client_secret": SECRET, **more}


def provider(site, **more) -> GithubProvider:
    return GithubProvider(GithubSettings.model_validate(settings(site, **more)))


def test_a_person_signs_in_by_the_number_of_the_account(site):
    person = signed_in(provider(site))
    assert (person.provider, person.subject, person.name) == ("github", "583231", "wangwu")
    assert (person.display_name, person.organisation) == ("wangwu", "@acme")
    assert (person.groups, person.is_admin) == (frozenset(), None)


@pytest.mark.parametrize(
    ("emails", "email"),
    [
        ([{"email": "a@acme.test", "primary": True, "verified": True}], "a@acme.test"),
        ([{"email": "a@acme.test", "primary": True, "verified": False}], ""),
        ([], ""),
    ],
)
def test_only_the_verified_primary_address_is_taken(site, emails, email):
    site.emails = emails
    assert signed_in(provider(site)).email == email


def test_the_scopes_for_teams_are_asked_for_only_where_groups_matter(site):
    plain, grouped = provider(site), provider(site, admin_groups="acme/data")
    assert asked_for(plain.begin(CALLBACK))["scope"] == "read:user user:email"
    assert asked_for(grouped.begin(CALLBACK))["scope"] == "read:user user:email read:org"


@pytest.mark.parametrize(
    ("groups", "is_admin"),
    [("acme/team-249", True), ("acme", True), ("acme/team-250", False), ("team-1", False)],
)
def test_a_team_of_any_page_makes_an_administrator(site, groups, is_admin):
    site.teams = 250
    assert signed_in(provider(site, admin_groups=groups)).is_admin is is_admin


def test_who_is_not_in_the_organisation_does_not_sign_in(site):
    with pytest.raises(SignInError) as refused:
        signed_in(provider(site, allowed_groups=["other"]))
    assert refused.value.code == "not_allowed"


def test_the_token_is_not_sent_to_a_next_page_elsewhere(site):
    with github() as elsewhere:
        site.teams = 101
        site.next_page = f"{elsewhere.url}/api/v3/user/teams?per_page=100&page=2"
        person = signed_in(provider(site, admin_groups="acme/team-100"))
        assert (person.is_admin, elsewhere.asked) == (False, [])


def test_a_code_that_was_used_is_refused(site):
    by_github = provider(site)
    begun = by_github.begin(CALLBACK)
    query = went(begun)
    by_github.finish(query, begun.kept, CALLBACK)
    with pytest.raises(SignInError, match="bad_verification_code") as refused:
        by_github.finish(query, begun.kept, CALLBACK)
    assert refused.value.code == "refused"


def test_a_stolen_code_is_refused_by_its_verifier(site):
    by_github = provider(site)
    stolen = went(by_github.begin(CALLBACK))["code"]
    begun = by_github.begin(CALLBACK)
    with pytest.raises(SignInError, match="bad_verification_code"):
        by_github.finish({**went(begun), "code": stolen}, begun.kept, CALLBACK)


def test_an_answer_with_another_state_is_refused_before_anything_is_asked(site):
    by_github = provider(site)
    begun = by_github.begin(CALLBACK)
    query = {**went(begun), "state": "guessed"}
    with pytest.raises(SignInError) as refused:
        by_github.finish(query, begun.kept, CALLBACK)
    assert refused.value.code == "bad_state"
    assert [asked.path for asked in site.asked] == ["/login/oauth/authorize"]


def test_github_and_an_enterprise_server_have_their_addresses():
    item = {"id": "gh", "kind": "github", "title": "GitHub", "client_id": "c", "client_secret": "s"}
    public = GithubSettings.model_validate(item)
    enterprise = GithubSettings.model_validate({**item, "base_url": "https://git.corp.test/"})
    assert (public.base_url, public.api) == ("https://github.com", "https://api.github.com")
    assert enterprise.api == "https://git.corp.test/api/v3"
    begun = GithubProvider(enterprise).begin(CALLBACK)
    assert begun.url.startswith("https://git.corp.test/login/oauth/authorize?")


def test_any_oauth2_provider_signs_in_by_configured_addresses_and_fields(site):
    item = {
        **{name: value for name, value in settings(site).items() if name != "base_url"},
        "kind": "oauth2",
        "authorize_url": f"{site.url}/login/oauth/authorize",
        "token_url": f"{site.url}/login/oauth/access_token",
        "user_url": f"{site.url}/api/v3/user",
        "scopes": ["user"],
        "fields": {"subject": "id", "name": "login", "organisation": "company"},
    }
    person = signed_in(OAuth2Provider(OAuth2Settings.model_validate(item)))
    assert (person.subject, person.name, person.organisation) == ("583231", "wangwu", "@acme")
