"""What `onedata doctor` finds about data: source, lake, models, vectors, documents, deliveries.

Nothing is made by looking: a store that opening would create is not opened where it is missing.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from onedata_assets.cli.addresses import Address
from onedata_assets.cli.finding import Finding, State, folder, look, writable
from onedata_assets.cli.probes import ask_mlflow
from onedata_assets.cli.processes import listens
from onedata_assets.cli.say import text, told
from onedata_assets.domain.knowledge.sources import document_files
from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.settings import value_of

REMOTE_SECONDS = 15.0
CONNECT_SECONDS = 3
IMPATIENT = {"connect_timeout": "2s", "timeout": "3s", "retry_timeout": "3s", "max_retries": "0"}
Found = TypeVar("Found")


def find_stores() -> Iterator[Finding]:
    """Look at every place that data is read from or written to."""
    yield look(text("doctor.source"), source_database)
    yield look(text("doctor.lake"), lake)
    yield look("MLflow", models)
    yield look(text("doctor.vectors"), vectors)
    yield look(text("doctor.documents"), documents)
    yield from deliveries()


def source_database() -> Finding:
    """Tell whether the retail source answers."""
    return database(text("doctor.source"), "RETAIL_SOURCE_URL", text("doctor.source_advice"))


def lake() -> Finding:
    """Tell how many tables the lake has, and whether it can be reached and written."""
    uri, subject = value_of("LAKE_URI"), text("doctor.lake")
    if "://" in uri:
        return remote(subject, "LAKE_URI", uri, lambda: _lake_tables(uri))
    root = Path(uri)
    tables = sum(1 for _ in root.glob("*/*/_delta_log"))
    missing = Finding(subject, State.OFF, uri, text("doctor.lake_advice"))
    return folder(subject, root, text("doctor.tables", count=tables, uri=uri), missing)


def models() -> Finding:
    """Tell whether MLflow's registry answers."""
    uri, subject = value_of("MLFLOW_TRACKING_URI"), "MLflow"
    if uri.startswith(("http://", "https://")):
        try:
            address = Address.of("MLFLOW_TRACKING_URI", uri)
            ask_mlflow(address.url)
        except OneDataError as error:
            return Finding(subject, State.BROKEN, told(error), _check("MLFLOW_TRACKING_URI"))
        return Finding(subject, State.OK, f"{address.host}:{address.port}")
    if "://" in uri:
        return database(subject, "MLFLOW_TRACKING_URI", text("doctor.models_advice"))
    missing = Finding(subject, State.OFF, uri, text("doctor.models_advice"))
    return folder(subject, Path(uri), uri, missing)


def vectors() -> Finding:
    """Tell which indexes are published."""
    from onedata_resources.clients.vector_names import published_names

    uri, subject = value_of("VECTORS_URI"), text("doctor.vectors")
    off = Finding(subject, State.OFF, uri, text("doctor.vectors_advice"))
    if "://" not in uri and not writable(Path(uri)):
        return folder(subject, Path(uri), uri, off)
    try:
        names = within(REMOTE_SECONDS, lambda: published_names(uri))
    except ModuleNotFoundError:
        advice = text("doctor.extra_advice", extra="docs")
        return Finding(subject, State.OFF, text("doctor.missing", names="lancedb"), advice)
    except (OneDataError, OSError) as error:
        return Finding(subject, State.BROKEN, _why(error), _check("VECTORS_URI"))
    listed = text("doctor.indexes", names=", ".join(names), uri=uri)
    return Finding(subject, State.OK, listed) if names else off


def documents() -> Finding:
    """Tell how many documents there are to index."""
    root, subject = Path(value_of("DOCUMENTS_DIR")), text("doctor.documents")
    if not root.is_dir():
        return Finding(subject, State.BROKEN, str(root), text("doctor.documents_advice"))
    count = sum(1 for _ in document_files(root))
    state, advice = (State.OK, "") if count else (State.OFF, text("doctor.documents_advice"))
    return Finding(subject, state, text("doctor.files", count=count, path=root), advice)


def deliveries() -> Iterator[Finding]:
    """Tell whether lineage events and alarms can be delivered, and how many events wait."""
    yield delivery(text("doctor.lineage"), "OPENLINEAGE_URL", value_of("OPENLINEAGE_URL"))
    if os.path.exists(value_of("OPENLINEAGE_SPOOL")):  # noqa: PTH110 - see `nearest`
        yield look(text("doctor.lineage"), spool)
    yield delivery(text("doctor.alarms"), "ALARMS_URL", value_of("ALARMS_URL"))
    for pair in value_of("ALARMS_CHANNELS").split():
        name, _, url = pair.partition("=")
        yield delivery(f"{text('doctor.alarms')}: {name}", "ALARMS_CHANNELS", url)
    if value_of("NOTIFY_FILE"):
        yield look(text("doctor.notify"), pushes)


