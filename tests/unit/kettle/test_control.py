"""A run that is stopped, paused and resumed, and what its log says."""

import threading

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.reader import read_transformation
from tests.unit.kettle.running import ktr, metrics, run, six, step, text_output


def endless(tmp_path) -> TransformationRun:
    source = step("g", "RowGenerator", "<limit>2000000000</limit><fields/>")
    xml = ktr(source, step("d", "Dummy"))
    started = TransformationRun(read_transformation(xml, name="t"), RunContext())
    started.prepare()
    return started


def test_a_stopped_run_ends_soon(tmp_path):
    started = endless(tmp_path)
    thread = threading.Thread(target=started.execute)
    thread.start()
    while not metrics(started, "d").read:
        thread.join(0.001)
    started.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert started.status == "Stopped"


def test_a_paused_run_goes_on_when_resumed(tmp_path):
    xml = ktr(six(), text_output("o", tmp_path / "o"))
    started = TransformationRun(read_transformation(xml, name="t"), RunContext())
    started.prepare()
    started.pause()
    thread = threading.Thread(target=started.execute)
    thread.start()
    while started.status != "Paused":
        thread.join(0.001)
    assert thread.is_alive()
    started.resume()
    thread.join(20)
    assert started.status == "Finished"


def test_log_lines_have_numbers_and_kettles_shape(tmp_path):
    done = run(ktr(six(), step("d", "Dummy")))
    lines = done.log.lines()
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert done.log.lines(after=done.log.last_number) == ()
    assert "- d.0 - Finished processing (I=0, O=0, R=6, W=6, U=0, E=0)" in done.log.text()


def test_a_silent_log_has_only_errors(tmp_path):
    assert run(ktr(six(), step("d", "Dummy")), log_level="Error").log.text() == ""
