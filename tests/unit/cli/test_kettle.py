"""`onedata kettle` runs, checks, follows and makes files."""

import pytest

from onedata_assets.cli.main import app
from onedata_resources.kettle.reader import read_transformation
from tests.unit.kettle_server.files import chain, generated, kjb, ktr, parameter

PLAN = """
name: orders
source: {connection: shop, table: orders, columns: [id, name]}
target: {connection: shop, table: clean}
outputs: [{column: id}, {column: name, name: full_name}]
"""


def called(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        app(["kettle", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture(autouse=True)
def english(monkeypatch, tmp_path):
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    monkeypatch.setenv("LAKE_URI", str(tmp_path / "lake"))


def test_a_transformation_runs_with_its_log(tmp_path, capsys):
    (tmp_path / "t.ktr").write_text(generated("rows", 7))
    assert called("run", str(tmp_path / "t.ktr")) == 0
    assert "end.0 - Finished processing (I=0, O=0, R=7" in capsys.readouterr().out


def test_a_parameter_is_given(tmp_path, capsys):
    message = "<message>${WHO}</message><row_threshold>0</row_threshold>"
    steps = [("g", "RowGenerator", "<limit>1</limit><fields/>"), ("ab", "Abort", message)]
    xml = ktr("t", steps, [("g", "ab")], extra=parameter("WHO", "nobody"))
    (tmp_path / "t.ktr").write_text(xml)
    assert called("run", str(tmp_path / "t.ktr"), "-p", "WHO=文海") == 1
    assert "文海" in capsys.readouterr().out


def test_a_failure_is_told_as_it_stands(tmp_path, capsys):
    message = "<message>[/tmp/x] [a]</message><row_threshold>0</row_threshold>"
    steps = [("g", "RowGenerator", "<limit>1</limit><fields/>"), ("ab", "Abort", message)]
    (tmp_path / "t.ktr").write_text(ktr("t", steps, [("g", "ab")]))
    assert called("run", str(tmp_path / "t.ktr")) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("ab.0: ")


def test_a_job_tells_its_end_by_the_exit_code(tmp_path):
    (tmp_path / "good.kjb").write_text(kjb("good", [("ok", "SUCCESS", "")], chain("ok")))
    (tmp_path / "bad.kjb").write_text(kjb("bad", [("no", "ABORT", "")], chain("no")))
    assert called("run", str(tmp_path / "good.kjb")) == 0
    assert called("run", str(tmp_path / "bad.kjb")) == 1


def test_what_cannot_run_has_the_exit_codes_of_pan(tmp_path):
    (tmp_path / "unknown.ktr").write_text(ktr("t", [("s", "NoSuchStep", "")]))
    (tmp_path / "notes.ktr").write_text("no xml")
    assert called("run", str(tmp_path / "unknown.ktr")) == 3
    assert called("run", str(tmp_path / "notes.ktr")) == 7
    assert called("run", str(tmp_path / "nowhere.ktr")) == 7
    (tmp_path / "t.ktr").write_text(generated())
    assert called("run", str(tmp_path / "t.ktr"), "-p", "WHO") == 1


def test_a_folder_is_checked(tmp_path, capsys):
    (tmp_path / "sub").mkdir()
    (tmp_path / "t.ktr").write_text(generated())
    assert called("check", str(tmp_path)) == 0
    (tmp_path / "sub" / "bad.ktr").write_text(ktr("t", [("odd one", "NoSuchStep", "")]))
    assert called("check", str(tmp_path)) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "'odd one' (NoSuchStep" in said
    assert "2 Kettle files, 1 cannot run" in said


def test_a_plan_becomes_a_file_and_its_lineage_is_shown(tmp_path, capsys):
    (tmp_path / "orders.yaml").write_text(PLAN)
    assert called("generate", str(tmp_path / "orders.yaml")) == 0
    made = tmp_path / "orders.ktr"
    assert [s.type for s in read_transformation(made.read_bytes(), name="t").steps] == [
        "TableInput",
        "SelectValues",
        "TableOutput",
    ]
    capsys.readouterr()
    assert called("lineage", str(made)) == 0
    assert "shop.orders.name" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["name: x", "- a", "{", PLAN + "\nodd: 1"])
def test_what_is_no_plan_is_refused_and_nothing_is_written(tmp_path, capsys, wrong):
    (tmp_path / "p.yaml").write_text(wrong)
    assert called("generate", str(tmp_path / "p.yaml")) == 1
    assert "is not a plan" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "p.ktr").exists()


def test_a_job_has_no_columns_to_show(tmp_path, capsys):
    (tmp_path / "j.kjb").write_text(kjb("j", [("ok", "SUCCESS", "")], chain("ok")))
    assert called("lineage", str(tmp_path / "j.kjb")) == 1
    assert "is a job" in capsys.readouterr().err


def test_the_types_that_can_run_are_listed(capsys):
    assert called("steps") == 0
    said = capsys.readouterr().out
    assert "TableInput" in said
    assert "SHELL" in said


DATAX = """{"job": {"content": [{
  "reader": {"name": "streamreader",
             "parameter": {"sliceRecordCount": 2, "column": [{"value": "$who", "type": "string"}]}},
  "writer": {"name": "txtfilewriter",
             "parameter": {"path": "FOLDER", "fileName": "out.txt", "writeMode": "truncate"}}}]}}"""


@pytest.mark.row("F098")
def test_a_datax_job_runs_is_checked_and_becomes_a_file(tmp_path, capsys):
    path = tmp_path / "copy.json"
    path.write_text(DATAX.replace("FOLDER", str(tmp_path)))
    assert called("run", str(path), "-p", "who=me") == 0
    assert (tmp_path / "out.txt").read_text() == "me\nme\n"
    assert called("lineage", str(path)) == 0
    assert called("generate", str(path), "-o", str(tmp_path / "made.ktr")) == 0
    made = read_transformation((tmp_path / "made.ktr").read_bytes(), name="made.ktr")
    assert [each.type for each in made.steps][-1] == "TextFileOutput"
    (tmp_path / "config.json").write_text("{}")
    capsys.readouterr()
    assert called("check", str(tmp_path)) == 0
    assert "2" in capsys.readouterr().out
    path.write_text(DATAX.replace("streamreader", "odpsreader"))
    assert called("check", str(tmp_path)) == 1
    assert "job.content[0].reader" in capsys.readouterr().out.replace("\n", "")