def pushes() -> Finding:
    """Tell the channels of message push where their file can be read; nothing is sent."""
    from onedata_resources.clients.notify_settings import configured_client

    try:
        names = ", ".join(configured_client().channels)
    except OneDataError as error:
        return Finding(text("doctor.notify"), State.BROKEN, told(error), _check("NOTIFY_FILE"))
    return Finding(text("doctor.notify"), State.OK, text("notify.channels", names=names))


def spool() -> Finding:
    """Tell how many lineage events wait for their receiver."""
    from onedata_resources.clients.jsonl import read_lines

    waiting = sum(1 for _ in read_lines(Path(value_of("OPENLINEAGE_SPOOL"))))
    what = text("doctor.waiting", count=waiting)
    if not waiting:
        return Finding(text("doctor.lineage"), State.OK, what)
    return Finding(text("doctor.lineage"), State.BROKEN, what, text("doctor.waiting_advice"))


def delivery(subject: str, setting: str, url: str) -> Finding:
    """Tell whether a file can be written, or a receiver accepts connections.

    A webhook has no question to ask it: a message is the only one, so none is sent. Its address is
    its secret: only the host is shown.
    """
    from onedata_resources.clients.endpoints import Endpoint

    try:
        endpoint = Endpoint.of(url, setting)
    except BadInputError as error:
        return Finding(subject, State.BROKEN, told(error))
    if endpoint.file:
        missing = Finding(subject, State.OK, str(endpoint.file))
        return folder(subject, endpoint.file.parent, str(endpoint.file), missing)
    address = Address.of(setting, url)
    where = f"{address.host}:{address.port}"
    if listens(url):
        return Finding(subject, State.OK, text("doctor.accepts", where=where))
    return Finding(subject, State.BROKEN, text("doctor.no_answer", where=where), _check(setting))


def database(subject: str, setting: str, missing: str) -> Finding:
    """Tell whether a database answers and how many tables it has; `missing` advises without one."""
    from onedata_resources.clients.database import DatabaseClient

    client = DatabaseClient(value_of(setting), connect_timeout_seconds=CONNECT_SECONDS)
    try:
        file = Path(client.url.database or "") if client.dialect == "sqlite" else None
        if file and not file.exists():
            off = Finding(subject, State.OFF, str(file), missing)
            return off if writable(file.parent) else folder(subject, file.parent, "", off)
        count = len(client.tables())
    except OneDataError as error:
        return Finding(subject, State.BROKEN, told(error), _check(setting))
    return Finding(subject, State.OK, text("doctor.tables", count=count, uri=client.shown_url))


def remote(subject: str, setting: str, uri: str, count: Callable[[], int]) -> Finding:
    """Tell how many tables an object store holds, if it answers in time."""
    try:
        found = within(REMOTE_SECONDS, count)
    except (OneDataError, OSError) as error:
        return Finding(subject, State.BROKEN, f"{uri}: {_why(error)}", _check(setting))
    return Finding(subject, State.OK, text("doctor.tables", count=found, uri=uri))


def within(seconds: float, work: Callable[[], Found]) -> Found:
    """Return what the work returns.

    Raises:
        TimeoutError: It took longer; it is left alone, and ends with this process.
    """
    future: Future[Found] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future.result(seconds)


def _lake_tables(uri: str) -> int:
    # Set before the library is loaded: it would print each attempt to find credentials.
    os.environ.setdefault("RUST_LOG", "off")
    from deltalake.exceptions import DeltaError

    from onedata_resources.clients.lake import LakeClient

    try:
        return len(LakeClient(uri, IMPATIENT).tables())
    except DeltaError as error:
        raise OSError(str(error)) from error


def _why(error: OneDataError | OSError) -> str:
    """Return the reason alone: the last line of an object store's, which are of all layers."""
    if isinstance(error, OneDataError):
        return told(error)
    if isinstance(error, TimeoutError):
        return text("doctor.too_slow", seconds=f"{REMOTE_SECONDS:.0f}")
    return plain(str(error))


def plain(message: str) -> str:
    """Return the lines of a message as one, without colours and arrows."""
    from rich.text import Text

    lines = (line.strip(" ↳") for line in Text.from_ansi(message).plain.splitlines())
    return ": ".join(line for line in lines if line)


def _check(setting: str) -> str:
    return text("doctor.check_advice", setting=setting)
