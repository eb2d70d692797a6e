"""Node selectors, proxy addresses, amounts and quotas: grammar, refusals, and what goes over."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.security.amounts import (
    Range,
    cores_text,
    memory_text,
    parse_cores,
    parse_memory,
    range_text,
)
from onedata_assets.domain.security.proxy_address import parse_proxy_address
from onedata_assets.domain.security.quotas import (
    Cards,
    Resources,
    excesses,
    parse_cards,
    parse_resources,
)
from onedata_assets.domain.security.refusals import SettingError
from onedata_assets.domain.security.selectors import Selector, parse_selector
from tests.unit.security.settings_texts import LABELS, TYPED, check_told


def grammars():
    """How each kind of text is read and printed."""
    yield parse_selector, str
    yield parse_proxy_address, lambda found: str(found or "")
    yield lambda one: parse_cores(one, "cpu"), lambda found: range_text(found, cores_text)
    yield lambda one: parse_memory(one, "memory"), lambda found: range_text(found, memory_text)
    yield lambda one: parse_cards(one, "gpu"), lambda found: ";".join(map(str, found))


@given(TYPED)
def test_anything_typed_is_read_and_printed_alike_or_refused_in_both_languages(text):
    for parse, print_ in grammars():
        try:
            found = parse(text)
        except SettingError as error:
            check_told(error)
        else:
            assert parse(print_(found)) == found


@pytest.mark.row("F003")
@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("cpu=true;train=true", {"cpu": ("true",), "train": ("true",)}),
        ("cpu=true,train=true", {"cpu": ("true",), "train": ("true",)}),
        ("org=a,b", {"org": ("a", "b")}),
        ("org=a,b,cpu=true", {"org": ("a", "b"), "cpu": ("true",)}),
        ("org＝a，b；\n\tcpu=true", {"org": ("a", "b"), "cpu": ("true",)}),
        ("node.kubernetes.io/arch=arm64", {"node.kubernetes.io/arch": ("arm64",)}),
        ("", {}),
    ],
)
def test_selectors_are_read(text, labels):
    assert parse_selector(text).labels == labels


@given(
    st.dictionaries(
        LABELS, st.lists(LABELS, min_size=1, max_size=3, unique=True).map(tuple), max_size=20
    )
)
def test_a_selector_is_read_as_it_is_printed(labels):
    assert parse_selector(str(Selector(labels))) == Selector(labels)


@pytest.mark.parametrize(
    ("text", "en"),
    [
        ("cpu", "no label"),
        ("=a", "no name of a label"),
        ("a=", "no value of a label"),
        ("a==b", "no value of a label"),
        ("a=b c", "no value of a label"),
        ("-a=b", "no name of a label"),
        ("A.b/c/d=e", "no name of a label"),
        (f"a={'b' * 64}", "no value of a label"),
        ("org=a;org=b", "'org=a,b'"),
    ],
)
def test_wrong_selectors_are_refused_in_words(text, en):
    with pytest.raises(SettingError) as refused:
        parse_selector(text)
    assert en in refused.value.en


@pytest.mark.row("F005")
@pytest.mark.parametrize(
    ("text", "inside", "outside", "external_ips"),
    [
        ("10.0.0.8", "10.0.0.8", "10.0.0.8", ("10.0.0.8",)),
        ("10.0.0.8|1.2.3.4", "10.0.0.8", "1.2.3.4", ("10.0.0.8",)),
        ("ml.example.com", "ml.example.com", "ml.example.com", ()),
        ("fd00::8 ｜ ML.example.com", "fd00::8", "ml.example.com", ("fd00::8",)),
        ("::ffff:10.0.0.8", "10.0.0.8", "10.0.0.8", ("10.0.0.8",)),
    ],
)
def test_proxy_addresses_are_read(text, inside, outside, external_ips):
    address = parse_proxy_address(text)
    assert (address.inside, address.outside) == (inside, outside)
    assert address.external_ips == external_ips


@pytest.mark.parametrize(
    "text",
    [
        "http://10.0.0.8",
        "10.0.0.8:80",
        "a|b|c",
        "10.0.0",
        "2130706433",
        "0x7f000001",
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "localhost",
        "0.0.0.0",
        "169.254.169.254",
        "224.0.0.1",
        "fe80::1%eth0",
        "a b",
        "|10.0.0.8",
    ],
)
def test_addresses_that_others_cannot_reach_are_refused(text):
    with pytest.raises(SettingError):
        parse_proxy_address(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("2", "2", "2"), ("0.5", "0.5", "0.5"), ("500m", "0.5", "0.5"), ("1～4", "1", "4")],
)
def test_cores_are_read(text, low, high):
    assert parse_cores(text, "cpu") == Range(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2G", 2 * 1000**3, 2 * 1000**3),
        ("2gib", 2 * 1024**3, 2 * 1024**3),
        ("512m", 512 * 1000**2, 512 * 1000**2),
        ("1~4Gi", 1024**3, 4 * 1024**3),
        ("512Mi~1.5Gi", 512 * 1024**2, 1536 * 1024**2),
    ],
)
def test_memory_is_read_in_bytes(text, low, high):
    assert parse_memory(text, "memory") == Range(Decimal(low), Decimal(high))


@pytest.mark.parametrize("text", ["", "0", "-1", "4~1", "1~2~3", "1e3", "nan", "1.2345", "1 2"])
def test_wrong_amounts_are_refused(text):
    for parse in (parse_cores, parse_memory):
        with pytest.raises(SettingError) as refused:
            parse(text, "quotas.cpu")
        assert refused.value.faults[0].field == "quotas.cpu"


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("2", [Cards(Decimal(2))]),
        ("0.5", [Cards(Decimal("0.5"))]),
        ("2(V100)", [Cards(Decimal(2), "gpu", "V100")]),
        ("1(npu)", [Cards(Decimal(1), "npu")]),
        ("1(npu,910B)", [Cards(Decimal(1), "npu", "910B")]),
        ("2（V100）；1(NPU)", [Cards(Decimal(2), "gpu", "V100"), Cards(Decimal(1), "npu")]),
        (
            "2(V100),1(npu,910B)",
            [Cards(Decimal(2), "gpu", "V100"), Cards(Decimal(1), "npu", "910B")],
        ),
        ("", []),
    ],
)
def test_cards_are_read(text, cards):
    assert parse_cards(text, "gpu") == tuple(cards)


@pytest.mark.parametrize(
    "text", ["x", "1~4", "2()", "2(a,b)", "2(npu,a,b)", "1;2", "-1", "2(V 100)"]
)
def test_wrong_cards_are_refused(text):
    with pytest.raises(SettingError, match=r"cards|card stands twice"):
        parse_cards(text, "gpu")


def resources(cpu="", memory="", gpu=""):
    return parse_resources({"cpu": cpu, "memory": memory, "gpu": gpu}, "quotas")


@pytest.mark.parametrize(
    ("limit", "used", "asked", "over"),
    [
        (resources("4"), resources("3"), resources("1"), []),
        (resources("4"), resources("3"), resources("1.5"), [("cpu", "4.5", "4")]),
        (resources("4~8"), resources("3~8"), resources("1~1"), [("cpu", "4~9", "4~8")]),
        (resources("4"), Resources(), resources("", "1Ti"), []),
        (
            resources("", "1Gi"),
            resources("", "1Gi"),
            resources("", "1Mi"),
            [("memory", "1025Mi", "1Gi")],
        ),
        (resources(gpu="2"), resources(gpu="1(V100)"), resources(gpu="1(T4)"), []),
        (resources(gpu="2"), resources(gpu="1(V100)"), resources(gpu="2(T4)"), [("gpu", "3", "2")]),
        (
            resources(gpu="2(V100)"),
            Resources(),
            resources(gpu="1(T4)"),
            [("gpu", "1(T4)", "2(V100)")],
        ),
        (
            resources(gpu="3;2(V100)"),
            resources(gpu="2(V100)"),
            resources(gpu="1(V100)"),
            [("gpu", "3(V100)", "2(V100)")],
        ),
        (resources(gpu="2"), Resources(), resources(gpu="1(npu)"), [("gpu", "1(npu)", "2")]),
        (resources(gpu="0"), Resources(), resources(gpu="0.5"), [("gpu", "0.5", "0")]),
        (resources(gpu="0"), Resources(), resources(gpu="0"), []),
    ],
)
def test_what_goes_over_a_quota_is_told(limit, used, asked, over):
    assert list(excesses(limit, used, asked)) == over
