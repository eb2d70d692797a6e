"""Addresses that people type: which are let through, and no way around by how they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_resources.clients.outbound import (
    checked_url,
)
from onedata_resources.clients.outbound_policy import OutboundPolicy
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError

CLOSED = OutboundPolicy()
LOOPBACK = OutboundPolicy.parse("127.0.0.0/8")
PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "0.0.0.0",
        "0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "10.0.0.8",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "１２７.0.0.1",
        "127。0。0。1",
    ],
)
def test_no_way_of_writing_an_inner_address_is_let_through(host):
    for scheme in ("http", "https"):
        with pytest.raises(OneDataError) as refused:
            checked_url(f"{scheme}://{host}/hook", CLOSED)
        assert refused.value.en
        assert refused.value.zh


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook",
        "//example.com",
        "file:///etc/passwd",
        "gopher://example.com/x",
        "ftp://example.com/x",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "http://user:hunter2@example.com/x",
        "http://example.com@127.0.0.1/x",
        "http://example.com:22/x",
        "http://example.com:25/x",
        "http://example.com:99999/x",
        "http://exa mple.com/x",
        "http://exa%20mple.com/x",
        "http://exa%2fmple.com/x",
        "http://-/x",
        "http://example.com\r\nHost: x/",
        "http://[::1/x",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url):
    with pytest.raises(BadInputError) as refused:
        checked_url(url, LOOPBACK, lambda host, port: [PUBLIC])
    assert "hunter2" not in str(refused.value)


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://", "http://a.b/"]))
def test_anything_typed_is_an_address_or_refused(text, start):
    try:
        checked = checked_url(start + text, CLOSED, lambda host, port: [PUBLIC])
    except OneDataError:
        return
    assert checked.startswith("http")


def test_public_addresses_are_open():
    for address in (PUBLIC, "2606:2800:220:1:248:1893:25c8:1946"):
        assert checked_url("https://example.com/x", CLOSED, lambda host, port, at=address: [at])


def test_a_name_of_which_one_address_is_inside_is_refused():
    with pytest.raises(BadInputError, match="OUTBOUND_ALLOW"):
        checked_url("https://example.com/x", CLOSED, lambda host, port: [PUBLIC, "10.0.0.8"])


def test_a_name_without_an_address_is_told():
    with pytest.raises(UnavailableError, match=r"no-such-host\.invalid has no address"):
        checked_url("https://no-such-host.invalid/x", CLOSED)


def test_the_refusal_does_not_tell_what_an_inner_name_resolves_to():
    with pytest.raises(BadInputError) as refused:
        checked_url("https://db.inner/x", CLOSED, lambda host, port: ["10.9.8.7"])
    assert "10.9.8.7" not in str(refused.value)


@pytest.mark.parametrize(
    ("allow", "host", "address", "admitted"),
    [
        ("chat.inner", "chat.inner", "10.0.0.8", True),
        ("chat.inner", "CHAT.inner.", "10.0.0.8", True),
        ("chat.inner", "evil.chat.inner", "10.0.0.8", False),
        ("*.inner", "a.b.inner", "10.0.0.8", True),
        ("*.inner", "inner", "10.0.0.8", False),
        ("*.inner", "evilinner", "10.0.0.8", False),
        ("10.0.0.8", "x", "10.0.0.8", True),
        ("10.0.0.8", "x", "10.0.0.9", False),
        ("10.0.0.0/8, 192.168.0.0/16", "x", "192.168.7.7", True),
        ("10.0.0.0/8", "x", "::ffff:10.1.2.3", True),
        ("chat.inner", "chat.inner", "169.254.169.254", False),
        ("chat.inner", "chat.inner", "100.100.100.200", False),
        ("169.254.169.254", "x", "169.254.169.254", True),
        ("fd00::/8", "x", "fd00::1", True),
    ],
)
def test_the_administrator_opens_hosts_and_networks(allow, host, address, admitted):
    assert OutboundPolicy.parse(allow).admits(host, [address]) is admitted


@pytest.mark.parametrize("allow", ["http://chat", "10.0.0.0/99", "a b/c", "1.2.3", "*", "-x"])
def test_a_wrong_opening_is_refused_in_words(allow):
    with pytest.raises(BadInputError, match=r"OUTBOUND_ALLOW[\s\S]*OUTBOUND_ALLOW"):
        OutboundPolicy.parse(allow)
