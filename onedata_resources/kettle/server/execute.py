"""Servlets that run a file which the server can read: by its path, or out of its repository."""

from pathlib import Path

from starlette.responses import Response

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.server.answers import result_response
from onedata_resources.kettle.server.call import Call, servlet
from onedata_resources.kettle.server.objects import CarteObject
from onedata_resources.kettle.server.posted import Execution, Kind, Posted, posted_file
from onedata_resources.kettle.server.repository import Repository

OWN_PARAMETERS = frozenset({"trans", "job", "rep", "user", "pass", "level", "xml", "name", "id"})


@servlet("executeTrans", blocking=True)
def execute_trans(call: Call) -> Response:
    """Run a transformation and answer when it has ended.

    The body is empty on success. A real 8.1 answers step errors with an empty body too; here they
    are a `webresult`.
    """
    try:
        entry = _prepared(call, _file_of(call, Kind.TRANS))
    except BadInputError as error:
        return _not_executed("transformation", error.en)
    entry.execute()
    entry.wait_until_over()
    status = entry.view().status
    if status == RunStatus.FINISHED:
        return Response(b"", media_type="text/xml;charset=UTF-8")
    message = f"Transformation [{entry.name}] ended as {status}; see transStatus of {entry.id}."
    return result_response(False, message, entry.id)


@servlet("executeJob")
def execute_job(call: Call) -> Response:
    """Start a job; the answer does not wait for it."""
    try:
        posted = _file_of(call, Kind.JOB)
    except BadInputError as error:
        return _not_executed("job", error.en)
    return _started_job(call, posted)


@servlet("runTrans", blocking=True)
def run_trans(call: Call) -> Response:
    """Start a transformation of the server's own repository; the answer does not wait for it."""
    try:
        entry = _prepared(call, _of_repository(call, Kind.TRANS))
    except BadInputError as error:
        return _not_executed("transformation", error.en)
    entry.execute()
    return result_response(True, "Transformation started", entry.id)


@servlet("runJob")
def run_job(call: Call) -> Response:
    """Start a job of the server's own repository; the answer does not wait for it."""
    try:
        posted = _of_repository(call, Kind.JOB)
    except BadInputError as error:
        return _not_executed("job", error.en)
    return _started_job(call, posted)


def _prepared(call: Call, posted: Posted) -> CarteObject:
    """Return the registered object, ready to run.

    Raises:
        BadInputError: It cannot be prepared.
    """
    entry = call.state.register(posted)
    problem = entry.prepare()
    if problem is not None:
        raise BadInputError(problem.en, problem.zh)
    return entry


def _started_job(call: Call, posted: Posted) -> Response:
    entry = call.state.register(posted)
    entry.start()
    return result_response(True, "Job started", entry.id)


def _not_executed(what: str, why: str) -> Response:
    return result_response(False, f"Unexpected error executing the {what}: \n{why}")


def _named(call: Call, kind: Kind) -> str:
    written = call.text("trans" if kind is Kind.TRANS else "job")
    if not written:
        raise BadInputError(f"No {kind.value} was named.", f"没有指定 {kind.value}。")
    return written


def _file_of(call: Call, kind: Kind) -> Posted:
    """Return the object that the call names: in the repository `rep`, or else by its path.

    Raises:
        BadInputError: No name, no such file, or no such repository.
    """
    if call.text("rep"):
        return _of_repository(call, kind)
    return _posted(call, kind, Path(_named(call, kind).removeprefix("file://")))


def _of_repository(call: Call, kind: Kind) -> Posted:
    repository = Repository.of(call.state.config, call.text("rep"))
    return _posted(call, kind, repository.file(_named(call, kind), kind))


def _posted(call: Call, kind: Kind, path: Path) -> Posted:
    """Return the file's object with the other parameters of the call.

    A declared parameter takes its value as a parameter, any other name becomes a variable.
    """
    given = {name: value for name, value in call.params.items() if name not in OWN_PARAMETERS}
    posted = posted_file(kind, path, Execution())
    declared = {parameter.name for parameter in posted.read().parameters}
    execution = Execution(
        parameters={name: value for name, value in given.items() if name in declared},
        variables={name: value for name, value in given.items() if name not in declared},
        log_level=call.text("level", "Basic"),
    )
    return Posted(kind, posted.name, path, execution)
