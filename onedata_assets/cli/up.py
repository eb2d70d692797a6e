"""`onedata up`: every service of one machine, watched until Ctrl-C."""

import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from types import FrameType

from rich.markup import escape

from onedata_assets.cli import services
from onedata_assets.cli.addresses import local_url
from onedata_assets.cli.environment import child_environment, prepare_dagster_home
from onedata_assets.cli.inference import TRITON, prepare_triton, start_triton, triton_service
from onedata_assets.cli.location import Dagster, automation, location_problem
from onedata_assets.cli.portal import asked_as_administrator, build_pages, first_administrator
from onedata_assets.cli.processes import (
    Child,
    Service,
    ServiceDiedError,
    Supervisor,
    free_port,
    listens,
)
from onedata_assets.cli.say import console, errors, text
from onedata_resources.settings import home_dir
from onedata_resources.store.first import ADMINISTRATOR

LOOK_SECONDS = 1.0


def run_up(*, host: str, port: int) -> int:
    """Run all services until a signal; return 0, or 1 where one could not be started."""
    page = local_url(host, port)
    if listens(page):
        errors.print(text("up.port_taken", port=port))
        return 1
    first = first_administrator()
    build_pages()
    ended = told_to_end()
    supervisor = Supervisor(home_dir() / "logs", _say)
    tidy_runs()
    chosen = list(_services(host, port))  # every address is looked at before anything starts
    try:
        for service in chosen:
            if ended.is_set():
                return 0
            _start(supervisor, service)
        with asked_as_administrator(page) as dagster:
            if problem := location_problem(dagster):
                errors.print(text("up.not_loaded"))
                errors.print(problem, markup=False)
            else:
                _tell_automation(dagster)
        if first:
            console.print(text("up.first", name=ADMINISTRATOR, password=escape(first)))
        console.print(text("up.open", url=page))
        while not ended.wait(LOOK_SECONDS):
            supervisor.revive()
    except ServiceDiedError as death:
        errors.print(text("up.died", name=death, log=death.child.log))
        errors.print(death.tail(), markup=False)
        return 1
    finally:
        with suppress(OSError):  # the terminal may be gone
            console.print(text("up.stopping"))
        supervisor.stop()
    return 0


def told_to_end() -> threading.Event:
    """Return an event that Ctrl-C, SIGTERM or a closed terminal sets; `nohup` keeps the last."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    closed = () if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else (signal.SIGHUP,)
    for number in (signal.SIGINT, signal.SIGTERM, *closed):
        signal.signal(number, end)
    return ended


def tidy_runs() -> None:
    """End the runs that a killed process left behind, before anything waits for their slots."""
    import dagster as dg

    from onedata_assets.lib.dead_runs import end_dead_runs

    with dg.DagsterInstance.from_config(str(prepare_dagster_home(home_dir()))) as instance:
        for run_id in end_dead_runs(instance):
            console.print(text("up.dead_run", run=run_id))


def _tell_automation(dagster: Dagster) -> None:
    """Say what runs by itself, and what does not until it is turned on."""
    found = automation(dagster)
    on, off = (", ".join(names) or text("up.nothing") for names in (found.on, found.off))
    console.print(text("up.automation", on=on, off=off))


def _services(host: str, port: int) -> Iterator[Service]:
    """Yield what to start, in order; what already runs elsewhere is used as it is.

    Raises:
        UnavailableError: Another program has the address of a service.
        BadInputError: A setting is no address.
    """
    env = child_environment()
    grpc = free_port()
    file = services.workspace(home_dir(), grpc)
    if services.wanted("KETTLE_BASE_URL", env):
        yield services.carte(env)
    if services.weather_wanted(env):
        yield services.weather(env)
    if services.wanted("TRITON_BASE_URL", env):
        prepare_triton()
        triton = triton_service(env)
        if isinstance(triton, Service):
            yield triton
        else:
            console.print(text("up.no_triton", reason=escape(triton)))
    yield services.code_location(env, grpc)
    yield services.portal(env, file, host, port)
    yield services.daemon(env, file)


def _start(supervisor: Supervisor, service: Service) -> None:
    """Start a service and say so; without Triton the others go on.

    Raises:
        ServiceDiedError: Another service did not get ready.
    """
    console.print(text("up.starting", name=service.name), end=" ")
    missing = ""
    if service.name == TRITON:
        missing = start_triton(supervisor, service)
    else:
        supervisor.add(service)
    if missing:
        console.print()
        console.print(text("up.no_triton", reason=escape(missing)))
    else:
        console.print(text("up.ready", url=service.url or "-"))


def _say(event: str, child: Child) -> None:
    errors.print(text(f"up.{event}", name=child.service.name, log=child.log))
