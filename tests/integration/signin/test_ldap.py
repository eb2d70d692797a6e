"""Sign-in by a real directory: Debian's slapd with StartTLS, ldaps, people and groups."""

import pytest

from onedata_portal.gateway.signin.config import load_providers
from onedata_portal.gateway.signin.ldap import LdapProvider
from onedata_portal.gateway.signin.ldap_settings import LdapSettings
from onedata_portal.gateway.signin.provider import SignInError
from onedata_resources.errors import UnavailableError
from tests.directory import PASSWORD, administrator, new_authority, pem

pytestmark = [pytest.mark.integration, pytest.mark.row("F017", "S80")]


def provider(directory, **more) -> LdapProvider:
    return LdapProvider(LdapSettings.model_validate(directory.settings(**more)))


@pytest.mark.parametrize("tls", ["starttls", "ldaps"])
def test_a_person_signs_in_over_tls(directory, tls):
    url = directory.tls_url if tls == "ldaps" else directory.url
    person = provider(directory, url=url).check("wang.wu", PASSWORD)
    assert person is not None
    assert (person.provider, person.name, person.display_name) == ("corp", "wang.wu", "王五")
    assert (person.email, person.organisation) == ("wang.wu@onedata.test", "数据部")


def test_the_subject_stays_when_the_entry_is_renamed(directory):
    old = provider(directory).check("li.si", PASSWORD)
    with administrator() as connection:
        connection.modify_dn(f"uid=li.si,ou=people,{directory.base}", "uid=li.si.new")
    new = provider(directory).check("li.si.new", PASSWORD)
    with administrator() as connection:
        connection.modify_dn(f"uid=li.si.new,ou=people,{directory.base}", "uid=li.si")
    assert old is not None
    assert new is not None
    assert (old.subject, new.name) == (new.subject, "li.si.new")


@pytest.mark.parametrize("typed", ["Wang.Wu", " wang.wu "])
def test_a_name_is_the_entrys_own_however_it_was_typed(directory, typed):
    person = provider(directory).check(typed, PASSWORD)
    assert person is not None
    assert person.name == "wang.wu"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("wang.wu", "wrong"),
        ("nobody", PASSWORD),
        ("keyless", PASSWORD),
        ("keyless", "x"),
        ("wang.wu", "\u00ad"),
        ("wang.wu", "\0"),
        ("wang.wu", PASSWORD + "\0"),
        ("wang.wu", " "),
        ("", PASSWORD),
        ("  ", PASSWORD),
        ("w" * 300, PASSWORD),
    ],
)
def test_a_wrong_name_or_password_signs_nobody_in(directory, name, password):
    assert provider(directory).check(name, password) is None


def test_an_empty_password_signs_nobody_in_though_the_server_accepts_it(directory):
    """RFC 4513, 5.1.2: a DN without a password binds as nobody, with success."""
    import ldap3

    server = ldap3.Server(directory.url, get_info=ldap3.NONE)
    unauthenticated = ldap3.Connection(server, authentication=ldap3.SIMPLE, user="x", password="y")
    unauthenticated.open()
    request = bind_without_password(f"uid=wang.wu,ou=people,{directory.base}")
    unauthenticated.post_send_single_response(unauthenticated.send("bindRequest", request))
    accepted = unauthenticated.result["description"]
    unauthenticated.unbind()
    assert accepted == "success"
    assert provider(directory).check("wang.wu", "") is None


def bind_without_password(dn):
    from ldap3.protocol.rfc4511 import AuthenticationChoice, BindRequest, Simple, Version

    request = BindRequest()
    request["version"] = Version(3)
    request["name"] = dn
    request["authentication"] = AuthenticationChoice().setComponentByName("simple", Simple(""))
    return request


@pytest.mark.parametrize(
    "name",
    [
        "*",
        "wang.w*",
        "wang.wu)(uid=*",
        "*)(objectClass=*",
        "wang.wu)(|(uid=*",
        "nobody)(|(uid=wang.wu)",
        "wang.wu\0",
        "wang\\2ewu",
        "\\2a",
    ],
)
def test_a_name_cannot_change_the_filter(directory, name):
    assert provider(directory).check(name, PASSWORD) is None


