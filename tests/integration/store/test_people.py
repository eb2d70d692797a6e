"""People, sessions, keys, projects and views, on every database of the store."""

import pytest

from onedata_resources.errors import BadInputError
from onedata_resources.store.identities import ProviderIdentities
from onedata_resources.store.missing import Missing, TakenError
from onedata_resources.store.platform import Platform
from onedata_resources.store.projects import Projects
from onedata_resources.store.sessions import Sessions
from onedata_resources.store.tokens import PREFIX, Tokens
from onedata_resources.store.views import Views
from tests.integration.store.conftest import HOUR, NOW, begin


@pytest.mark.row("F013")
def test_a_person_is_known_by_the_password_and_by_nothing_else(people):
    people.add("王芳", now=NOW, password="十个字的口令在这里", display_name="王芳")
    assert people.by_password("王芳", "十个字的口令在这里").display_name == "王芳"
    assert people.by_password(" ROOT ", "correct horse").is_admin
    assert people.by_password("王芳", "correct horse") is None
    assert people.by_password("nobody", "correct horse") is None


def test_someone_of_another_provider_has_no_password_here(people):
    people.add("lin", now=NOW, source="github")
    assert people.by_password("lin", "") is None


@pytest.mark.parametrize("name", ["", "a", "x" * 65, "two words", "semi;colon", "slash/"])
def test_what_is_no_name_is_refused(people, name):
    with pytest.raises(BadInputError, match="2 to 64"):
        people.add(name, now=NOW)


def test_names_that_look_the_same_are_the_same_and_others_are_not(people):
    people.add("andré", now=NOW)
    with pytest.raises(TakenError):
        people.add("ANDRÉ", now=NOW)
    people.add("andre", now=NOW)
    assert people.get("andre").name == "andre"


@pytest.mark.row("F014")
def test_what_is_known_of_a_person_changes(people):
    people.add("lin", now=NOW, email="lin@a.example")
    changed = people.change("lin", new_name="lin2", email="b@b.example", organisation="销售/华东")
    assert (changed.name, changed.email, changed.organisation) == (
        "lin2",
        "b@b.example",
        "销售/华东",
    )
    with pytest.raises(Missing):
        people.get("lin")
    with pytest.raises(TakenError):
        people.change("lin2", new_name="root")


def test_people_are_found_by_any_text_and_page_by_page(people):
    for number in range(5):
        people.add(f"p{number}", now=NOW, organisation="100%" if number % 2 else "dev")
    found, total = people.find(search="100%", limit=1)
    assert ([each.name for each in found], total) == (["p1"], 2)
    assert people.find(search="P3")[1] == 1
    assert people.find(search="_")[1] == 0


@pytest.mark.parametrize("change", [{"is_admin": False}, {"is_active": False}])
def test_the_last_administrator_stays(people, change):
    with pytest.raises(BadInputError, match="last active administrator"):
        people.change("root", **change)
    assert people.get("root").is_admin
    assert people.get("root").is_active


@pytest.mark.row("F015")
def test_who_is_deactivated_is_signed_out_and_cannot_sign_in(store, people):
    people.add("lin", now=NOW)
    session = begin(store, "lin")
    key = Tokens(store).add("lin", "ci", scopes=["read"], project=None, lasts=HOUR, now=NOW)[1]
    people.change("lin", is_active=False)
    assert Sessions(store).of(session.secret, NOW) is None
    assert Tokens(store).of(key, NOW) is None
    with pytest.raises(Missing):
        begin(store, "lin")
    people.change("lin", is_active=True)
    assert Tokens(store).of(key, NOW) is None


@pytest.mark.parametrize("end_keys", [True, False])
def test_a_new_password_ends_keys_where_that_is_asked_for(store, people, end_keys):
    people.add("lin", now=NOW)
    tokens = Tokens(store)
    secrets = [
        tokens.add(name, "ci", scopes=["read"], project=None, lasts=HOUR, now=NOW)[1]
        for name in ("lin", "lin", "root")
    ]
    assert people.set_password("lin", "another long one", end_keys=end_keys) == 2 * end_keys
    kept = [tokens.of(secret, NOW) is not None for secret in secrets]
    assert kept == [not end_keys, not end_keys, True]


