"""The log files of TRANS and JOB entries."""

from tests.unit.kettle_server.job_runs import said
from tests.unit.kettle_server.passing import start, trans


def test_a_log_file_has_the_lines_of_what_was_called_and_is_a_result_file(tmp_path, ktr):
    settings = (
        f"<set_logfile>Y</set_logfile><logfile>{tmp_path}/logs/t</logfile><logext>txt</logext>"
        "<loglevel>Detailed</loglevel><create_parent_folder>Y</create_parent_folder>"
        "<set_append_logfile>Y</set_append_logfile>"
    )
    for _ in range(2):
        run = start(tmp_path, [trans(settings)])
    lines = (tmp_path / "logs" / "t.txt").read_text().splitlines()
    assert sum("gen.0 - Finished processing" in line for line in lines) == 2
    assert "gen.0 - Finished processing (I=0, O=0, R=0, W=10, U=0, E=0)" in said(run)
    assert [each.kind for each in run.result.files] == ["Log"]


def test_a_log_file_says_why_what_was_called_could_not_run_and_is_kept(tmp_path, ktr):
    (tmp_path / "t.ktr").write_text("<transformation>")
    settings = f"<set_logfile>Y</set_logfile><logfile>{tmp_path}/t</logfile><logext>txt</logext>"
    run = start(tmp_path, [trans(settings)])
    assert "is not a Kettle file" in (tmp_path / "t.txt").read_text()
    assert [each.path for each in run.result.files] == [str(tmp_path / "t.txt")]
    assert (run.result.success, run.result.errors, run.result.nr) == (False, 1, 1)


def test_a_log_file_without_its_folder_fails_the_entry(tmp_path, ktr):
    settings = f"<set_logfile>Y</set_logfile><logfile>{tmp_path}/no/t</logfile>"
    run = start(tmp_path, [trans(settings)])
    assert (run.result.success, "there is no folder" in said(run)[2]) == (False, True)