def test_a_name_with_filter_characters_is_found_as_it_is(directory):
    dn = f"uid=odd,ou=people,{directory.base}"
    odd = r"a*(b)\c"
    with administrator() as connection:
        names = {"uid": ["odd", odd], "cn": odd, "sn": "o", "userPassword": PASSWORD}
        connection.add(dn, "inetOrgPerson", names)
    person = provider(directory).check(odd, PASSWORD)
    with administrator() as connection:
        connection.delete(dn)
    assert person is not None
    assert person.display_name == odd


@pytest.mark.parametrize(("name", "is_admin"), [("wang.wu", True), ("wang.wu2", False)])
@pytest.mark.parametrize("way", ["memberOf", "search"])
def test_a_group_makes_an_administrator(directory, name, is_admin, way):
    groups = f"ou=groups,{directory.base}"
    more = {
        "memberOf": {"admin_groups": [f"CN=data-admins, {groups.upper()}"]},
        "search": {"admin_groups": "data-admins", "group_base": groups},
    }
    person = provider(directory, **more[way]).check(name, PASSWORD)
    assert person is not None
    assert person.is_admin is is_admin


def test_without_an_administrator_group_nothing_is_said_of_it(directory):
    person = provider(directory).check("wang.wu", PASSWORD)
    assert person is not None
    assert person.is_admin is None


def test_who_is_in_no_allowed_group_does_not_sign_in(directory):
    only = provider(
        directory, allowed_groups=["Data-Admins"], group_base=f"ou=groups,{directory.base}"
    )
    assert only.check("wang.wu", PASSWORD) is not None
    with pytest.raises(SignInError) as refused:
        only.check("wang.wu2", PASSWORD)
    assert refused.value.code == "not_allowed"


def test_a_wrong_password_of_somebody_not_allowed_looks_as_any_wrong_password(directory):
    only = provider(directory, allowed_groups=["nobody-is-in-it"])
    assert only.check("wang.wu", "wrong") is None


def test_a_name_that_two_entries_share_signs_nobody_in(directory):
    several = provider(directory, filter="(|(uid={name})(o=数据部))")
    with pytest.raises(SignInError, match="several entries"):
        several.check("wang.wu", PASSWORD)


def test_a_wrong_search_account_is_told_and_not_taken_for_a_wrong_password(directory):
    wrong = provider(directory, bind_password="wrong")
    with pytest.raises(SignInError, match="bind_dn") as told:
        wrong.check("wang.wu", PASSWORD)
    assert told.value.code == "misconfigured"
    assert "wrong" not in str(told.value)


@pytest.mark.parametrize("way", ["url", "tls_url"])
def test_a_certificate_of_another_authority_is_refused(directory, tmp_path, way):
    stranger, _ = new_authority("somebody else")
    (tmp_path / "ca.pem").write_bytes(pem(stranger))
    doubtful = provider(directory, url=getattr(directory, way), ca_file=tmp_path / "ca.pem")
    with pytest.raises(UnavailableError, match="ca_file"):
        doubtful.check("wang.wu", PASSWORD)


@pytest.mark.parametrize("way", ["url", "tls_url"])
def test_a_certificate_of_another_name_is_refused(directory, way):
    url = getattr(directory, way).replace("127.0.0.1", "localhost")
    with pytest.raises(UnavailableError):
        provider(directory, url=url).check("wang.wu", PASSWORD)


def test_the_next_server_is_asked_where_the_first_is_away(directory):
    away = "ldap://127.0.0.1:1"
    person = provider(directory, url=[away, directory.url]).check("wang.wu", PASSWORD)
    assert person is not None
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:1"):
        provider(directory, url=away).check("wang.wu", PASSWORD)


def test_a_directory_of_the_file_signs_people_in(directory, tmp_path):
    import yaml

    path = tmp_path / "auth.yaml"
    path.write_text(yaml.safe_dump([directory.settings(bind_password="${READER}")]), "utf-8")
    corp = load_providers(path, {"READER": "reader's password"}).password("corp")
    assert corp is not None
    assert corp.check("wang.wu", PASSWORD) is not None
