"""HTTP calls to a provider: a timeout, no redirects, checked statuses, JSON objects only."""

import ssl
from collections.abc import Mapping
from typing import Any

import httpx

from onedata_portal.gateway.signin.kept import error_code
from onedata_portal.gateway.signin.provider import SignInError
from onedata_portal.gateway.signin.settings import HttpSettings
from onedata_resources.errors import UnavailableError

TOO_MANY_REQUESTS = 429
SERVER_ERRORS = 500
ERRORS = 400


class ProviderHttp:
    """One provider's HTTP client; it may be used by several threads at once."""

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        trust = ssl.create_default_context(cafile=settings.ca_file)
        self._http = httpx.Client(
            timeout=settings.timeout_seconds,
            verify=trust,
            proxy=settings.proxy,
            trust_env=False,
            follow_redirects=False,
            headers={"Accept": "application/json", "User-Agent": "OneData"},
        )

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return the JSON object at the address."""
        return self._object(self._sent("GET", url, headers=headers, params=params))

    def get_list(self, url: str, *, headers: Mapping[str, str]) -> tuple[list[Any], str]:
        """Return one page of a JSON list, and the address of the next one, or an empty text."""
        response = self._sent("GET", url, headers=headers)
        answer = self._json(response)
        if not isinstance(answer, list):
            raise self._unusable("no list", "非列表")
        return answer, str(response.links.get("next", {}).get("url", ""))

    def post_form(
        self, url: str, form: Mapping[str, str], *, auth: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        """Return the JSON object that a form is answered with."""
        return self._object(self._sent("POST", url, data=dict(form), auth=auth))

    def post_json(self, url: str, body: Mapping[str, str]) -> dict[str, Any]:
        """Return the JSON object that a JSON object is answered with."""
        return self._object(self._sent("POST", url, json=dict(body)))

    def _sent(self, method: str, url: str, **request: Any) -> httpx.Response:  # noqa: ANN401
        """Return the answer.

        Raises:
            UnavailableError: There was none, or one of a server in trouble.
            SignInError: The provider refused the request.
        """
        try:
            response = self._http.request(method, url, **request)
        except httpx.HTTPError as error:
            raise self._away(type(error).__name__) from error
        if response.status_code >= SERVER_ERRORS or response.status_code == TOO_MANY_REQUESTS:
            raise self._away(f"HTTP {response.status_code}")
        if response.status_code >= ERRORS:
            raise self._refused(response)
        if not response.is_success:
            raise self._unusable(f"HTTP {response.status_code}", f"HTTP {response.status_code}")
        return response

    def _object(self, response: httpx.Response) -> dict[str, Any]:
        answer = self._json(response)
        if not isinstance(answer, dict):
            raise self._unusable("no object", "非对象")
        return answer

    def _json(self, response: httpx.Response) -> object:
        try:
            return response.json()
        except ValueError as error:
            raise self._unusable("no JSON", "非 JSON") from error

    def _away(self, reason: str) -> UnavailableError:
        title = self._settings.title
        return UnavailableError(
            f"{title.en} did not answer ({reason}): try again, or sign in another way",
            f"{title.zh}没有响应（{reason}）：请重试，或使用其他登录方式",
        )

    def _refused(self, response: httpx.Response) -> SignInError:
        """Return the error of a refused request, by its code only: a text may hold secrets."""
        try:
            answer = response.json()
        except ValueError:
            answer = None
        code = answer.get("error", "") if isinstance(answer, dict) else ""
        return self.refusal(f"HTTP {response.status_code}, {error_code(code)}")

    def refusal(self, reason: str) -> SignInError:
        """Return the error of a provider that refuses the platform's request."""
        title = self._settings.title
        return SignInError(
            f"{title.en} refused to say who signed in ({reason}): sign in again; if it stays so, "
            f"check client_id and client_secret of {self._settings.id!r} in AUTH_FILE",
            f"{title.zh}拒绝返回登录者信息（{reason}）：请重新登录；若仍失败，请检查 AUTH_FILE 中"
            f" {self._settings.id!r} 的 client_id 与 client_secret",
            "refused",
        )

    def _unusable(self, en: str, zh: str) -> SignInError:
        title = self._settings.title
        return SignInError(
            f"{title.en} gave an answer that cannot be used ({en}): check the addresses of "
            f"{self._settings.id!r} in AUTH_FILE",
            f"{title.zh}的响应无法使用（{zh}）：请检查 AUTH_FILE 中 {self._settings.id!r} 的地址",
            "misconfigured",
        )
