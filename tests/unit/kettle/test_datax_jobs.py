"""What DataX jobs say wrongly or leave open, and what they become."""

import json
from pathlib import Path
from typing import Any

import pytest

from onedata_resources.kettle.datax.compile import ktr_of_datax, read_datax
from onedata_resources.kettle.datax.signs import is_datax
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.reader import read_kettle_file, read_transformation
from onedata_resources.settings import project_dir
from tests.unit.kettle.datax_jobs import (
    TWO,
    csv,
    database,
    finished,
    job,
    lines,
    plugin,
    stream,
    text_file,
)

pytestmark = pytest.mark.row("F098")


GUIDES = ["run-datax-jobs.md", "run-datax-jobs.zh-CN.md"]


@pytest.mark.parametrize("guide", GUIDES)
def test_the_job_of_the_guide_can_be_read(guide: str) -> None:
    text = (project_dir() / "docs" / guide).read_text(encoding="utf-8")
    example = text.split("```json")[1].split("```")[0]
    made = read_datax(example, name=guide)
    assert [each.type for each in made.steps] == ["TableInput", "TableOutput"]


def test_placeholders_are_parameters(tmp_path: Path) -> None:
    text = job(stream({"value": "$day", "type": "string"}, rows=1), text_file(tmp_path, "f_${day}"))
    text = text.replace('"sliceRecordCount": 1', '"sliceRecordCount": ${n}')
    made = read_datax(text, name="job.json")
    assert {each.name for each in made.parameters} == {"day", "n"}
    finished(text, day="2024-01-02", n="2")
    assert lines(tmp_path, "f_2024-01-02") == ["2024-01-02"] * 2


PASSWORD = "s3cret-Pa55"


MYSQL = {"username": "root", "password": PASSWORD, "column": ["id"]}


def mysql(**more: Any) -> dict[str, Any]:
    """Return a reader of MySQL."""
    return database("mysqlreader", "jdbc:mysql://h:3306/d?useSSL=false", **{**MYSQL, **more})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (job(plugin("odpsreader"), text_file(Path())), "job.content[0].reader"),
        (job(stream(*TWO), plugin("hdfswriter")), "hdfswriter"),
        (job(stream({"value": "x", "type": "blob"}), text_file(Path())), "column[0].type"),
        (job(stream({"type": "long"}), text_file(Path())), "column[0]"),
        (job(stream({"random": "9,1", "type": "long"}), text_file(Path())), "column[0].random"),
        (job(csv("x", {"index": "a", "type": "long"}), text_file(Path())), "column[0].index"),
        (job(csv("x", "*"), text_file(Path())), "parameter.column"),
        (job(csv("x", {"index": 0}, compress="bzip2"), text_file(Path())), "compress"),
        (job(stream(*TWO), text_file(Path(), writeMode="over")), "writeMode"),
        (job(stream(*TWO), text_file(Path()), plugin("dx_groovy", code="x")), "transformer[0]"),
        (job(stream(*TWO), text_file(Path()), plugin("dx_substr", columnIndex=2, paras=[1, 2])),
         "transformer[0].parameter.columnIndex"),
        (job(mysql(), text_file(Path())), "connection[0]"),
        (job(mysql(table="t", column=["a", "b"]),
             database("postgresqlwriter", "jdbc:postgresql://h/d", table="t", column=["a"])),
         "writer.parameter.column"),
        (job(mysql(table="t"), database("postgresqlwriter", "jdbc:postgresql://h/d", table="t",
                                        column=["a"], writeMode="replace")), "writeMode"),
        (job(mysql(table="t"), database("mysqlwriter", "mysql://h/d", table="t", column=["a"])),
         "connection[0].jdbcUrl"),
        ('{"job": {"content": [{"reader": {"name": 1}}]}}', "job.content[0].writer"),
        ('{"job": {"password": "s3cret-Pa55" "content": []}}', "line 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_plugin_and_place_and_without_passwords(
    text: str, said: str
) -> None:
    with pytest.raises(KettleFileError) as caught:
        read_datax(text, name="job.json")
    assert said in caught.value.en
    assert "job.json" in caught.value.zh
    assert PASSWORD not in caught.value.en + caught.value.zh


def test_addresses_of_jdbc_become_connections() -> None:
    text = job(mysql(table="t"), text_file(Path()))
    (made,) = read_datax(text, name="job.json").connections
    assert (made.type, made.server, made.port, made.database) == ("MYSQL", "h", "3306", "d")
    assert made.attribute("EXTRA_OPTION_MYSQL.useSSL") == "false"
    assert PASSWORD not in repr(made)


def test_an_account_in_an_address_is_taken_out_of_it() -> None:
    url = f"jdbc:dm://h:5236/d?user=u&password={PASSWORD}&schema=s"
    text = job(database("rdbmsreader", url, table="t", column=["a"]), text_file(Path()))
    (made,) = read_datax(text, name="job.json").connections
    assert made.attribute("CUSTOM_URL") == "jdbc:dm://h:5236/d?schema=s"
    assert (made.username, made.password) == ("u", PASSWORD)


def test_a_file_is_told_by_its_content_and_read_like_kettle_files(tmp_path: Path) -> None:
    text = job(stream(*TWO), text_file(tmp_path))
    path = tmp_path / "copy orders.json"
    path.write_text("// copies\n" + text, encoding="utf-8")
    assert is_datax(path.read_bytes())
    assert not is_datax(json.dumps({"job": {"content": []}}).encode())
    assert not is_datax(b"<transformation/>")
    assert read_kettle_file(path).name == "copy orders"


def test_the_generated_file_is_the_job(tmp_path: Path) -> None:
    text = job(stream(*TWO), text_file(tmp_path))
    again = read_transformation(ktr_of_datax(text, name="job.json"), name="job.ktr")
    assert again.steps == read_datax(text, name="job.json").steps


def test_json_may_have_comments_and_commas_too_many() -> None:
    text = """
    {"job": {"setting": {"speed": 1048576, /* bytes
      per second */}, "content": [{
        // "reader": {"name": "odpsreader"},
        "reader": {"name": "streamreader", "parameter": {"sliceRecordCount": 1,
                   "column": [{"value": "http://a/, ]", "type": "string"},]}},
        "writer": {"name": "streamwriter", "parameter": {"print": true,}},}]}}
    """
    assert "http://a/, ]" in finished(text).log.text()
