"""Numbers as each language writes them."""

import pytest

from onedata_assets.domain.analytics.numbers import amount, amount_zh, number, usd


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ("–", "")),
        (0, ("0", "")),
        (9_999.4, ("9,999", "")),
        (10_000, ("1.00", "万")),
        (4_594_146.4, ("459.41", "万")),
        (123_456_789, ("1.23", "亿")),
        (-25_000, ("−2.50", "万")),
    ],
)
def test_chinese_counts_by_ten_thousands(value, written):
    assert amount_zh(value) == written


def test_an_amount_of_money_is_written_in_both_languages():
    zh, en = usd(4_594_146.4).split('<span class="t" lang="en">')
    assert "459.41" in zh
    assert "万美元" in zh
    assert "USD" in en
    assert "4,594,146" in en


def test_a_small_count_is_written_once():
    assert amount(86) == "86"


def test_nothing_is_written_as_a_dash():
    assert (usd(None), amount(None), number(None, ",.2f")) == ("–", "–", "–")
