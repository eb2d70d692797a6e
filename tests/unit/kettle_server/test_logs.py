"""Log lines: their numbers, their bounds and their packed form."""

import pytest

from onedata_resources.kettle.packed_log import pack, unpack
from onedata_resources.kettle.server.answers import add, serialize, webresult
from onedata_resources.kettle.server.logs import LineNumbers, RunLog
from onedata_resources.kettle.xml import parse
from tests.unit.kettle_server.recordings import exchanges


def test_every_recorded_log_is_unpacked_and_packed_again():
    for recorded in exchanges():
        if "<logging_string>" in recorded.body:
            packed = parse(recorded.body.encode(), "answer").findtext("logging_string")
            assert unpack(pack(unpack(packed).splitlines())) == unpack(packed)


def test_an_empty_log_is_packed_as_the_real_server_packs_it():
    assert pack([]).startswith("<![CDATA[H4sIAAAAAAA")
    assert unpack(pack([])) == ""
    assert unpack("<![CDATA[]]>") == ""


def test_long_base64_is_wrapped_at_76_characters():
    lines = pack([f"{number} {number * 7919}" for number in range(500)]).split("\r\n")
    assert {len(line) for line in lines[1:-2]} == {76}
    assert len(lines[0]) == 76 + len("<![CDATA[")


@pytest.mark.parametrize("damaged", ["<![CDATA[H4sIAAAA]]>", "<![CDATA[H4sI]]>", "x"])
def test_a_damaged_log_is_an_error(damaged):
    with pytest.raises(ValueError, match="gzip"):
        unpack(damaged)


def test_each_line_is_sent_once_when_the_last_number_is_asked_from():
    numbers = LineNumbers()
    mine, other = RunLog(numbers, 100), RunLog(numbers, 100)
    mine.append("a")
    other.append("not mine")
    lines, last = mine.after(0)
    assert (lines, last) == (["a"], 2)
    mine.append("b")
    assert mine.after(last) == (["b"], 3)
    assert mine.after(3) == ([], 3)


def test_the_oldest_lines_fall_out():
    log = RunLog(LineNumbers(), 3)
    for number in range(10):
        log.append(str(number))
    assert log.after(0)[0] == ["7", "8", "9"]


def test_what_xml_cannot_hold_is_replaced():
    root = webresult(False, "bad \x00\x1b\ud800 end ]]> & <x> 中")
    message = parse(serialize(root), "answer").findtext("message")
    assert message == "bad \ufffd\ufffd\ufffd end ]]> & <x> 中"


def test_empty_elements_are_written_as_the_real_server_writes_them():
    root = webresult(True)
    add(root, "text", "a />")
    written = serialize(root).decode()
    assert "<message/>" in written
    assert "<text>a /&gt;</text>" in written
