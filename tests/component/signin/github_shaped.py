"""An HTTP server shaped as GitHub's sign-in is: its addresses, its answers, its errors.

GitHub itself is not reached by tests; the shapes are those of its documentation. A refused code is
answered with status 200 and `error`, as GitHub does.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.component.signin.loopback import Answer, Asked, served

CLIENT, SECRET = "Iv1.abc", "github secret"
TOKEN = "gho_token"


@dataclass
class Github:
    """One account and its teams."""

    url: str = ""
    api: str = "/api/v3"
    account: dict[str, Any] = field(
        default_factory=lambda: {
            "id": 583231,
            "login": "wangwu",
            "name": None,
            "company": "@acme",
            "email": "anybody@example.com",
        }
    )
    emails: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"email": "old@acme.test", "primary": False, "verified": True},
            {"email": "wang@acme.test", "primary": True, "verified": True},
        ]
    )
    teams: int = 0
    next_page: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answer:
        """Answer one request."""
        self.asked.append(asked)
        if asked.path == "/login/oauth/authorize":
            return self.authorize(asked)
        if asked.path == "/login/oauth/access_token":
            return self.token(asked)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer({"message": "Bad credentials"}, 401)
        pages = {"/user": self.account, "/user/emails": self.emails}
        pages |= {"/user/orgs": [{"login": "acme"}]}
        path = asked.path.removeprefix(self.api)
        if path == "/user/teams":
            return self.page_of_teams(asked)
        return Answer(pages[path]) if path in pages else Answer({"message": "Not Found"}, 404)

    def authorize(self, asked: Asked) -> Answer:
        """Send the browser back with a code."""
        code = secrets.token_hex(10)
        self.codes[code] = dict(asked.query)
        back = urlencode({"code": code, "state": asked.query["state"]})
        return Answer("", 302, {"Location": f"{asked.query['redirect_uri']}?{back}"})

    def token(self, asked: Asked) -> Answer:
        """Exchange a code once."""
        form = asked.form
        begun = self.codes.pop(form["code"], None)
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if (form["client_id"], form["client_secret"]) != (CLIENT, SECRET):
            return Answer({"error": "incorrect_client_credentials"})
        if begun is None or begun["code_challenge"] != challenge:
            return Answer({"error": "bad_verification_code"})
        if asked.headers.get("accept") != "application/json":
            return Answer(f"access_token={TOKEN}&token_type=bearer")
        return Answer({"access_token": TOKEN, "token_type": "bearer", "scope": begun["scope"]})

    def page_of_teams(self, asked: Asked) -> Answer:
        """Give a page of the teams, with the address of the next."""
        size, page = int(asked.query["per_page"]), int(asked.query.get("page", "1"))
        first = (page - 1) * size
        rows = [
            {"slug": f"team-{number}", "organization": {"login": "acme"}}
            for number in range(first, min(first + size, self.teams))
        ]
        if first + size >= self.teams:
            return Answer(rows)
        here = f"{self.url}{self.api}/user/teams?per_page={size}&page={page + 1}"
        return Answer(rows, headers={"Link": f'<{self.next_page or here}>; rel="next"'})


@contextmanager
def github() -> Iterator[Github]:
    """Serve it."""
    made = Github()
    with served(made.answer) as url:
        made.url = url
        yield made
