"""What goes wrong with a language model, as people read it, and settings that cannot be asked with.

Neither what was sent nor what was answered is in a text, but for the code of a refusal. The asking
is in `llm.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onedata_resources.clients.outbound import checked_url
from onedata_resources.clients.outbound_policy import ConfiguredPolicy
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError

if TYPE_CHECKING:
    from openai import APIStatusError

LONGEST_SECONDS = 3600
_REFUSING = frozenset({401, 403, 407})
_HEALING = frozenset({408, 409, 425, 429})
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


class UnusableAnswerError(OneDataError):
    """The model answered, and not in the form that was asked for; another try may do."""


def unusable(model: str) -> UnusableAnswerError:
    """Return the error of answers that are of another form."""
    return UnusableAnswerError(
        f"The model {model} did not answer in the form that it was asked for.",
        f"模型 {model} 的回答不符合要求的格式。",
    )


def no_interface(url: str) -> BadInputError:
    """Return the error of an address that answers something else."""
    return BadInputError(
        f"{_shown(url)} answers, and not as an interface of language models: LLM_BASE_URL must be"
        " the root of one, which mostly ends in /v1.",
        f"{_shown(url)} 有应答，但不是语言模型接口：LLM_BASE_URL 应为接口根地址，通常以 /v1 结尾。",
    )


def check(url: str, model: str, key: str, seconds: float) -> None:
    """Refuse settings that cannot be asked with; an error of the library would show the key.

    Raises:
        BadInputError: A setting is missing or wrong.
    """
    if not url:
        raise BadInputError(
            "No language model is configured: set LLM_BASE_URL and LLM_MODEL.",
            "未配置语言模型：请设置 LLM_BASE_URL 与 LLM_MODEL。",
        )
    if not model:
        raise BadInputError(
            "LLM_BASE_URL is set and LLM_MODEL is not: name the model.",
            "已设置 LLM_BASE_URL，但未设置 LLM_MODEL：请填写模型名称。",
        )
    if not key.isascii() or not key.isprintable():
        raise BadInputError(
            "LLM_API_KEY cannot be sent: it must be one line of ASCII.",
            "LLM_API_KEY 无法发送：应为单行 ASCII 字符。",
        )
    if not 0 < seconds <= LONGEST_SECONDS:
        raise BadInputError(
            f"LLM_TIMEOUT_SECONDS is no number of seconds up to {LONGEST_SECONDS}.",
            f"LLM_TIMEOUT_SECONDS 应为不超过 {LONGEST_SECONDS} 的秒数。",
        )


def told(error: Exception, url: str, seconds: float) -> OneDataError:
    """Return an error of the library as people read it."""
    from openai import APIStatusError, APITimeoutError

    if isinstance(error.__cause__, OneDataError):  # the transport refused
        return error.__cause__
    if isinstance(error, APIStatusError):
        return _refused(error, _shown(url))
    waited = f"{seconds:.0f} s" if isinstance(error, APITimeoutError) else ""
    why = waited or type(error.__cause__ or error).__name__
    return UnavailableError(
        f"The language model at {_shown(url)} gave no answer that can be read ({why}). Check that"
        " it runs and can be reached from here; a slow one needs more LLM_TIMEOUT_SECONDS.",
        f"语言模型服务 {_shown(url)} 没有可读的应答（{why}）。请检查服务是否运行、网络是否可达；"
        "响应较慢时请调大 LLM_TIMEOUT_SECONDS。",
    )


def check_address(url: str) -> None:
    """Refuse an address that is none, or leads to a metadata service of a cloud.

    Raises:
        BadInputError: It is such an address.
        UnavailableError: The host has no address.
    """
    try:
        checked_url(url, ConfiguredPolicy())
    except BadInputError:
        raise BadInputError(
            "LLM_BASE_URL must be http://host/v1 or https://host/v1 without a user in it, and no"
            " metadata service of a cloud.",
            "LLM_BASE_URL 应为 http://主机/v1 或 https://主机/v1，不含用户名，"
            "且不得指向云平台元数据服务。",
        ) from None


def _refused(error: APIStatusError, where: str) -> OneDataError:
    code = str(error.code or "")
    why = f"HTTP {error.status_code}" + (f", {code}" if _CODE.fullmatch(code) else "")
    if error.status_code in _REFUSING:
        return BadInputError(
            f"The language model at {where} refused access ({why}): correct LLM_API_KEY.",
            f"语言模型服务 {where} 拒绝访问（{why}）：请更正 LLM_API_KEY。",
        )
    if error.status_code in _HEALING or error.status_code >= 500:
        return UnavailableError(
            f"The language model at {where} could not answer now ({why}): try again later.",
            f"语言模型服务 {where} 暂时无法应答（{why}）：请稍后重试。",
        )
    return BadInputError(
        f"The language model at {where} refused what it was asked ({why}): check LLM_BASE_URL,"
        " which mostly ends in /v1, and LLM_MODEL.",
        f"语言模型服务 {where} 拒绝了请求（{why}）：请检查 LLM_BASE_URL（通常以 /v1 结尾）与"
        " LLM_MODEL。",
    )


def _shown(url: str) -> str:
    """Return an address without its user and query, which may be secrets."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
