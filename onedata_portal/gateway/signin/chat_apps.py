"""Feishu (Lark) and DingTalk: OAuth 2 with their own names for things. WeCom is in `wecom.py`.

Written from the vendors' published pages; docs/sign-in.md says what was run against which server.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from onedata_portal.gateway.signin.code_flow import (
    Client,
    authorization_url,
    bearer,
    code_form,
    exchanged,
    text_of,
)
from onedata_portal.gateway.signin.fields import Fields, Paths
from onedata_portal.gateway.signin.oauth2 import CodeProvider, OAuthClientSettings
from onedata_portal.gateway.signin.provider import SignInError
from onedata_portal.gateway.signin.settings import ProviderSettings


class ChatAppSettings(OAuthClientSettings):
    """An application of a chat platform: where people sign in, and where it is asked."""

    sign_in_url: str
    api_url: str

    @model_validator(mode="after")
    def _addresses_are_https(self) -> "ChatAppSettings":
        self.checked_url(self.sign_in_url)
        self.checked_url(self.api_url)
        return self


class FeishuFields(Fields):
    """Feishu's names."""

    subject: Paths = ("union_id",)
    name: Paths = ("user_id", "enterprise_email", "email", "union_id")
    email: Paths = ("enterprise_email", "email")


class FeishuSettings(ChatAppSettings):
    """An application of Feishu; for Lark the two addresses are larksuite.com's.

    `tenant_key`, where given, is the only company whose people sign in.
    """

    sign_in_url: str = "https://accounts.feishu.cn"
    api_url: str = "https://open.feishu.cn"
    tenant_key: str = ""
    fields: FeishuFields = FeishuFields()


class FeishuProvider(CodeProvider[FeishuSettings]):
    """Signs people in by Feishu, with PKCE."""

    settings_class = FeishuSettings

    def address(self, kept: Mapping[str, str]) -> str:
        """Return where the browser goes."""
        url = f"{self.settings.sign_in_url}/open-apis/authen/v1/authorize"
        return authorization_url(url, {"client_id": self.settings.client_id}, kept)

    def claims(self, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        """Return the account."""
        api, secret = self.settings.api_url, self.settings.client_secret.get_secret_value()
        client = Client(self.settings.client_id, secret, "json")
        url = f"{api}/open-apis/authen/v2/oauth/token"
        token = text_of(exchanged(self.http, url, code_form(code, kept), client), "access_token")
        answer = self.http.get(f"{api}/open-apis/authen/v1/user_info", headers=bearer(token))
        data = answer.get("data")
        if answer.get("code") != 0 or not isinstance(data, dict):
            raise self.http.refusal(f"code {answer.get('code')!r:.20}")
        of_company(self.settings, self.settings.tenant_key, data.get("tenant_key"))
        return data

    def fields(self) -> Fields:
        """Return the configured fields."""
        return self.settings.fields


class DingtalkFields(Fields):
    """DingTalk's names."""

    subject: Paths = ("unionId",)
    name: Paths = ("email", "nick")
    display_name: Paths = ("nick",)


class DingtalkSettings(ChatAppSettings):
    """An application of DingTalk. Everybody has a DingTalk account, so the company is required."""

    sign_in_url: str = "https://login.dingtalk.com"
    api_url: str = "https://api.dingtalk.com"
    corp_id: str = Field(min_length=1)
    fields: DingtalkFields = DingtalkFields()


class DingtalkProvider(CodeProvider[DingtalkSettings]):
    """Signs the people of one company in by DingTalk, which knows no PKCE."""

    settings_class = DingtalkSettings
    code_parameter = "authCode"

    def address(self, kept: Mapping[str, str]) -> str:
        """Return where the browser goes."""
        from authlib.common.urls import add_params_to_uri

        asked = {
            "client_id": self.settings.client_id,
            "response_type": "code",
            "scope": "openid corpid",
            "prompt": "consent",
            "corpId": self.settings.corp_id,
            "redirect_uri": kept["redirect_uri"],
            "state": kept["state"],
        }
        return add_params_to_uri(f"{self.settings.sign_in_url}/oauth2/auth", list(asked.items()))

    def claims(self, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        """Return the account of somebody who chose the configured company."""
        del kept  # DingTalk wants neither the address nor a verifier
        form = {
            "clientId": self.settings.client_id,
            "clientSecret": self.settings.client_secret.get_secret_value(),
            "code": code,
            "grantType": "authorization_code",
        }
        api = f"{self.settings.api_url}/v1.0"
        answer = self.http.post_json(f"{api}/oauth2/userAccessToken", form)
        of_company(self.settings, self.settings.corp_id, answer.get("corpId"))
        shown = {"x-acs-dingtalk-access-token": text_of(answer, "accessToken")}
        return self.http.get(f"{api}/contact/users/me", headers=shown)

    def fields(self) -> Fields:
        """Return the configured fields."""
        return self.settings.fields


def of_company(settings: ProviderSettings, wanted: str, company: object) -> None:
    """Refuse somebody of another company than the wanted one; without a wanted one, nobody.

    Raises:
        SignInError: The company is another.
    """
    if wanted and company != wanted:
        raise SignInError(
            f"your account at {settings.title.en} belongs to another company: choose the right one",
            f"您在{settings.title.zh}的账号属于其他企业：请选择正确的企业",
            "not_allowed",
        )
