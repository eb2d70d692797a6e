"""Errors of the API and what a person is told of them: a status, a code and two texts.

A route raises one of these classes, or any `OneDataError` of a client; it never builds an answer of
an error by itself. Whatever is refused here is noted in `app.state.refusals`, if the app has one.
"""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from onedata_portal.gateway.dagster_ui.refusal import RefusedError
from onedata_resources.errors import (
    BadInputError,
    OneDataError,
    StorageFullError,
    UnavailableError,
)
from onedata_resources.store.documents import StaleError
from onedata_resources.store.missing import Missing, TakenError

log = logging.getLogger(__name__)


class ApiError(OneDataError):
    """Something that has a status of its own; `code` is for programs, the texts are for people.

    `more` is what else a program is told, beside the texts.
    """

    status: int = 400
    code: str = "bad_request"
    more: Mapping[str, Any] = MappingProxyType({})


class SignInFirstError(ApiError):
    """Nobody is signed in."""

    status = 401
    code = "sign_in_first"

    @classmethod
    def nobody(cls) -> "SignInFirstError":
        """Say that the request names nobody."""
        return cls("Sign in first.", "请先登录。")


class ForbiddenError(ApiError):
    """The person sees the thing but may not do this to it."""

    status = 403
    code = "forbidden"

    @classmethod
    def role(cls) -> "ForbiddenError":
        """Say that the role of the person does not allow it."""
        return cls(
            "Your role does not allow this here; ask a creator of the project.",
            "您的角色不允许此操作；请联系项目的创建者。",
        )


class NotFoundError(ApiError):
    """There is no such thing, or none that the person may see: both are told alike."""

    status = 404
    code = "not_found"

    @classmethod
    def of(cls, en: str, zh: str) -> "NotFoundError":
        """Say which kind of thing there is not, without its name."""
        return cls(f"There is no such {en}.", f"没有这样的{zh}。")


class ConflictError(ApiError):
    """What was asked for does not fit the state of the thing."""

    status = 409
    code = "conflict"


class TooManyError(ApiError):
    """It was asked for too often; `retry_after_seconds` says when again."""

    status = 429
    code = "too_many"

    @classmethod
    def accounts(cls, seconds: int) -> "TooManyError":
        """Say that too many accounts were made for now."""
        minutes = -(-seconds // 60)
        error = cls(
            f"Too many accounts were made: try again in {minutes} minutes, or ask an "
            "administrator for an account.",
            f"注册过于频繁：请在 {minutes} 分钟后重试，或联系管理员创建账号。",
        )
        error.more = {"retry_after_seconds": seconds}
        return error


class ErrorBody(BaseModel):
    """What every error answers; some have more to say."""

    model_config = ConfigDict(extra="allow")

    en: str = Field(description="What failed and what to do, in English.")
    zh: str = Field(description="同样的内容，中文。")
    code: str = Field(description="A word for programs.")


_TEXTS = {
    401: "Nobody is signed in · 未登录",
    403: "The role does not allow it · 角色不允许",
    404: "There is none, or none that the person sees · 不存在或不可见",
    409: "It does not fit the present state · 与当前状态冲突",
    422: "The request is malformed · 请求有误",
    429: "Too often; `Retry-After` says when again · 过于频繁",
    503: "Dagster or its code location does not answer · 服务暂不可用",
}

# Statuses of classes that know nothing of HTTP.
_KNOWN: tuple[tuple[type[OneDataError], int, str], ...] = (
    (RefusedError, 403, "forbidden"),
    (Missing, 404, "not_found"),
    (TakenError, 409, "taken"),
    (StaleError, 409, "conflict"),
    (BadInputError, 422, "bad_input"),
    (UnavailableError, 503, "unavailable"),
    (StorageFullError, 503, "storage_full"),
)

_OF_HTTP = {
    400: ("malformed", "The body of the request cannot be read.", "无法读取请求内容。"),
    404: ("not_found", "There is no such address.", "没有这样的地址。"),
    405: ("method_not_allowed", "This address does not take that method.", "该地址不支持此方法。"),
}


def may_answer(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the errors that a route documents."""
    return {status: {"model": ErrorBody, "description": _TEXTS[status]} for status in statuses}


def add_error_handlers(app: FastAPI) -> None:
    """Let the app answer every error as `ErrorBody`."""
    app.exception_handler(OneDataError)(_said)
    app.exception_handler(RequestValidationError)(_malformed)
    app.exception_handler(HTTPException)(_of_http)
    app.exception_handler(Exception)(_unexpected)


def told(error: OneDataError) -> tuple[int, ErrorBody]:
    """Return the status and the body of an error."""
    if isinstance(error, ApiError):
        return error.status, ErrorBody(en=error.en, zh=error.zh, code=error.code, **error.more)
    for cls, status, code in _KNOWN:
        if isinstance(error, cls):
            return status, ErrorBody(en=error.en, zh=error.zh, code=code)
    return 400, ErrorBody(en=error.en, zh=error.zh, code="bad_request")


def _answer(status: int, body: ErrorBody) -> JSONResponse:
    return JSONResponse(body.model_dump(), status_code=status)


async def _said(request: Request, error: OneDataError) -> JSONResponse:
    status, body = told(error)
    refusals = getattr(request.app.state, "refusals", None)
    if status == 403 and refusals is not None:
        await to_thread.run_sync(refusals.note, request.scope, body.code)
    answer = _answer(status, body)
    seconds = (body.model_extra or {}).get("retry_after_seconds")
    if seconds is not None:
        answer.headers["retry-after"] = str(seconds)
    return answer


async def _malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
    wrong = [
        f"{'.'.join(str(part) for part in one['loc'][1:]) or one['loc'][0]}: {one['msg']}"
        for one in error.errors()
    ]
    said = "; ".join(wrong)[:500]
    en, zh = f"The request is malformed: {said}", f"请求有误：{said}"
    return _answer(422, ErrorBody(en=en, zh=zh, code="malformed"))


async def _of_http(_request: Request, error: HTTPException) -> JSONResponse:
    detail = str(error.detail)
    code, en, zh = _OF_HTTP.get(error.status_code, ("bad_request", detail, detail))
    status = 422 if error.status_code == 400 else error.status_code
    answer = _answer(status, ErrorBody(en=en, zh=zh, code=code))
    answer.headers.update(error.headers or {})
    return answer


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    """Tell a person that it is not their fault; the log has the rest."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    en, zh = (
        "Something went wrong here; the log of the portal says what.",
        "内部错误，详见门户日志。",
    )
    return _answer(500, ErrorBody(en=en, zh=zh, code="internal"))
