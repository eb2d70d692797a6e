"""Servlets that take a transformation or job in: posted, or packed in a zip.

Those that run a file of this machine are in `execute.py`.
"""

from starlette.responses import Response

from onedata_resources.clients.lake_errors import is_full
from onedata_resources.errors import BadInputError, OneDataError, StorageFullError
from onedata_resources.kettle.problems import Problem
from onedata_resources.kettle.server.answers import result_response
from onedata_resources.kettle.server.call import Call, servlet
from onedata_resources.kettle.server.objects import CarteObject
from onedata_resources.kettle.server.package import discard, read_package
from onedata_resources.kettle.server.posted import Kind, posted_object


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
