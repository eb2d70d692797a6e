"""Reading Kettle files for assets: what a unit writes, and what stops the load."""

from pathlib import Path

import dagster as dg
import pytest

from onedata_resources.errors import BadInputError
from tests.component.ingestion.jobs import job, transformation
from tests.component.ingestion.projects import unit_of


def key(*path: str) -> dg.AssetKey:
    return dg.AssetKey(list(path))


def test_a_job_with_logic_of_its_own_is_only_run_whole(tmp_path):
    transformation(tmp_path, "a", "stores")
    path = job(tmp_path, "logic", ("WRITE_TO_LOG", ""), ("TRANS", "a.ktr"))
    assert not unit_of(path).can_subset


def test_a_job_within_a_job_is_followed(tmp_path):
    transformation(tmp_path, "a", "stores")
    job(tmp_path, "inner", ("TRANS", "a.ktr"))
    files = unit_of(job(tmp_path, "outer", ("JOB", "inner.kjb")))
    assert [table.key for table in files.tables] == [key("ods", "stores")]


def test_jobs_that_run_each_other_are_refused(tmp_path):
    job(tmp_path, "b", ("JOB", "a.kjb"))
    with pytest.raises(BadInputError, match="run each other"):
        unit_of(job(tmp_path, "a", ("JOB", "b.kjb")))


@pytest.mark.parametrize("server", ["embedded", "carte"])
def test_a_job_with_its_own_schedule_is_refused_with_the_schedule_that_replaces_it(
    tmp_path, server
):
    transformation(tmp_path, "load", "stores")
    path = job(tmp_path, "timed", ("TRANS", "load.ktr"))
    timed = "<start>Y</start><repeat>Y</repeat><schedulerType>2</schedulerType><hour>6</hour>"
    path.write_text(path.read_text().replace("<start>Y</start>", timed))
    with pytest.raises(BadInputError, match=r"In Dagster a schedule does that.*'0 6 \* \* \*'"):
        unit_of(path, embedded=server == "embedded")


def test_an_entry_that_the_embedded_engine_does_not_have_is_said_when_definitions_load(tmp_path):
    transformation(tmp_path, "load", "stores")
    path = job(tmp_path, "odd", ("TRANS", "load.ktr"), ("SFTP", ""))
    with pytest.raises(BadInputError, match=r"entry \[e2\] is of type SFTP, which is not run here"):
        unit_of(path)
    assert unit_of(path, embedded=False).tables


def test_two_steps_that_write_one_table_are_refused(tmp_path):
    entries = [("TRANS", transformation(tmp_path, name, "stores")) for name in ("a", "b")]
    with pytest.raises(BadInputError, match="written twice: ods/stores"):
        unit_of(job(tmp_path, "twice", *entries))


def test_a_unit_that_writes_no_table_is_refused_with_what_to_do(tmp_path):
    path = job(tmp_path, "none", ("WRITE_TO_LOG", ""))
    with pytest.raises(BadInputError, match=r"writes no table.*leave it out by `exclude`"):
        unit_of(path)


@pytest.mark.parametrize("missing", ["no_job", "no_transformation"])
def test_a_file_that_is_missing_stops_the_load_and_is_named(tmp_path, missing):
    path = tmp_path / "gone.kjb"
    if missing == "no_transformation":
        path = job(tmp_path, "j", ("TRANS", "gone.ktr"))
    with pytest.raises(BadInputError, match=r"gone\.k"):
        unit_of(path)


BROKEN = [
    ("<to>out</to>", "<to>oot</to>", "there is no step 'oot'. Near: 'out'", "没有步骤 'oot'"),
    ("<enabled/>", "<enabled>N</enabled>", "writes no table", "没有写任何表"),
    ("<type>TableInput<", "<type>TableInptu<", "'in' (TableInptu; near: TableInput)", "不支持"),
    (">retail<", ">retial<", "connection 'retial', which neither", "连接 'retial'"),
]


@pytest.mark.parametrize(("right", "wrong", "en", "zh"), BROKEN)
def test_a_file_that_cannot_run_as_written_is_refused_when_definitions_load(
    tmp_path, right, wrong, en, zh
):
    path = broken_job(tmp_path, right, wrong)
    with pytest.raises(BadInputError) as caught:
        unit_of(path)
    assert en in caught.value.en
    assert zh in caught.value.zh


def broken_job(folder: Path, right: str, wrong: str) -> Path:
    name = transformation(folder, "a", "stores")
    text = (folder / name).read_text().replace("</to></hop>", "</to><enabled/></hop>")
    assert right in text
    (folder / name).write_text(text.replace(right, wrong))
    return job(folder, "j", ("TRANS", name))


def test_a_table_that_no_row_can_reach_is_refused(tmp_path):
    name = transformation(tmp_path, "a", "stores")
    text = (tmp_path / name).read_text()
    (tmp_path / name).write_text(text.replace("<type>TableInput<", "<type>Dummy<"))
    with pytest.raises(BadInputError, match=r"a\.ktr: no row can reach step 'out'") as caught:
        unit_of(job(tmp_path, "j", ("TRANS", name)))
    assert "没有数据能到达步骤 'out'" in caught.value.zh


@pytest.mark.parametrize(("schema", "path"), [("public.", []), ("dbo.", []), ("sales.", ["sales"])])
def test_a_table_of_a_usual_schema_is_the_asset_that_a_scan_makes_of_it(tmp_path, schema, path):
    files = unit_of(broken_job(tmp_path, "FROM stores", f"FROM {schema}stores"))
    [table] = files.tables
    assert {tuple(each.path) for each in table.deps} == {("retail", *path, "stores")}


def test_a_script_that_fills_a_table_needs_no_rows(tmp_path):
    sql = "<sql>insert into my_stores select store_id from stores</sql>"
    steps = (
        f"<step><name>fill</name><type>ExecSQL</type><connection>retail</connection>{sql}</step>"
    )
    xml = f"<transformation><info><name>s</name></info><order/>{steps}</transformation>"
    (tmp_path / "s.ktr").write_text(xml)
    [table] = unit_of(tmp_path / "s.ktr").tables
    assert table.key.path == ["retail", "my_stores"]


@pytest.mark.parametrize(("right", "wrong"), [each[:2] for each in BROKEN[2:]])
def test_a_real_carte_may_have_more_so_it_is_only_warned_of(tmp_path, caplog, right, wrong):
    files = unit_of(broken_job(tmp_path, right, wrong), embedded=False)
    assert [table.key for table in files.tables] == [key("ods", "stores")]
    assert wrong.strip("<>").removeprefix("type>") in caplog.text


def test_a_connection_of_the_environment_is_known(tmp_path, monkeypatch):
    monkeypatch.setenv("KETTLE_CONNECTION_RETIAL", "sqlite:///x.db")
    assert unit_of(broken_job(tmp_path, ">retail<", ">retial<")).tables


def test_the_steps_that_definitions_accept_are_those_of_the_engine():
    from onedata_resources.kettle.engine.registry import step_types
    from onedata_resources.kettle.readiness import MAKE_ROWS
    from onedata_resources.kettle.settings.catalogue import SETTINGS

    assert set(SETTINGS) == set(step_types())
    assert set(SETTINGS) >= MAKE_ROWS
