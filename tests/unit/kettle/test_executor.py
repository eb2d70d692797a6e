"""Executors run a transformation or a job once per group of rows."""

import pytest

from tests.unit.kettle.running import (
    ROWS,
    TWO,
    grid,
    inside,
    ktr,
    metrics,
    rows_of,
    run,
    six,
    step,
    text_output,
)
from tests.unit.kettle_server.files import chain, kjb


def executor(path, settings):
    return step("e", "TransExecutor", f"<filename>{path}</filename>{settings}")


PARAMETER = (
    "<parameters><variablemapping><variable>P</variable><field>s</field><input/></variablemapping>"
    "<inherit_all_vars>Y</inherit_all_vars></parameters>"
)


def called(tmp_path):
    """Write a transformation that hands its rows back with the parameter beside."""
    return inside(
        tmp_path / "sub.ktr",
        step("r", "RowsFromResult"),
        step("v", "GetVariable", "<fields><field><name>v</name><variable>${P}</variable>"
             "<type>String</type></field></fields>"),
        step("t", "RowsToResult"),
        info="<parameters><parameter><name>P</name><default_value>d</default_value></parameter>"
             "</parameters>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("group", "rows"),
    [
        ("<group_size>1</group_size>", ["a|1|a", "b|2|b", "b|3|b"]),
        ("<group_size>2</group_size>", ["a|1|b", "b|2|b", "b|3|b"]),
        ("<group_size/><group_field>s</group_field>", ["a|1|b", "b|2|b", "b|3|b"]),
        ("<group_size/>", ["a|1|d", "b|2|d", "b|3|d"]),
    ],
)
def test_an_executor_runs_once_per_group_and_hands_on_result_rows(tmp_path, group, rows):
    out = tmp_path / "o.txt"
    settings = group + PARAMETER + "<result_rows_target_step>o</result_rows_target_step>"
    xml = ktr(grid("g", TWO, ROWS), executor(called(tmp_path), settings), text_output("o", out))
    done = run(xml)
    assert done.errors == 0, done.log.text()
    assert rows_of(out) == rows


def test_an_executor_says_how_its_runs_ended_and_passes_its_rows(tmp_path):
    counts, passed = tmp_path / "c.txt", tmp_path / "p.txt"
    settings = (
        "<group_size>2</group_size><execution_result_target_step>c</execution_result_target_step>"
        "<execution_result_field>ok</execution_result_field>"
        "<execution_errors_field>errors</execution_errors_field>"
        "<execution_lines_read_field>lines</execution_lines_read_field>"
        "<executors_output_step>p</executors_output_step>"
    )
    xml = ktr(
        grid("g", TWO, ROWS),
        executor(called(tmp_path), settings),
        text_output("c", counts),
        text_output("p", passed),
        hops=[("g", "e"), ("e", "c"), ("e", "p")],
    )
    assert run(xml).errors == 0
    assert [each.split("|")[0] for each in rows_of(counts)] == ["Y", "Y"]
    assert rows_of(passed) == ["a|1", "b|2", "b|3"]


def test_an_executor_whose_run_fails_fails(tmp_path):
    sub = inside(tmp_path / "sub.ktr", step("r", "RowsFromResult"), step("a", "Abort"))
    done = run(ktr(six(), executor(sub, "<group_size>1</group_size>")))
    assert metrics(done, "e").errors == 1


@pytest.mark.parametrize(("entry", "ok"), [("SUCCESS", "Y"), ("ABORT", "N")])
def test_a_job_runs_once_per_group_and_may_fail(tmp_path, entry, ok):
    job = tmp_path / "j.kjb"
    job.write_text(
        "<job><name>j</name><entries>"
        "<entry><name>S</name><type>SPECIAL</type><start>Y</start></entry>"
        f"<entry><name>OK</name><type>{entry}</type></entry></entries>"
        "<hops><hop><from>S</from><to>OK</to><enabled>Y</enabled><unconditional>Y</unconditional>"
        "</hop></hops></job>"
    )
    out = tmp_path / "o.txt"
    settings = (
        f"<filename>{job}</filename><group_size>3</group_size>"
        "<execution_result_target_step>o</execution_result_target_step>"
        "<execution_result_field>ok</execution_result_field>"
    )
    done = run(ktr(six(), step("e", "JobExecutor", settings), text_output("o", out)))
    assert done.errors == 0, done.log.text()
    assert rows_of(out) == [ok, ok]


@pytest.mark.parametrize("allowed", [True, False])
def test_a_job_of_an_executor_runs_programs_where_the_server_allows_it(tmp_path, allowed):
    job = tmp_path / "j.kjb"
    shell = f"<insertScript>Y</insertScript><script>touch {tmp_path}/made</script>"
    job.write_text(kjb("j", [("sh", "SHELL", shell)], chain("sh")))
    settings = f"<filename>{job}</filename><group_size>6</group_size>"
    done = run(ktr(six(), step("e", "JobExecutor", settings)), allow_shell=allowed)
    assert (done.errors == 0) is allowed
    assert (tmp_path / "made").exists() is allowed
