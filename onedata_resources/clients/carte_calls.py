"""One call to a Carte server, and the errors that a call can end in. Runs are in `carte.py`."""

import httpx

from onedata_resources.clients.carte_answers import WebResult, document, webresult
from onedata_resources.clients.http import HttpClient
from onedata_resources.errors import BadInputError, UnavailableError


class CarteCalls(HttpClient):
    """The servlets of a Carte server, by name."""

    def ask(
        self, servlet: str, params: dict[str, str], body: bytes = b"", content_type: str = ""
    ) -> WebResult:
        """Return the `webresult` of a call; its errors are those of `call`."""
        return webresult(
            document(self.call(servlet, params, body, content_type).content, "webresult")
        )

    def call(
        self, servlet: str, params: dict[str, str], body: bytes = b"", content_type: str = ""
    ) -> httpx.Response:
        """Return the answer to a call that the server takes.

        Raises:
            UnavailableError: The server cannot be reached or answers an error of its own.
            BadInputError: It refuses the login or the body.
        """
        try:
            return self.accepted(self.send(servlet, params, body, content_type))
        except httpx.TransportError as error:
            raise UnavailableError(
                f"The Carte server at {self.base_url} does not answer "
                f"({str(error) or type(error).__name__}): start it (`onedata carte`), or correct "
                "KETTLE_BASE_URL.",
                f"{self.base_url} 的 Carte 服务没有应答：请启动服务（`onedata carte`），"
                "或更正 KETTLE_BASE_URL。",
            ) from error

    def send(
        self, servlet: str, params: dict[str, str], body: bytes = b"", content_type: str = ""
    ) -> httpx.Response:
        """Return the answer, whatever it is.

        Raises:
            httpx.TransportError: There is none.
        """
        # The slash at the end matters: without it Carte redirects, and a body is lost.
        path = f"/kettle/{servlet}/"
        if not body:
            return self._http.get(path, params=params)
        headers = {"Content-Type": content_type}
        return self._http.post(path, params=params, content=body, headers=headers)

    def accepted(self, response: httpx.Response) -> httpx.Response:
        """Return the answer if it is one that Carte gives to a call it understands.

        Raises:
            UnavailableError: It is an error page, or a redirect.
            BadInputError: The login or the body is refused.
        """
        code = response.status_code
        if code in {401, 403}:
            raise BadInputError(
                f"The Carte server at {self.base_url} refuses the login: correct KETTLE_USER and "
                "KETTLE_PASSWORD.",
                f"{self.base_url} 的 Carte 服务拒绝登录：请更正 KETTLE_USER 和 KETTLE_PASSWORD。",
            )
        if code == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
            raise BadInputError(
                f"The Carte server at {self.base_url} takes no file of this size.",
                f"{self.base_url} 的 Carte 服务不接受这么大的文件。",
            )
        # Newer versions answer a webresult with a status of 400 or more: it says more.
        if code >= httpx.codes.MULTIPLE_CHOICES and b"<webresult>" not in response.content:
            raise UnavailableError(
                f"{self.base_url} answered HTTP {code} to {response.url.path}: check that "
                "KETTLE_BASE_URL is the root of a Carte server.",
                f"{self.base_url} 对 {response.url.path} 返回 HTTP {code}："
                "请检查 KETTLE_BASE_URL 是否为 Carte 服务的根地址。",
            )
        return response
