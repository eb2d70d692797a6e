"""The package that a job travels in."""

import pytest

from onedata_resources.clients.carte_package import package
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.xml import parse
from tests.unit.clients.carte_script import Carte
from tests.unit.kettle.datax_jobs import TWO, job, stream, text_file
from tests.unit.kettle_server.files import chain, generated, kjb


@pytest.mark.parametrize(
    ("written", "packed"),
    [
        ("${Internal.Entry.Current.Directory}/sub/t.ktr", None),
        ("${Internal.Job.Filename.Directory}/sub/t.ktr", None),
        ("sub/t.ktr", "${Internal.Entry.Current.Directory}/sub/t.ktr"),
        ("${WHERE}/t.ktr", "${Internal.Entry.Current.Directory}/sub/t.ktr"),
        ("sub/../../elsewhere/t.ktr", "${Internal.Entry.Current.Directory}/../elsewhere/t.ktr"),
    ],
)
def test_a_job_is_packed_with_the_files_it_calls(tmp_path, written, packed):
    folder = tmp_path / "jobs"
    for place in (folder / "sub", tmp_path / "elsewhere"):
        place.mkdir(parents=True)
        (place / "t.ktr").write_text(generated("t"))
    entries = [("run", "TRANS", f"<filename>{written}</filename>")]
    (folder / "j.kjb").write_text(kjb("j", entries, chain("run")))
    found = package(folder / "j.kjb", {"WHERE": str(folder / "sub")})
    assert found.load in {"j.kjb", "jobs/j.kjb"}
    assert len(found.files) == 2
    job = parse(found.files[found.load], "job")
    assert job.findtext("entries/entry[name='run']/filename") == (packed or written)


def test_a_file_that_only_the_server_has_stays_as_it_is_written(tmp_path):
    entries = [("run", "TRANS", "<filename>${SERVER}/t.ktr</filename>")]
    (tmp_path / "j.kjb").write_text(kjb("j", entries, chain("run")))
    assert list(package(tmp_path / "j.kjb").files) == ["j.kjb"]


def test_files_that_call_each_other_are_packed_once(tmp_path):
    for name, other in (("a", "b"), ("b", "a")):
        entries = [("run", "JOB", f"<filename>{other}.kjb</filename>")]
        (tmp_path / f"{name}.kjb").write_text(kjb(name, entries, chain("run")))
    found = package(tmp_path / "a.kjb")
    assert sorted(found.files) == ["a.kjb", "b.kjb"]
    assert found.zipped(b"<x/>") == package(tmp_path / "a.kjb").zipped(b"<x/>")


@pytest.mark.parametrize("content", [None, "no xml", "<html/>"])
def test_a_file_that_is_not_kettle_is_refused_before_any_call(tmp_path, content):
    path = tmp_path / "x.kjb"
    if content is not None:
        path.write_text(content)
    carte = Carte()
    with pytest.raises(BadInputError, match=r"x\.kjb"):
        carte.client().run_job(path)
    assert carte.calls == []


def test_the_other_kind_of_file_is_refused(trans, job):
    with pytest.raises(BadInputError):
        Carte().client().run_job(trans)
    with pytest.raises(BadInputError):
        Carte().client().run_transformation(job)


def test_a_datax_job_is_packed_as_its_transformation(tmp_path):
    path = tmp_path / "copy.json"
    path.write_text(job(stream(*TWO), text_file(tmp_path)))
    found = package(path)
    assert (found.kind, found.name, found.load) == ("trans", "copy", "copy.json")
    assert parse(found.files["copy.json"], "copy").tag == "transformation"
