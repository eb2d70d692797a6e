"""WeCom (企业微信): people scan a code, and the application asks who that was.

It is no OAuth 2: the application has a token of its own, and the code is exchanged with that.
Written from the vendor's published pages; docs/sign-in.md says what was run against which server.
"""

import logging
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from onedata_portal.gateway.signin.chat_apps import ChatAppSettings
from onedata_portal.gateway.signin.code_flow import text_of
from onedata_portal.gateway.signin.fields import Fields, Paths
from onedata_portal.gateway.signin.held import Held
from onedata_portal.gateway.signin.oauth2 import CodeProvider
from onedata_portal.gateway.signin.provider import Clock, SignInError, utc_now

TOKEN_IS_OLD = frozenset({40014, 42001})
SECRETS = ("corpsecret=", "access_token=")


class WecomFields(Fields):
    """WeCom's names."""

    subject: Paths = ("userid",)
    name: Paths = ("userid",)
    display_name: Paths = ("name", "userid")
    email: Paths = ("biz_mail", "email")
    groups: Paths = ("department",)


class WecomSettings(ChatAppSettings):
    """An application of one company: `client_id` is the CorpID, `client_secret` its Secret."""

    sign_in_url: str = "https://login.work.weixin.qq.com"
    api_url: str = "https://qyapi.weixin.qq.com"
    agent_id: str = Field(min_length=1)
    fields: WecomFields = WecomFields()


class NoSecrets(logging.Filter):
    """Keeps addresses with secrets out of the log: WeCom wants them in the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record shows no secret."""
        text = record.getMessage()
        return not any(secret in text for secret in SECRETS)


class WecomProvider(CodeProvider[WecomSettings]):
    """Signs the members of one company in by WeCom."""

    settings_class = WecomSettings

    def __init__(self, settings: WecomSettings, *, now: Clock = utc_now) -> None:
        super().__init__(settings, now=now)
        self._token = Held(self._new_token, now)
        logging.getLogger("httpx").addFilter(NoSecrets())

    def address(self, kept: Mapping[str, str]) -> str:
        """Return where the browser goes."""
        from authlib.common.urls import add_params_to_uri

        asked = {
            "login_type": "CorpApp",
            "appid": self.settings.client_id,
            "agentid": self.settings.agent_id,
            "redirect_uri": kept["redirect_uri"],
            "state": kept["state"],
        }
        return add_params_to_uri(f"{self.settings.sign_in_url}/wwlogin/sso/login", [*asked.items()])

    def claims(self, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        """Return the member; what the application may not read of them is left out."""
        del kept  # WeCom wants neither the address nor a verifier
        who = self._asked("auth/getuserinfo", code=code)
        self._succeeded(who)
        userid = who.get("userid")
        if not isinstance(userid, str) or not userid:
            raise SignInError(
                f"you are no member of the company of {self.settings.title.en}",
                f"您不是{self.settings.title.zh}所属企业的成员",
                "not_allowed",
            )
        known = self._asked("user/get", userid=userid)
        return {**(known if known.get("errcode") == 0 else {}), "userid": userid}

    def fields(self) -> Fields:
        """Return the configured fields."""
        return self.settings.fields

    def _asked(self, what: str, **params: str) -> Mapping[str, Any]:
        """Return an answer; an application token that was withdrawn is replaced once."""
        url = f"{self.settings.api_url}/cgi-bin/{what}"
        answer = self.http.get(url, {"access_token": self._token.value(), **params})
        if answer.get("errcode") in TOKEN_IS_OLD:
            answer = self.http.get(url, {"access_token": self._token.value(renew=True), **params})
        return answer

    def _new_token(self) -> str:
        asked = {
            "corpid": self.settings.client_id,
            "corpsecret": self.settings.client_secret.get_secret_value(),
        }
        answer = self.http.get(f"{self.settings.api_url}/cgi-bin/gettoken", asked)
        self._succeeded(answer)
        return text_of(answer, "access_token")

    def _succeeded(self, answer: Mapping[str, Any]) -> None:
        if answer.get("errcode") != 0:
            raise self.http.refusal(f"errcode {answer.get('errcode')!r:.20}")
