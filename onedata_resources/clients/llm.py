"""A language model behind any endpoint that speaks OpenAI's protocol of chat completions.

It answers in JSON of a form. What is asked, and what of an answer can be used, is for the caller:
of descriptions in `onedata_assets/domain/metadata/model_answers.py`. Inner networks may be asked,
services of cloud metadata never; no proxy of the environment is used, `SSL_CERT_FILE` is honoured.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from onedata_resources.clients.bounded_http import BoundedTransport
from onedata_resources.clients.llm_errors import (
    check,
    check_address,
    no_interface,
    told,
    unusable,
)
from onedata_resources.clients.outbound import OutboundTransport
from onedata_resources.clients.outbound_policy import ConfiguredPolicy

if TYPE_CHECKING:
    import httpx
    from openai import OpenAI
    from openai.types.chat import ChatCompletion
    from pydantic import BaseModel

    Form = TypeVar("Form", bound=BaseModel)

RETRIES = 2
"""So often is asked again after what can heal; the endpoint's Retry-After is heeded."""
TRIES = 2
"""So often is asked where the answer is not of the form."""
SECONDS = 120.0
MOST_BYTES = 4 << 20


@dataclass(frozen=True)
class Asked:
    """A question: what is to be done, what with, and the form of the answer by its JSON schema."""

    instructions: str
    content: str
    name: str
    schema: Mapping[str, Any]
    most_tokens: int


class LlmClient:
    """Asks one model; several threads may ask at once. Without an address there is no model."""

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        key: str = "",
        timeout_seconds: float = SECONDS,
        retries: int = RETRIES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.model = model.strip()
        self._url = base_url.strip()
        self._key = key.strip()
        self._timeout = timeout_seconds
        self._retries = retries
        self._transport = transport
        self._openai: OpenAI | None = None
        self._opening = threading.Lock()
        self._is_schema_known = True

    @classmethod
    def configured(
        cls, base_url: str, model: str, key: str, timeout_seconds: str, *, retries: int = RETRIES
    ) -> Self:
        """Return the client of settings as they are written; wrong ones are told when it asks."""
        try:
            seconds = float(timeout_seconds)
        except ValueError:
            seconds = 0
        return cls(base_url, model, key=key, timeout_seconds=seconds, retries=retries)

    @property
    def is_configured(self) -> bool:
        """Whether there is an address to ask."""
        return bool(self._url)

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the connections."""
        if self._openai is not None:
            self._openai.close()

    def answer(self, asked: Asked, form: type[Form]) -> Form:
        """Return what the model answers, read as the form.

        Raises:
            UnusableAnswerError: No answer of some tries was of the form.
            UnavailableError: Nothing answered in time, or it could not now.
            BadInputError: A setting is wrong, or the endpoint refuses the request.
        """
        from pydantic import ValidationError

        for _ in range(TRIES):
            content = self._content(asked)
            try:
                return form.model_validate_json(_json_of(content))
            except ValidationError:
                continue
        raise unusable(self.model)

    def models(self) -> list[str]:
        """Return the names of the endpoint's models; none where it does not tell. It costs nothing.

        Raises:
            UnavailableError: Nothing answered in time, or it could not now.
            BadInputError: A setting is wrong, or the endpoint refuses the request.
        """
        from openai import NotFoundError, OpenAIError

        try:
            listed = self._client().models.with_raw_response.list().http_response.json()
        except NotFoundError:
            return []
        except (OpenAIError, ValueError) as error:
            raise told(error, self._url, self._timeout) from None
        models = listed.get("data") if isinstance(listed, dict) else None
        if not isinstance(models, list):
            raise no_interface(self._url)
        return [str(each["id"]) for each in models if isinstance(each, dict) and "id" in each]

    def _content(self, asked: Asked) -> str:
        """Return what the model says; an endpoint that knows no schemas is asked for plain JSON."""
        from openai import BadRequestError, OpenAIError

        try:
            return self._said(self._completed(asked))
        except BadRequestError as error:
            if not self._is_schema_known or "response_format" not in str(error):
                raise told(error, self._url, self._timeout) from None
        except (OpenAIError, ValueError) as error:
            raise told(error, self._url, self._timeout) from None
        self._is_schema_known = False
        return self._content(asked)

    def _completed(self, asked: Asked) -> ChatCompletion:
        schema = {"name": asked.name, "strict": True, "schema": dict(asked.schema)}
        by_schema: Any = {"type": "json_schema", "json_schema": schema}
        return self._client().chat.completions.create(
            model=self.model,
            messages=[
                {"role": "system", "content": asked.instructions},
                {"role": "user", "content": asked.content},
            ],
            response_format=by_schema if self._is_schema_known else {"type": "json_object"},
            max_completion_tokens=asked.most_tokens,
        )

    def _said(self, made: object) -> str:
        # The library checks no types: a page of HTML is a text, and any field may be missing.
        choices = getattr(made, "choices", None)
        if not isinstance(choices, list) or not choices:
            raise no_interface(self._url)
        content = getattr(getattr(choices[0], "message", None), "content", None)
        return content if isinstance(content, str) else ""

    def _client(self) -> OpenAI:
        with self._opening:
            if self._openai is None:
                self._openai = self._opened()
            return self._openai

    def _opened(self) -> OpenAI:
        import httpx
        from openai import OpenAI

        check(self._url, self.model, self._key, self._timeout)
        if self._transport is None:
            check_address(self._url)
        policy = ConfiguredPolicy()
        inner = self._transport or OutboundTransport(policy, verify=ssl.create_default_context())
        bounded = BoundedTransport(inner, seconds=self._timeout, most_bytes=MOST_BYTES)
        return OpenAI(
            base_url=self._url,
            api_key=self._key or "none",
            timeout=self._timeout,
            max_retries=self._retries,
            http_client=httpx.Client(transport=bounded, timeout=self._timeout, trust_env=False),
        )


def _json_of(content: str) -> str:
    """Return the object in what a model says: some think aloud before it, or fence it."""
    said = content.rpartition("</think>")[2]
    start, end = said.find("{"), said.rfind("}")
    return said[start : end + 1] if 0 <= start < end else json.dumps(None)
