"""Entries at once, entries drawn twice, long loops, called jobs and their results."""

import threading
import tracemalloc

import pytest

from onedata_resources.kettle.engine import job_walk
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.job_entries import ENTRIES, EntryType, no_check
from onedata_resources.kettle.reader import read_job
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import ABORT, FAIL, OK, note, ran, run_file, run_text, said


@pytest.fixture
def own_entry(monkeypatch):
    """Let a test say in Python what an entry of type OWN does."""

    def register(execute, kind="OWN"):
        monkeypatch.setitem(ENTRIES, kind, EntryType(execute, no_check, True, True))

    return register


def parallel(xml: str, name: str = "START") -> str:
    head, tail = xml.split(f"<name>{name}</name>", 1)
    return f"{head}<name>{name}</name><parallel>Y</parallel>{tail}"


FORK = [("START", "a", "always"), ("START", "b", "always"), ("b", "b2", "Y")]


def test_entries_that_are_launched_in_parallel_run_at_once_and_all_are_waited_for(own_entry):
    both = threading.Barrier(2, timeout=20)

    def meet(run, entry, previous):
        both.wait()
        return previous.ended(True)

    own_entry(meet)
    xml = parallel(kjb("j", [("a", "OWN", ""), ("b", "OWN", ""), note("b2")], FORK))
    run = run_text(xml)
    assert (run.status, set(ran(run))) == ("Finished", {"START", "a", "b", "b2"})
    assert "j - Launched job entry [a] in parallel." in said(run)
    assert "j - Finished job entry [b2] (result=[true])" in said(run)
    assert "j - Finished job entry [a] (result=[true])" not in said(run)


def test_an_error_in_one_parallel_branch_fails_the_job_after_the_others_have_ended():
    hops = [("START", "fail", "always"), ("START", "b", "always")]
    run = run_text(parallel(kjb("j", [FAIL, note("b")], hops)))
    assert (set(ran(run)), run.status, run.result.errors) == (
        {"START", "fail", "b"},
        "Finished (with errors)",
        1,
    )


def test_entries_launched_in_parallel_by_a_failed_one_start_without_its_errors():
    hops = [("START", "fail", "always"), ("fail", "a", "N"), ("fail", "ok", "N")]
    xml = parallel(kjb("j", [FAIL, ("a", "DUMMY", ""), OK], hops), "fail")
    run = run_text(xml)
    # The result stays a failure, but the count of errors is that of the branches.
    assert (run.status, run.result.errors, run.result.success) == ("Finished", 0, False)


def test_the_first_successor_that_starts_without_errors_takes_them_from_the_others_too(own_entry):
    seen = []

    def look(run, entry, previous):
        seen.append(previous.errors)
        return previous

    own_entry(look, "OWN")
    keeps = ENTRIES["OWN"]
    ENTRIES["OWN"] = EntryType(keeps.execute, no_check, True, False)
    entries = [FAIL, ("a", "OWN", ""), OK, ("b", "OWN", "")]
    hops = [("START", "fail", "always"), ("fail", "a", "N"), ("fail", "ok", "N"),
            ("fail", "b", "N")]  # fmt: skip
    run_text(kjb("j", entries, hops))
    assert seen == [1, 0]


def test_a_defect_in_a_parallel_branch_is_raised_where_the_job_runs(own_entry):
    def broken(run, entry, previous):
        raise ZeroDivisionError

    own_entry(broken)
    hops = [("START", "a", "always"), ("START", "b", "always")]
    with pytest.raises(ZeroDivisionError):
        run_text(parallel(kjb("j", [("a", "OWN", ""), note("b")], hops)))


def test_an_abort_ends_what_runs_beside_it(own_entry):
    waiting = threading.Event()

    def wait(run, entry, previous):
        waiting.set()
        run.wait(60)
        return previous.ended(True)

    def fail(run, entry, previous):
        waiting.wait(20)
        return ENTRIES["ABORT"].execute(run, entry, previous)

    own_entry(wait)
    own_entry(fail, "OWN_ABORT")
    hops = [("START", "a", "always"), ("START", "b", "always"), ("a", "c", "always")]
    run = run_text(parallel(kjb("j", [("a", "OWN", ""), ("b", "OWN_ABORT", ""), note("c")], hops)))
    assert "c" not in ran(run)
    assert run.status == "Finished (with errors)"


