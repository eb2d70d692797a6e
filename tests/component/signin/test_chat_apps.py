"""Sign-in by Feishu, DingTalk and WeCom, against HTTP servers that answer as their pages say.

No vendor was reached: what is proved is that the documented exchange signs the right person in, and
that what it must refuse is refused.
"""

import base64
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from onedata_portal.gateway.signin.chat_apps import (
    DingtalkProvider,
    DingtalkSettings,
    FeishuProvider,
    FeishuSettings,
)
from onedata_portal.gateway.signin.provider import RedirectProvider, SignInError
from onedata_portal.gateway.signin.wecom import WecomProvider, WecomSettings
from tests.component.signin.browser import CALLBACK, asked_for
from tests.component.signin.loopback import Answer, Asked, served

pytestmark = pytest.mark.row("F017", "S80")


@dataclass
class Vendor:
    """Answers by path; the code is good once."""

    answers: dict[str, Callable[[Asked], Any]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=lambda: {"good"})
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def answer(self, asked: Asked) -> Answer:
        """Answer one request."""
        self.asked.append(asked)
        given = self.answers[asked.path](asked)
        return given if isinstance(given, Answer) else Answer(given)

    def spent(self, code: object) -> bool:
        """Return whether the code was good, and spend it."""
        good = code in self.codes
        self.codes.discard(str(code))
        return good


@contextmanager
def vendor(make: Callable[[Vendor], dict[str, Callable[[Asked], Any]]]) -> Iterator[Vendor]:
    """Serve it."""
    made = Vendor()
    made.answers = make(made)
    with served(made.answer) as url:
        made.url = url
        yield made


def item(made: Vendor, kind: str, **more: str) -> dict[str, Any]:
    """Return an item of AUTH_FILE."""
    common = {"id": kind, "kind": kind, "title": kind, "sign_in_url": made.url, "api_url": made.url}
    return {**common, "client_id": "app", "client_secret": "app secret", **more}


def came_back(provider: RedirectProvider, **query: str):
    """Sign in with what the browser comes back with."""
    begun = provider.begin(CALLBACK)
    return provider.finish({"state": begun.kept["state"], **query}, begun.kept, CALLBACK)


def feishu_answers(made: Vendor) -> dict[str, Callable[[Asked], Any]]:
    def token(asked: Asked) -> Any:
        body = json.loads(asked.body)
        secret = (body["client_id"], body["client_secret"], body["redirect_uri"])
        if secret != ("app", "app secret", CALLBACK) or not made.spent(body["code"]):
            return Answer({"code": 20003, "error": "invalid_grant"}, 400)
        made.asked_verifier = body["code_verifier"]  # type: ignore[attr-defined]
        return {"code": 0, "access_token": "u-1", "token_type": "Bearer", "expires_in": 7200}

    def who(asked: Asked) -> Any:
        if asked.headers["authorization"] != "Bearer u-1":
            return {"code": 99991663, "msg": "invalid token"}
        data = {"name": "王五", "union_id": "on_1", "open_id": "ou_1", "tenant_key": "t1"}
        return {"code": 0, "data": {**data, "enterprise_email": "wang@acme.test"}}

    return {"/open-apis/authen/v2/oauth/token": token, "/open-apis/authen/v1/user_info": who}


def feishu(made: Vendor, **more: str) -> FeishuProvider:
    return FeishuProvider(FeishuSettings.model_validate(item(made, "feishu", **more)))


def test_feishu_signs_in_with_pkce():
    with vendor(feishu_answers) as made:
        provider = feishu(made, tenant_key="t1")
        begun = provider.begin(CALLBACK)
        query = {"state": begun.kept["state"], "code": "good"}
        person = provider.finish(query, begun.kept, CALLBACK)
        assert (person.subject, person.name) == ("on_1", "wang@acme.test")
        assert person.display_name == "王五"
        proof = hashlib.sha256(made.asked_verifier.encode()).digest()  # type: ignore[attr-defined]
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        assert asked_for(begun)["code_challenge"] == challenge
        with pytest.raises(SignInError, match="invalid_grant"):
            provider.finish(query, begun.kept, CALLBACK)


def test_a_field_that_is_configured_leaves_the_others_as_they_are():
    with vendor(feishu_answers) as made:
        settings = item(made, "feishu") | {"fields": {"name": "name"}}
        person = came_back(FeishuProvider(FeishuSettings.model_validate(settings)), code="good")
    assert (person.subject, person.name, person.email) == ("on_1", "王五", "wang@acme.test")


def test_feishu_refuses_another_company():
    with vendor(feishu_answers) as made, pytest.raises(SignInError) as refused:
        came_back(feishu(made, tenant_key="t2"), code="good")
    assert refused.value.code == "not_allowed"


def dingtalk_answers(made: Vendor) -> dict[str, Callable[[Asked], Any]]:
    def token(asked: Asked) -> Any:
        body = json.loads(asked.body)
        if (body["clientId"], body["clientSecret"]) != ("app", "app secret"):
            return Answer({"code": "invalidClient", "message": "app secret is wrong"}, 400)
        if not made.spent(body["code"]):
            return Answer({"code": "invalidParameter.authCode.notFound", "message": ""}, 400)
        return {"accessToken": "d-1", "expireIn": 7200, "corpId": "ding1"}

    def who(asked: Asked) -> Any:
        if asked.headers["x-acs-dingtalk-access-token"] != "d-1":
            return Answer({"code": "InvalidAuthentication"}, 401)
        return {"nick": "王五", "unionId": "u1", "openId": "o1"}

    return {"/v1.0/oauth2/userAccessToken": token, "/v1.0/contact/users/me": who}


