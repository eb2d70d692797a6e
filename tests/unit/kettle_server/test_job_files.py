"""Entries that run other files: how these are found and what they are passed."""

import pytest

from onedata_resources.kettle.engine.job import JobRun
from tests.unit.kettle_server.files import chain, generated, kjb, parameter
from tests.unit.kettle_server.job_runs import note, ran, run_file, said


@pytest.mark.parametrize(
    "written",
    [
        "${Internal.Entry.Current.Directory}/子/t 1.ktr",
        "${Internal.Job.Filename.Directory}/子/t 1",
        "子/t 1.ktr",
        "%%WHERE%%/子/t 1.ktr",
    ],
)
def test_a_transformation_is_found_however_it_is_named(tmp_path, written):
    (tmp_path / "子").mkdir()
    (tmp_path / "子" / "t 1.ktr").write_text(generated("t"))
    job = kjb("j", [("run", "TRANS", f"<filename>{written}</filename>")], chain("run"))
    (tmp_path / "j.kjb").write_text(job)
    run = run_file(tmp_path / "j.kjb", variables={"WHERE": str(tmp_path)})
    assert run.status == "Finished", said(run)
    [step, _] = run.entries[1].steps
    assert (step.name, step.written) == ("gen", 10)
    assert "gen.0 - Finished processing (I=0, O=0, R=0, W=10, U=0, E=0)" in said(run)


def called(tmp_path, settings: str, **context) -> JobRun:
    inner = kjb("inner", [note("a", "${P}|${V}")], chain("a"), parameter("P", "default"))
    (tmp_path / "inner.kjb").write_text(inner)
    entry = ("call", "JOB", f"<filename>inner.kjb</filename>{settings}")
    extra = parameter("P", "outer")
    (tmp_path / "outer.kjb").write_text(kjb("outer", [entry], chain("call"), extra))
    return run_file(tmp_path / "outer.kjb", variables={"V": "v"}, **context)


PASS = "<parameters><pass_all_parameters>{}</pass_all_parameters>{}</parameters>"
OWN = "<parameter><name>P</name><stream_name/><value>own ${V}</value></parameter>"


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ("", "given|v"),
        (PASS.format("Y", ""), "given|v"),
        (PASS.format("N", ""), "default|v"),
        ("<params_from_previous>Y</params_from_previous>" + PASS.format("N", ""), "given|v"),
        (PASS.format("N", OWN), "own v|v"),
        (PASS.format("Y", OWN), "own v|v"),
    ],
)
def test_parameters_are_passed_as_the_entry_says(tmp_path, settings, seen):
    assert f"a - {seen}" in said(called(tmp_path, settings, parameters={"P": "given"}))


def test_the_default_of_a_parameter_is_not_passed_on(tmp_path):
    """The called job has its own, also where the calling job declares another."""
    assert "a - default|v" in said(called(tmp_path, ""))


def test_a_job_that_calls_itself_is_ended_and_said(tmp_path):
    entry = ("again", "JOB", "<filename>j.kjb</filename>")
    (tmp_path / "j.kjb").write_text(kjb("j", [entry], chain("again")))
    run = run_file(tmp_path / "j.kjb", log_level="Error")
    assert run.status == "Finished (with errors)"
    assert any("does it call itself" in line for line in said(run))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("missing.ktr", None, "there is no file"),
        ("bad.ktr", "no xml", "is not a Kettle file"),
        ("job.ktr", kjb("j", []), "is not one"),
        ("step.ktr", generated().replace("RowGenerator", "Nonsense"), "Nonsense"),
    ],
)
def test_a_file_that_cannot_run_fails_its_entry_and_the_failure_hop_is_followed(
    tmp_path, name, content, word
):
    if content is not None:
        (tmp_path / name).write_text(content)
    entries = [("run", "TRANS", f"<filename>{name}</filename>"), note("rescue")]
    hops = [("START", "run", "always"), ("run", "rescue", "N")]
    (tmp_path / "j.kjb").write_text(kjb("j", entries, hops))
    run = run_file(tmp_path / "j.kjb")
    assert ran(run) == ["START", "run", "rescue"]
    assert any(word in line for line in said(run)), said(run)
    assert not run.entries[1].success