def test_stopping_a_job_ends_all_that_runs_in_parallel(own_entry):
    started = threading.Barrier(3, timeout=20)

    def wait(run, entry, previous):
        started.wait()
        run.wait(60)
        return previous.ended(True)

    own_entry(wait)
    hops = [("START", "a", "always"), ("START", "b", "always")]
    run = JobRun(read_job(parallel(kjb("j", [("a", "OWN", ""), ("b", "OWN", "")], hops)), name="j"),
                 RunContext())  # fmt: skip
    run.prepare()
    thread = threading.Thread(target=run.execute)
    thread.start()
    started.wait()
    run.stop()
    thread.join(20)
    assert run.status == "Stopped"


def test_drawings_of_one_entry_have_hops_of_their_own():
    second = note("a")
    xml = kjb("j", [note("a"), note("b"), second], [])
    xml = xml[::-1].replace("<nr>0</nr>"[::-1], "<nr>1</nr>"[::-1], 1)[::-1]

    def hop(source, target, numbers):
        return (
            f"<hop><from>{source}</from><to>{target}</to><from_nr>{numbers[0]}</from_nr>"
            f"<to_nr>{numbers[1]}</to_nr><unconditional>Y</unconditional></hop>"
        )

    hops = hop("START", "a", (0, 0)) + hop("a", "b", (0, 0)) + hop("b", "a", (0, 1))
    run = run_text(xml.replace("<hops></hops>", f"<hops>{hops}</hops>"))
    assert ran(run) == ["START", "a", "b", "a"]


def counting(turns: int):
    left = iter(range(turns))

    def count(run, entry, previous):
        return previous.ended(next(left, None) is not None)

    return count


LOOP = [("START", "n", "always"), ("n", "d", "Y"), ("d", "n", "always"), ("n", "end", "N")]


def test_a_loop_of_thousands_of_turns_ends_where_its_hops_say(own_entry):
    own_entry(counting(20_000))
    run = run_text(
        kjb("j", [("n", "OWN", ""), ("d", "DUMMY", ""), OK], LOOP[:3]), log_level="Error"
    )
    assert (run.status, run.result.success) == ("Finished", False)
    own_entry(counting(3))
    loop = [*LOOP[:3], ("n", "ok", "N")]
    run = run_text(kjb("j", [("n", "OWN", ""), ("d", "DUMMY", ""), OK], loop))
    assert ran(run)[-2:] == ["n", "ok"]
    assert said(run)[-3:] == [
        "j - Finished job entry [d] (result=[true])",
        "j - Finished job entry [n] (result=[true])",
        "j - Job execution finished",
    ]


def test_a_loop_that_goes_on_needs_no_more_memory(own_entry, monkeypatch):
    monkeypatch.setattr(job_walk, "MAX_PLACES", 500)
    sizes = []
    turn = counting(6_000)

    def measured(run, entry, previous):
        if len(sizes) % 1_000 == 0:
            sizes.append(tracemalloc.get_traced_memory()[0])
        else:
            sizes.append(sizes[-1])
        return turn(run, entry, previous)

    own_entry(measured)
    tracemalloc.start()
    run_text(kjb("j", [("n", "OWN", ""), ("d", "DUMMY", "")], LOOP[:3]), log_level="Error")
    tracemalloc.stop()
    assert sizes[5_000] < sizes[3_000] + 300_000


INNER = {"good": [note("x")], "bad": [FAIL], "aborts": [ABORT]}


@pytest.mark.parametrize(
    ("name", "success", "errors"), [("good", True, 0), ("bad", False, 2), ("aborts", False, 2)]
)
def test_a_called_job_gives_its_result_to_the_entry(tmp_path, name, success, errors):
    inner = kjb(name, INNER[name], chain(INNER[name][0][0]))
    (tmp_path / "inner.kjb").write_text(inner)
    outer = kjb("outer", [("call", "JOB", "<filename>inner.kjb</filename>")], chain("call"))
    (tmp_path / "outer.kjb").write_text(outer)
    run = run_file(tmp_path / "outer.kjb")
    assert (run.result.success, run.result.errors) == (success, errors)
    assert said(run).count(f"{name} - Start of job execution") == 0
    assert f"outer - Finished job entry [call] (result=[{str(success).lower()}])" in said(run)