def test_a_new_password_ends_every_session(store, people):
    session = begin(store, "root")
    people.set_password("root", "another long one")
    assert Sessions(store).of(session.secret, NOW) is None
    assert people.by_password("root", "another long one")


def test_a_key_is_good_until_it_ends_and_is_never_stored(store, people):
    Projects(store).add("alpha", now=NOW)
    tokens = Tokens(store)
    token, secret = tokens.add(
        "root", "ci", scopes=["read", "launch"], project="alpha", lasts=HOUR, now=NOW
    )
    assert secret.startswith(PREFIX)
    assert tokens.of(secret, NOW).scopes == ("read", "launch")
    assert tokens.list("root")[0].last_used_at == NOW
    assert tokens.list("root")[0].project == "alpha"
    assert tokens.of(secret, NOW + HOUR) is None
    assert tokens.of(secret[:-1], NOW) is None
    tokens.end(token.id, "root")
    assert tokens.of(secret, NOW) is None


@pytest.mark.row("F001")
def test_members_have_one_role_in_a_project(store, people):
    projects = Projects(store)
    projects.add("alpha", title="甲", now=NOW, settings={"mounts": "a(pvc):/a"})
    people.add("lin", now=NOW, display_name="林")
    projects.set_role("alpha", "lin", "dev", NOW)
    projects.set_role("alpha", "lin", "ops", NOW + HOUR)
    [member] = projects.members("alpha")
    assert (member.display_name, member.role, member.since) == ("林", "ops", NOW)
    assert people.get("lin").roles == {"alpha": "ops"}
    assert [(each.name, each.members) for each in projects.list()] == [("alpha", 1)]
    projects.remove_member("alpha", "lin")
    with pytest.raises(Missing):
        projects.remove_member("alpha", "lin")


def test_a_project_goes_with_its_memberships_and_keys(store, people):
    projects = Projects(store)
    projects.add("alpha", now=NOW)
    projects.set_role("alpha", "root", "creator", NOW)
    secret = Tokens(store).add("root", "ci", scopes=["read"], project="alpha", lasts=HOUR, now=NOW)[
        1
    ]
    projects.remove("alpha")
    assert people.get("root").roles == {}
    assert Tokens(store).of(secret, NOW) is None
    with pytest.raises(TakenError):
        [projects.add("beta", now=NOW) for _ in range(2)]


def test_a_provider_means_one_person_by_a_subject(store, people):
    identities = ProviderIdentities(store)
    people.add("lin", now=NOW, source="github")
    assert identities.person("github", "17") is None
    identities.link("lin", "github", "17")
    assert identities.person("github", "17").name == "lin"
    assert identities.person("keycloak", "17") is None


@pytest.mark.parametrize(
    ("wanted", "name"),
    [("new", "new"), ("Root", "root@github"), ("a b/c", "a-b-c"), ("", "github"), ("x", "x-")],
)
def test_somebody_new_never_gets_the_name_that_somebody_has(store, people, wanted, name):
    assert ProviderIdentities(store).free_name(wanted, "github") == name


def test_settings_and_views_are_kept(store, people):
    people.add("lin", now=NOW)
    assert Platform(store).settings().registration_open is False
    Platform(store).change(registration_open=True, session_hours=3)
    assert Platform(store).settings().session_hours == 3
    views = Views(store)
    views.add("lin", "assets", "晚的表", {"health": "late"}, shared=True)
    views.add("lin", "assets", "mine", {}, shared=False)
    assert [each.title for each in views.list("root", "assets")] == ["晚的表"]
    mine = views.list("lin", "assets")
    assert len(mine) == 2
    with pytest.raises(Missing):
        views.remove(mine[0].id, "root")
    views.remove(mine[0].id, "lin")
    assert len(views.list("lin", "assets")) == 1