def dingtalk(made: Vendor, corp_id: str = "ding1") -> DingtalkProvider:
    settings = DingtalkSettings.model_validate(item(made, "dingtalk", corp_id=corp_id))
    return DingtalkProvider(settings)


def test_dingtalk_signs_in_by_its_own_name_of_the_code():
    with vendor(dingtalk_answers) as made:
        person = came_back(dingtalk(made), authCode="good")
        assert (person.subject, person.name, person.display_name) == ("u1", "王五", "王五")
        with pytest.raises(SignInError) as refused:
            came_back(dingtalk(made), authCode="good")
        assert refused.value.code == "refused"
        with pytest.raises(SignInError) as refused:
            came_back(dingtalk(made), code="good")
        assert refused.value.code == "denied"


def test_dingtalk_refuses_people_of_another_company():
    """Everybody has a DingTalk account: without the check all of them could sign in."""
    with vendor(dingtalk_answers) as made, pytest.raises(SignInError) as refused:
        came_back(dingtalk(made, corp_id="ding2"), authCode="good")
    assert refused.value.code == "not_allowed"
    assert [asked.path for asked in made.asked] == ["/v1.0/oauth2/userAccessToken"]


def wecom_answers(made: Vendor) -> dict[str, Callable[[Asked], Any]]:
    tokens = [f"w-{number}" for number in range(9)]
    valid = ["none"]

    def token(asked: Asked) -> Any:
        if (asked.query["corpid"], asked.query["corpsecret"]) != ("app", "app secret"):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        valid[:] = [tokens.pop(0)]
        return {"errcode": 0, "access_token": valid[0], "expires_in": 7200}

    def asked_with_token(answer: Callable[[Asked], Any]) -> Callable[[Asked], Any]:
        def checked(asked: Asked) -> Any:
            old = {"errcode": 42001, "errmsg": "access_token expired"}
            return answer(asked) if asked.query["access_token"] in valid else old

        return checked

    def who(asked: Asked) -> Any:
        if asked.query["code"] == "outsider":
            return {"errcode": 0, "openid": "o1"}
        if not made.spent(asked.query["code"]):
            return {"errcode": 40029, "errmsg": "invalid code"}
        return {"errcode": 0, "userid": "wangwu"}

    def member(asked: Asked) -> Any:
        assert asked.query["userid"] == "wangwu"
        known = {"name": "王五", "biz_mail": "wang@acme.test", "department": [2, 7]}
        return {"errcode": 0, "userid": "wangwu", **known}

    made.withdraw = valid.clear  # type: ignore[attr-defined]
    return {
        "/cgi-bin/gettoken": token,
        "/cgi-bin/auth/getuserinfo": asked_with_token(who),
        "/cgi-bin/user/get": asked_with_token(member),
    }


def wecom(made: Vendor, **more: str) -> WecomProvider:
    return WecomProvider(WecomSettings.model_validate(item(made, "wecom", agent_id="7", **more)))


def test_wecom_signs_a_member_in():
    with vendor(wecom_answers) as made:
        provider = wecom(made, admin_groups="7")
        person = came_back(provider, code="good")
        assert (person.subject, person.name, person.display_name) == ("wangwu", "wangwu", "王五")
        assert (person.email, person.groups, person.is_admin) == (
            "wang@acme.test",
            {"2", "7"},
            True,
        )
        with pytest.raises(SignInError, match="40029"):
            came_back(provider, code="good")
        asked = asked_for(provider.begin(CALLBACK))
        assert (asked["appid"], asked["agentid"], asked["redirect_uri"]) == ("app", "7", CALLBACK)


def test_wecom_asks_for_its_own_token_once_and_again_where_it_was_withdrawn():
    with vendor(wecom_answers) as made:
        provider = wecom(made)
        made.codes = {"a", "b", "c"}
        came_back(provider, code="a")
        came_back(provider, code="b")
        assert [asked.path for asked in made.asked].count("/cgi-bin/gettoken") == 1
        made.withdraw()  # type: ignore[attr-defined]
        assert came_back(provider, code="c").subject == "wangwu"
        assert [asked.path for asked in made.asked].count("/cgi-bin/gettoken") == 2


def test_wecom_refuses_who_is_no_member():
    with vendor(wecom_answers) as made, pytest.raises(SignInError) as refused:
        came_back(wecom(made), code="outsider")
    assert refused.value.code == "not_allowed"


def test_wecom_says_what_it_was_refused_with_and_logs_no_secret(caplog):
    caplog.set_level(logging.INFO)
    with vendor(wecom_answers) as made:
        came_back(wecom(made), code="good")
        with pytest.raises(SignInError, match="40001") as refused:
            came_back(wecom(made, client_secret="another secret"), code="good")
    shown = caplog.text + str(refused.value)
    assert [
        one for one in ("secret", "w-0", "w-1") if one in shown.replace("client_secret", "")
    ] == []
