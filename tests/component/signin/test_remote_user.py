"""Sign-in by a header of a proxy in front: believed from trusted networks, ignored from others."""

import pytest

from onedata_portal.gateway.signin.provider import SignInError
from onedata_portal.gateway.signin.remote_user import RemoteUserProvider, RemoteUserSettings

pytestmark = pytest.mark.row("F017", "S80")

TRUSTED = ["10.1.2.3/32", "192.168.7.0/24", "fd00::/64"]


def provider(**more) -> RemoteUserProvider:
    item = {"id": "proxy", "kind": "remote_user", "title": "Proxy", "trusted_networks": TRUSTED}
    return RemoteUserProvider(RemoteUserSettings.model_validate({**item, **more}))


def headers(**values: str) -> list[tuple[bytes, bytes]]:
    return [
        (name.replace("_", "-").encode(), value.encode("utf-8")) for name, value in values.items()
    ]


WANG = headers(
    x_remote_user="wang.wu",
    x_remote_name="王五",
    x_remote_email="wang@acme.test",
    x_remote_groups="staff, data-admins",
)


@pytest.mark.parametrize(
    "peer", ["10.1.2.3", "192.168.7.99", "fd00::5", "fd00::5%eth0", "::ffff:10.1.2.3"]
)
def test_a_trusted_proxy_names_who_signs_in(peer):
    person = provider(admin_groups="data-admins").read(WANG, peer)
    assert person is not None
    assert (person.provider, person.subject, person.name) == ("proxy", "wang.wu", "wang.wu")
    assert (person.display_name, person.email) == ("王五", "wang@acme.test")
    assert (person.groups, person.is_admin) == ({"staff", "data-admins"}, True)


@pytest.mark.parametrize(
    "peer",
    [
        *("10.1.2.4", "192.168.8.1", "127.0.0.1", "::1", "::ffff:10.1.2.4", "fd00:0:0:1::5"),
        *(None, "", "testclient", "10.1.2.3, 1.2.3.4", "010.1.2.3", "unix:", "%10.1.2.3"),
    ],
)
def test_the_header_of_anybody_else_is_ignored(peer):
    assert provider().read(WANG, peer) is None


def test_what_else_a_client_writes_does_not_make_it_trusted():
    forwarded = headers(x_forwarded_for="10.1.2.3", x_real_ip="10.1.2.3", forwarded="for=10.1.2.3")
    assert provider().read([*forwarded, *WANG], "203.0.113.9") is None


@pytest.mark.parametrize("name", ["", "   "])
def test_a_proxy_that_names_nobody_signs_nobody_in(name):
    assert provider().read(headers(x_remote_user=name), "10.1.2.3") is None
    assert provider().read([], "10.1.2.3") is None


@pytest.mark.parametrize("twice", ["x_remote_user", "x_remote_groups"])
def test_a_header_that_came_twice_is_refused(twice):
    """A proxy that adds its header behind the client's own does not replace it."""
    added = headers(**{twice: "admin"})
    with pytest.raises(SignInError, match="twice") as refused:
        provider().read([*added, *WANG], "10.1.2.3")
    assert refused.value.code == "misconfigured"


def test_another_header_can_be_configured_and_then_only_that_one_counts():
    own = provider(header="Remote-User", groups_separator=";")
    assert own.read(WANG, "10.1.2.3") is None
    person = own.read(headers(REMOTE_USER="li.si", x_remote_groups="a;b"), "10.1.2.3")
    assert person is not None
    assert (person.name, person.groups) == ("li.si", {"a", "b"})


def test_a_name_in_another_encoding_is_read_and_one_with_control_characters_refused():
    person = provider().read([(b"X-Remote-User", "müller".encode("latin-1"))], "10.1.2.3")
    assert person is not None
    assert person.name == "müller"
    with pytest.raises(SignInError):
        provider().read([(b"x-remote-user", b"wang\x00wu")], "10.1.2.3")


def test_who_is_in_no_allowed_group_does_not_sign_in():
    with pytest.raises(SignInError) as refused:
        provider(allowed_groups="other").read(WANG, "10.1.2.3")
    assert refused.value.code == "not_allowed"
