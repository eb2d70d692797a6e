"""What `onedata doctor` finds about services: each is asked in its own protocol."""

from collections.abc import Iterator

from onedata_assets.cli.finding import Finding, State, look
from onedata_assets.cli.probes import PROTOCOLS, Answer, Probe, probe
from onedata_assets.cli.say import text, told
from onedata_resources.errors import BadInputError


def find_services() -> Iterator[Finding]:
    """Look at every service of the settings, and at what is needed to start a model server."""
    for setting in PROTOCOLS:
        yield service(setting)
    yield look("Triton", model_server)


def service(setting: str) -> Finding:
    """Tell whether the right service answers at a setting's address."""
    try:
        found = probe(setting)
    except BadInputError as error:
        return Finding(setting, State.BROKEN, told(error))
    if found.answer is Answer.RIGHT:
        return Finding(setting, State.OK, text("doctor.answers", url=found.address.shown))
    if found.problem:
        advice = text("doctor.other_advice", setting=setting)
        return Finding(setting, State.BROKEN, told(found.problem), advice)
    return _absent(setting, found)


def _absent(setting: str, found: Probe) -> Finding:
    where = text("doctor.no_answer", where=found.address.shown)
    if found.address.local:
        return Finding(setting, State.OFF, where, text("doctor.service_advice"))
    return Finding(setting, State.BROKEN, where, text("doctor.check_advice", setting=setting))


def model_server() -> Finding:
    """Tell whether a model server can be started on this machine."""
    from onedata_assets.cli.inference import side_environment
    from onedata_resources.clients.triton_absence import why_absent

    absent = why_absent(side_environment())
    if absent is None:
        return Finding("Triton", State.OK, str(side_environment()))
    return Finding("Triton", State.OFF, told(absent))
