"""ExecProcess runs a program for each row, where the server allows it."""

import threading
import time

import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.reader import read_transformation
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

NAMES = (
    "<processfield>p</processfield><resultfieldname>out</resultfieldname>"
    "<errorfieldname>err</errorfieldname><exitvaluefieldname>exit</exitvaluefieldname>"
)
IN_FIELDS = (
    "<argumentsInFields>Y</argumentsInFields><argumentFields>"
    "<argumentField><argumentFieldName>a</argumentFieldName></argumentField>"
    "<argumentField><argumentFieldName>b</argumentFieldName></argumentField></argumentFields>"
)
ERRORS = (
    "<step_error_handling><error><source_step>x</source_step><target_step>bad</target_step>"
    "<is_enabled>Y</is_enabled><descriptions_valuename>d</descriptions_valuename>"
    "<fields_valuename>f</fields_valuename><codes_valuename>code</codes_valuename></error>"
    "</step_error_handling>"
)
FAIL = "<failwhennotsuccess>Y</failwhennotsuccess>"


def programs(rows, settings: str = "", names: str = NAMES):
    columns: dict[str, str] = dict.fromkeys("pab", "String")
    padded = [[*row, *[""] * (3 - len(row))] for row in rows]
    return grid("g", columns, padded), step("x", "ExecProcess", names + settings)


def printed(tmp_path, rows, settings: str = "", names: str = NAMES):
    steps = (*programs(rows, settings, names), text_output("o", tmp_path / "out"))
    done = run(ktr(*steps), allow_shell=True)
    assert done.status == "Finished", done.log.text()
    rows_out = [each.split("|")[3:] for each in rows_of(tmp_path / "out")]
    return ["|".join(value.rstrip(' "') for value in values) for values in rows_out]


def test_a_command_is_cut_at_blanks_and_quotes_are_part_of_it(tmp_path):
    assert printed(tmp_path, [["echo  'a  b'"], ["false"]]) == ["'a b'||0", "||1"]


def test_a_program_gets_the_arguments_of_fields_and_an_empty_one_for_null(tmp_path):
    script = 'printf "%s[%s]" "$0" "$1"; echo no >&2; exit 3'
    (tmp_path / "run.sh").write_text(script)
    rows = [["sh", str(tmp_path / "run.sh"), "a  b"], ["printf", "[%s]", ""]]
    assert printed(tmp_path, rows, IN_FIELDS) == [f"{tmp_path}/run.sh[a  b]|no|3", "[]||0"]


@pytest.mark.parametrize(
    ("between", "joined"), [("", "ab c"), (";", "a;;b; c"), ("${NOT}", "a${NOT}${NOT}b${NOT} c")]
)
def test_lines_are_joined_and_empty_ones_at_the_start_vanish(tmp_path, between, joined):
    settings = IN_FIELDS + f"<outputlinedelimiter>{between}</outputlinedelimiter>"
    rows = [["printf", r"\n\na\r\rb\r\n c%s\n", ""]]
    assert printed(tmp_path, rows, settings) == [f"{joined}||0"]


def test_what_keeps_a_program_from_starting_is_its_error_output(tmp_path):
    missing = '"Cannot run program ""/no/such"": error=2, No such file or directory'
    assert printed(tmp_path, [["/no/such x"]]) == [f"|{missing}|1"]


def test_a_script_without_a_first_line_is_run_by_the_shell(tmp_path):
    (tmp_path / "s").write_text("echo from $1")
    (tmp_path / "s").chmod(0o755)
    assert printed(tmp_path, [[f"{tmp_path}/s here"]]) == ["from here||0"]


def test_the_output_alone_is_a_field_where_the_others_have_no_name(tmp_path):
    names = "<processfield>p</processfield><resultfieldname>out</resultfieldname>"
    assert printed(tmp_path, [["echo a"]], names=names) == ["a"]


def test_a_row_takes_the_error_hop_where_the_step_fails_without_success(tmp_path):
    (tmp_path / "s").write_text("echo out; echo $1 >&2; exit 1")
    rows = [[f"sh {tmp_path}/s why"], ["echo a"], ["false"], [""]]
    steps = (*programs(rows, FAIL), step("d", "Dummy"), text_output("bad", tmp_path / "bad"))
    hops = [("g", "x"), ("x", "d"), ("x", "bad")]
    done = run(ktr(*steps, hops=hops, extra=ERRORS), allow_shell=True)
    assert (done.status, metrics(done, "d").read) == ("Finished", 1), done.log.text()
    said = [each.split("|")[3:] for each in rows_of(tmp_path / "bad")]
    assert said == [["why", "out", "ExecProcess001"], ["false: 1", "out", "ExecProcess001"],
                    ["The process is empty!", "out", "ExecProcess001"]]  # fmt: skip


def test_a_step_that_need_not_succeed_has_no_error_hop_in_kettle(tmp_path):
    steps = (*programs([[""]]), step("d", "Dummy"), text_output("bad", tmp_path / "bad"))
    hops = [("g", "x"), ("x", "d"), ("x", "bad")]
    done = run(ktr(*steps, hops=hops, extra=ERRORS), allow_shell=True)
    assert (done.status, done.errors) == ("Finished (with errors)", 1)
    assert "process is empty" in done.log.text()


def test_without_leave_nothing_is_run():
    with pytest.raises(PrepareError, match="KETTLE_ALLOW_SHELL=Y"):
        run(ktr(*programs([["true"]]), step("d", "Dummy")))


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ("<processfield>p</processfield>", "name the field with the commands"),
        (NAMES.replace("err<", "<"), "needs one for the error output"),
    ],
)
def test_settings_that_cannot_work_are_refused(names, why):
    with pytest.raises(PrepareError, match=why):
        run(ktr(*programs([["true"]], names=names)), allow_shell=True)


def test_a_stop_ends_the_program():
    xml = ktr(*programs([["sleep 600"]]), step("d", "Dummy"))
    read = read_transformation(xml, name="t.ktr")
    stopped = TransformationRun(read, RunContext(allow_shell=True))
    running = threading.Thread(target=stopped.execute)
    begun = time.monotonic()
    running.start()
    time.sleep(0.5)
    stopped.stop()
    running.join(30)
    assert time.monotonic() - begun < 30
    assert stopped.status == "Stopped"
