"""What `onedata doctor` finds about the language model, and about sources that want one."""

from onedata_assets.cli.finding import Finding, State
from onedata_assets.cli.language_model import language_model
from onedata_assets.cli.metadata import sources_named
from onedata_assets.cli.probes import ASK_SECONDS
from onedata_assets.cli.say import text, told
from onedata_resources.errors import OneDataError

SETTING = "LLM_BASE_URL"
SHOWN = 5


def model() -> Finding:
    """Tell whether a model is configured and answers, and which sources wait for one.

    It lists its models, which costs nothing; one that is not listed may be there all the same.
    """
    try:
        with language_model(timeout_seconds=ASK_SECONDS, retries=0) as llm:
            if not llm.is_configured:
                return _nobody()
            known = llm.models()
    except OneDataError as error:
        return Finding(SETTING, State.BROKEN, told(error))
    if known and llm.model not in known:
        what = text("doctor.model_unlisted", name=llm.model)
        names = ", ".join(known[:SHOWN])
        return Finding(SETTING, State.OK, what, text("doctor.model_listed", names=names))
    return Finding(SETTING, State.OK, text("doctor.model_answers", name=llm.model))


def _nobody() -> Finding:
    """Tell that there is no model, which is wrong only where a source wants one."""
    waiting = [each.name for each in sources_named([]) if each.describe_with_model]
    if waiting:
        what = text("doctor.model_wanted", names=", ".join(waiting[:SHOWN]))
        return Finding(SETTING, State.BROKEN, what, text("doctor.model_advice"))
    return Finding(SETTING, State.OFF, text("doctor.no_model"), text("doctor.model_advice"))
