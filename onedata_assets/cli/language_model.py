"""The language model of the settings, for commands."""

from onedata_resources.clients.llm import RETRIES, LlmClient
from onedata_resources.settings import value_of


def language_model(*, timeout_seconds: float | None = None, retries: int = RETRIES) -> LlmClient:
    """Return the client of the model; it says so where none is configured."""
    return LlmClient.configured(
        value_of("LLM_BASE_URL"),
        value_of("LLM_MODEL"),
        value_of("LLM_API_KEY"),
        str(timeout_seconds or value_of("LLM_TIMEOUT_SECONDS")),
        retries=retries,
    )
