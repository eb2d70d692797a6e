"""Moments in rows, names of files and scripts go by the clock on the machine's wall."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.kettle.running import field, fields, grid, ktr, rows_of, run, step, text_output


@pytest.fixture(autouse=True)
def shanghai(monkeypatch):
    """Let the machine be in Shanghai, eight hours before UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        yield
    time.tzset()


def is_now_in_shanghai(text):
    moment = datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=UTC) - timedelta(hours=8)
    return abs(datetime.now(UTC) - moment) < timedelta(minutes=3)


def first_row(tmp_path, *steps, name="d"):
    shown = fields(field(name=name, type="Date", format="yyyyMMddHHmm"))
    done = run(ktr(*steps, text_output("o", tmp_path / "o", shown)))
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o")[0]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (
            "SystemInfo",
            "<fields><field><name>d</name><type>system date (variable)</type></field></fields>",
        ),
        (
            "Formula",
            "<formula><field_name>d</field_name><formula_string>NOW()</formula_string>"
            "<value_type>Date</value_type></formula>",
        ),
        (
            "ScriptValueMod",
            "<jsScripts><jsScript><jsScript_type>0</jsScript_type><jsScript_name>s"
            "</jsScript_name><jsScript_script>var d = new Date();</jsScript_script></jsScript>"
            "</jsScripts><fields><field><name>d</name><rename>d</rename><type>Date</type>"
            "</field></fields>",
        ),
    ],
)
def test_now_is_what_the_wall_shows(tmp_path, kind, settings):
    source = grid("g", {"a": "String"}, [["x"]])
    assert is_now_in_shanghai(first_row(tmp_path, source, step("s", kind, settings)))


def test_a_text_with_a_zone_is_what_the_wall_shows_then(tmp_path):
    script = "var d = new Date('2020-06-01T00:30:00Z'), e = new Date('2020-06-01T00:30:00');"
    made = "".join(
        f"<field><name>{each}</name><rename>{each}</rename><type>Date</type></field>"
        for each in "de"
    )
    steps = (
        grid("g", {"a": "String"}, [["x"]]),
        step(
            "s",
            "ScriptValueMod",
            "<jsScripts><jsScript><jsScript_type>0</jsScript_type><jsScript_name>s"
            f"</jsScript_name><jsScript_script>{script}</jsScript_script></jsScript></jsScripts>"
            f"<fields>{made}</fields>",
        ),
    )
    assert first_row(tmp_path, *steps) == "202006010830"
    assert first_row(tmp_path, *steps, name="e") == "202006010030"


def test_the_time_of_a_file_is_what_the_wall_showed(tmp_path):
    (tmp_path / "in.txt").write_text("x")
    os.utime(tmp_path / "in.txt", (0, 0))
    listed = step("s", "GetFileNames", f"<file><name>{tmp_path}/in.txt</name></file>")
    assert first_row(tmp_path, listed, name="lastmodifiedtime") == "197001010800"


def test_the_name_of_a_file_has_the_date_and_time_on_the_wall(tmp_path):
    output = step(
        "o",
        "TextFileOutput",
        f"<file><name>{tmp_path}/x</name><SpecifyFormat>Y</SpecifyFormat>"
        "<date_time_format>yyyyMMddHHmm</date_time_format></file>",
    )
    assert run(ktr(grid("g", {"a": "String"}, [["x"]]), output)).status == "Finished"
    assert is_now_in_shanghai(next(tmp_path.iterdir()).name[1:])


def test_lines_of_the_log_have_the_time_on_the_wall():
    text = run(ktr(grid("g", {"a": "String"}, [["x"]]))).log.text()
    assert is_now_in_shanghai("".join(sign for sign in text[:16] if sign.isdigit()))
