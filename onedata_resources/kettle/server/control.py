"""Servlets that start, pause, stop and remove what is registered.

A real 8.1 breaks on an unknown transformation: with a stack trace inside a `webresult` here, and
with HTTP 500 in `removeTrans` and `transStatus`. Clients read that 500 as "gone", so these two keep
it; the others answer the `webresult` with a message instead of the trace.
"""

from starlette.responses import Response

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.sniff import Wanted
from onedata_resources.kettle.problems import Problem
from onedata_resources.kettle.server.answers import error_page, result_response, xml_response
from onedata_resources.kettle.server.call import Call, servlet
from onedata_resources.kettle.server.objects import CarteObject
from onedata_resources.kettle.server.posted import Kind
from onedata_resources.kettle.server.row_xml import step_sniff

MAX_SNIFFED = 10_000


def find(call: Call, kind: Kind) -> CarteObject | None:
    """Return the object that the call names; `sniffStep` names it `trans`."""
    return call.state.catalogue.find(kind, call.text("name") or call.text("trans"), call.text("id"))


def answer(
    call: Call, ok: bool, message: str = "", object_id: str = "", problem: Problem | None = None
) -> Response:
    """Answer in the form that the call wants."""
    problems = call.problems(problem) if problem is not None else ()
    return result_response(ok, message, object_id, as_xml=call.as_xml, problems=problems)


def no_trans(call: Call) -> Response:
    """Say that there is no such transformation."""
    name = call.text("name") or call.text("trans")
    return answer(call, False, f"The specified transformation [{name}] could not be found")


@servlet("prepareExec", blocking=True)
def prepare(call: Call) -> Response:
    """Get a transformation ready; nothing flows yet."""
    entry = find(call, Kind.TRANS)
    if entry is None:
        return no_trans(call)
    message, problem = _prepare(entry)
    return answer(call, problem is None, message, problem=problem)


def _prepare(entry: CarteObject) -> tuple[str, Problem | None]:
    """Return what the answer says and why the transformation is not ready; nothing where it is."""
    if entry.running:
        running = BadInputError(
            f"Transformation [{entry.name}] is running: stop it, or wait until it has ended.",
            f"转换 [{entry.name}] 正在运行：请先停止，或等待其结束。",
        )
        return running.en, Problem.of(entry.name, running)
    problem = entry.prepare()
    if problem is None:
        return "", None
    lines, _ = entry.log.after(0)
    said = ["Initialisation of transformation failed: ", *lines, "", problem.en]
    return "\n".join(said), problem


@servlet("startExec")
def start_prepared(call: Call) -> Response:
    """Let a prepared transformation run."""
    entry = find(call, Kind.TRANS)
    if entry is None:
        return no_trans(call)
    if entry.execute():
        return answer(call, True)
    return answer(
        call,
        False,
        f"The specified transformation [{entry.name}] is not ready to be started. "
        "(Was not prepared for execution)",
    )


@servlet("startTrans", blocking=True)
def start_trans(call: Call) -> Response:
    """Prepare and run a transformation, again if it ran before; its old log lines go."""
    entry = find(call, Kind.TRANS)
    if entry is None:
        return no_trans(call)
    if not entry.running:
        entry.log.clear()
    message, problem = _prepare(entry)
    if problem is not None:
        said = f"Unexpected error during transformation start: \n{message}"
        return answer(call, False, said, problem=problem)
    entry.execute()
    return answer(call, True, f"Transformation [{entry.name}] was started.")


@servlet("pauseTrans")
def pause(call: Call) -> Response:
    """Pause a transformation, or let it go on."""
    entry = find(call, Kind.TRANS)
    if entry is None:
        name = call.text("name")
        return answer(call, False, f"Transformation [{name}] to be paused could not be found.")
    word = "pause" if entry.pause() else "resume"
    return answer(call, True, f"Transformation [{entry.name}] : {word} requested.")


@servlet("stopTrans")
def stop_trans(call: Call) -> Response:
    """Stop a transformation."""
    entry = find(call, Kind.TRANS)
    if entry is None:
        return answer(call, False, f"Transformation [{call.text('name')}] could not be found.")
    entry.stop()
    return answer(call, True, f"Transformation [{entry.name}] stop requested.", entry.id)


@servlet("cleanupTrans")
def clean_up(call: Call) -> Response:
    """Confirm that nothing is held: runs open no server sockets and end with their process."""
    entry = find(call, Kind.TRANS)
    if entry is None:
        return no_trans(call)
    done = f"All server sockets ports for transformation [{entry.name}] were deallocated. "
    if not call.flag("sockets"):
        done += f"\nTransformation [{entry.name}] was cleaned up."
    return answer(call, True, done)


@servlet("removeTrans")
def remove_trans(call: Call) -> Response:
    """Forget a transformation; one that runs is ended."""
    entry = find(call, Kind.TRANS)
    if entry is None:
        return error_page(500, "Server Error", call.path)
    call.state.catalogue.remove(entry)
    return answer(call, True)


@servlet("sniffStep", blocking=True)
def sniff(call: Call) -> Response:
    """Answer the next rows that pass a step, waiting until they came or the run has ended."""
    entry = find(call, Kind.TRANS)
    if entry is None:
        return no_trans(call)
    step = call.text("step")
    if step not in {each.name for each in entry.view().state.steps}:
        return answer(call, False, f"Could not find specified step: {step}")
    side = "input" if call.text("type") == "input" else "output"
    wanted = Wanted(step, call.number("copynr"), side, min(call.number("lines"), MAX_SNIFFED))
    return xml_response(step_sniff(entry.sniff(wanted)))


@servlet("startJob", blocking=True)
def start_job(call: Call) -> Response:
    """Run a job, again under the same id if it ran before."""
    entry = find(call, Kind.JOB)
    if entry is None:
        return no_job(call)
    if entry.running:
        return answer(call, False, f"Job [{entry.name}] is running: stop it, or wait for its end.")
    entry.start()
    return answer(call, True, f"Job [{entry.name}] was started.", entry.id)


def no_job(call: Call) -> Response:
    """Say that there is no such job."""
    return answer(call, False, f"The specified job [{call.text('name')}] could not be found")


@servlet("stopJob")
def stop_job(call: Call) -> Response:
    """Stop a job and what it runs."""
    entry = find(call, Kind.JOB)
    if entry is None:
        return answer(call, False, f"Job [{call.text('name')}] could not be found.")
    entry.stop()
    return answer(call, True, f"Job [{entry.name}] stop requested.")


@servlet("removeJob")
def remove_job(call: Call) -> Response:
    """Forget a job; one that runs is ended."""
    entry = find(call, Kind.JOB)
    if entry is None:
        name = call.text("name")
        return answer(call, False, f"Could not find the job with specified name [{name}]!")
    call.state.catalogue.remove(entry)
    return answer(call, True)
