"""Lines of the click log that cannot be used as they are: which are rejected, and as what."""

import polars as pl
import pytest

from tests.component.ingestion.projects import CLICKS
from tests.integration.kettle_house import House, event, running

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with running(House(tmp_path_factory.mktemp("house"))) as house:
        # Another day, so that a day whose every line is rejected leaves no empty table.
        assert house.load(CLICKS, "2017-11-04").success
        yield house


def accepted(house: House) -> pl.DataFrame:
    """Return the events of the day that `rejected` loads, in the order of their lines."""
    rows = house.rows("click_log").filter(pl.col("log_file") == "2017-11-03.jsonl")
    return rows.sort("line_number")


def rejected(house: House, content: bytes) -> dict[int, tuple[str, str]]:
    """Load a day whose log is `content`; return code and reason of each rejected line."""
    (house.files / "clicks" / "2017-11-03.jsonl").write_bytes(content)
    result = house.load(CLICKS, "2017-11-03")
    assert result.success
    found = house.rows("click_log__rejected")
    assert found["log_file"].unique().to_list() in ([], ["2017-11-03.jsonl"])
    return {
        row["line_number"]: (row["reject_code"], row["reject_reason"]) for row in found.to_dicts()
    }


@pytest.mark.row("S25")
def test_bytes_that_are_no_utf8_reject_their_lines_with_file_line_and_reason(house):
    lines = [
        event(1).encode(),
        b"\xff\xfe bad",
        event(3).replace("s1", "s\u00e9").encode("latin-1"),
        event(4, page="/商品").encode(),
    ]
    found = rejected(house, b"\n".join(lines) + b"\n")
    assert {line: code for line, (code, _) in found.items()} == {2: "NOT_UTF8", 3: "NOT_UTF8"}
    assert "无法按 UTF-8 解码" in found[2][1]
    assert "bytes that are no UTF-8" in found[2][1]
    assert accepted(house)["event_id"].to_list() == ["e1", "e4"]
    whole = house.rows("click_log__rejected").sort("line_number")["line"].to_list()
    assert whole[0] == "\ufffd\ufffd bad"


@pytest.mark.row("S25")
def test_a_file_in_another_encoding_is_rejected_whole_or_read_by_its_mark(house):
    content = "\n".join(event(n) for n in (1, 2))
    assert len(rejected(house, content.encode("utf-16-le"))) == 2
    assert rejected(house, content.encode("utf-16")) == {}
    assert rejected(house, b"\xef\xbb\xbf" + content.encode()) == {}
    assert accepted(house)["event_id"].to_list() == ["e1", "e2"]


@pytest.mark.row("S25")
def test_a_line_keeps_its_number_in_the_file_past_empty_lines(house):
    found = rejected(house, "\n".join([event(1), "", "", "broken", event(5)]).encode())
    assert list(found) == [4]
    assert accepted(house)["line_number"].to_list() == [1, 5]


@pytest.mark.row("S25")
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("household_id", 99999999999999999999999, "BAD_NUMBER"),
        ("household_id", 1.7, "BAD_NUMBER"),
        ("product_id", "1,234", "BAD_NUMBER"),
        ("basket_id", 1e19, "BAD_NUMBER"),
        ("order_value_usd", "12,5", "BAD_NUMBER"),
        ("order_value_usd", True, "JsonInput001"),
        ("event_at", "2017-11-03T10:00:00Z", "BAD_MOMENT"),
        ("event_at", "2017-11-03T10:00:00+08:00", "BAD_MOMENT"),
        ("event_at", "2017-11-03T10:00:00.123", "BAD_MOMENT"),
        ("event_at", "2017-02-30T10:00:00", "JsonInput001"),
    ],
)
def test_values_that_would_be_changed_are_rejected_instead(house, field, value, code):
    found = rejected(house, event(1, **{field: value}).encode())
    assert found[1][0] == code
    told = found[1][1].split(" / ")  # a rule of the house says it in two languages, Kettle in one
    assert len(told) == (1 if code == "JsonInput001" else 2)
    assert all(field in each for each in told)
    assert accepted(house).height == 0


def test_exact_values_pass_unchanged(house):
    values = {"household_id": "12", "basket_id": 123456789012345678, "order_value_usd": 12345678.25}
    assert rejected(house, event(1, **values).encode()) == {}
    [row] = accepted(house).to_dicts()
    assert (row["household_id"], row["basket_id"]) == (12, 123456789012345678)
    assert row["order_value_usd"] == 12345678.25
