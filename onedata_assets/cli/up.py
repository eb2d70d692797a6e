"""`onedata up`: every service of one machine, watched until Ctrl-C."""

import signal
import threading
from types import FrameType

from rich.markup import escape

from onedata_assets.cli import services
from onedata_assets.cli.environment import child_environment, prepare_dagster_home
from onedata_assets.cli.inference import TRITON, prepare_triton, start_triton, triton_service
from onedata_assets.cli.location import automation, location_problem
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

LOOK_SECONDS = 1.0


def run_up(*, host: str, port: int) -> int:
    """Run all services until a signal; return 0, or 1 where one could not be started."""
    if listens(f"http://127.0.0.1:{port}"):
        errors.print(text("up.port_taken", port=port))
        return 1
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    supervisor = Supervisor(home_dir() / "logs", _say)
    tidy_runs()
    try:
        for service in _services(host, port):
            if ended.is_set():
                return 0
            _start(supervisor, service)
        webserver = f"http://127.0.0.1:{port}"
        if problem := location_problem(webserver):
            errors.print(text("up.not_loaded"))
            errors.print(problem, markup=False)
        else:
            _tell_automation(webserver)
        console.print(text("up.open", url=f"http://{host}:{port}"))
        while not ended.wait(LOOK_SECONDS):
            supervisor.revive()
    except ServiceDiedError as death:
        errors.print(text("up.died", name=death, log=death.child.log))
        errors.print(death.tail(), markup=False)
        return 1
    finally:
        console.print(text("up.stopping"))
        supervisor.stop()
    return 0


def tidy_runs() -> None:
    """End the runs that a killed process left behind, before anything waits for their slots."""
    import dagster as dg

    from onedata_assets.lib.dead_runs import end_dead_runs

    with dg.DagsterInstance.from_config(str(prepare_dagster_home(home_dir()))) as instance:
        for run_id in end_dead_runs(instance):
            console.print(text("up.dead_run", run=run_id))


def _tell_automation(webserver: str) -> None:
    """Say what runs by itself, and what does not until it is turned on."""
    found = automation(webserver)
    on, off = (", ".join(names) or text("up.nothing") for names in (found.on, found.off))
    console.print(text("up.automation", on=on, off=off))


def _services(host: str, port: int) -> list[Service]:
    """Return what to start, in order; what already listens elsewhere is used as it is."""
    env = child_environment()
    grpc = free_port()
    file = services.workspace(home_dir(), grpc)
    outside = [services.carte(env), services.weather(env)]
    prepare_triton()
    triton = triton_service(env)
    if isinstance(triton, Service):
        outside.append(triton)
    else:
        console.print(text("up.no_triton", reason=escape(triton)))
    return [
        *(service for service in outside if not listens(service.url)),
        services.code_location(env, grpc),
        services.webserver(env, file, host, port),
        services.daemon(env, file),
    ]


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
