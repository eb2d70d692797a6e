"""Servlets that take a transformation or job in: posted, packed in a zip, or by its path here."""

from pathlib import Path

from starlette.responses import Response

from onedata_resources.clients.lake_errors import is_full
from onedata_resources.errors import BadInputError, OneDataError, StorageFullError
from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.problems import Problem
from onedata_resources.kettle.server.answers import result_response
from onedata_resources.kettle.server.call import Call, servlet
from onedata_resources.kettle.server.objects import CarteObject
from onedata_resources.kettle.server.package import discard, read_package
from onedata_resources.kettle.server.posted import (
    Execution,
    Kind,
    Posted,
    posted_file,
    posted_object,
)

OWN_PARAMETERS = frozenset({"trans", "job", "rep", "user", "pass", "level", "xml", "name", "id"})


@servlet("registerTrans", "addTrans")
def register_trans(call: Call) -> Response:
    """Add a posted transformation."""
    return _register(call, Kind.TRANS)


@servlet("registerJob", "addJob")
def register_job(call: Call) -> Response:
    """Add a posted job."""
    return _register(call, Kind.JOB)


def _register(call: Call, kind: Kind) -> Response:
    try:
        entry = call.state.register(posted_object(kind, call.body))
    except BadInputError as error:
        return _refused(call, Problem.of(kind.value, error), as_xml=call.as_xml)
    return result_response(True, added(entry), entry.id, as_xml=call.as_xml)


def _refused(call: Call, problem: Problem, *, as_xml: bool = True) -> Response:
    problems = call.problems(problem)
    return result_response(False, problem.en, as_xml=as_xml, problems=problems)


def added(entry: CarteObject) -> str:
    """Say that the object is registered, in Carte's words."""
    if entry.kind is Kind.TRANS:
        return f"Transformation '{entry.name}' was added to Carte with id {entry.id}"
    return f"Job '{entry.name}' was added to the list with id {entry.id}"


@servlet("registerPackage", "addExport")
def register_package(call: Call) -> Response:
    """Add the object that a posted zip says to load; its files stay until the object goes."""
    config = call.state.config
    kind = Kind.JOB if call.text("type").lower() == "job" else Kind.TRANS
    folder = call.state.new_folder()
    try:
        posted = read_package(
            call.body,
            kind,
            call.text("load"),
            folder,
            max_bytes=config.max_unpacked_bytes,
            max_files=config.max_package_files,
        )
    except (BadInputError, OSError) as error:  # OSError: a name too long, the disk full
        discard(folder)
        told = error if isinstance(error, BadInputError) else _unpackable(error)
        return _refused(call, Problem.of(call.text("load"), told).without(str(folder)))
    entry = call.state.register(posted, folder)
    return result_response(True, f"zip:{folder.as_uri()}.zip!{call.text('load')}", entry.id)


def _unpackable(error: OSError) -> OneDataError:
    kind = StorageFullError if is_full(error) else BadInputError
    return kind(
        f"The package cannot be unpacked on the server: {error}", f"服务器无法解开该包：{error}"
    )


@servlet("executeTrans", blocking=True)
def execute_trans(call: Call) -> Response:
    """Run a transformation file of the server and answer when it has ended.

    The body is empty on success. A real 8.1 answers step errors with an empty body too; here they
    are a `webresult`.
    """
    try:
        posted = _file_of(call, Kind.TRANS)
    except BadInputError as error:
        return _not_executed("transformation", error.en)
    entry = call.state.register(posted)
    problem = entry.prepare()
    if problem is not None:
        return _not_executed("transformation", problem.en)
    entry.execute()
    entry.wait_until_over()
    status = entry.view().status
    if status == RunStatus.FINISHED:
        return Response(b"", media_type="text/xml;charset=UTF-8")
    message = f"Transformation [{entry.name}] ended as {status}; see transStatus of {entry.id}."
    return result_response(False, message, entry.id)


@servlet("executeJob")
def execute_job(call: Call) -> Response:
    """Start a job file of the server; the answer does not wait for it."""
    try:
        posted = _file_of(call, Kind.JOB)
    except BadInputError as error:
        return _not_executed("job", error.en)
    entry = call.state.register(posted)
    entry.start()
    return result_response(True, "Job started", entry.id)


def _not_executed(what: str, why: str) -> Response:
    return result_response(False, f"Unexpected error executing the {what}: \n{why}")


def _file_of(call: Call, kind: Kind) -> Posted:
    """Return the file that the call names; its other parameters become the run's.

    A declared parameter takes its value as a parameter, any other name becomes a variable.

    Raises:
        BadInputError: No file, no such file, or one in a repository.
    """
    if call.text("rep"):
        raise BadInputError(
            f"Unable to find repository: {call.text('rep')}. This server has none: name a file.",
            f"没有资源库 {call.text('rep')}：请改用文件路径。",
        )
    path = call.text("trans" if kind is Kind.TRANS else "job")
    if not path:
        raise BadInputError(f"No {kind.value} was named.", f"没有指定 {kind.value}。")
    path = Path(path.removeprefix("file://"))
    given = {name: value for name, value in call.params.items() if name not in OWN_PARAMETERS}
    posted = posted_file(kind, path, Execution())
    declared = {parameter.name for parameter in posted.read().parameters}
    execution = Execution(
        parameters={name: value for name, value in given.items() if name in declared},
        variables={name: value for name, value in given.items() if name not in declared},
        log_level=call.text("level", "Basic"),
    )
    return Posted(kind, posted.name, path, execution)
