"""AUTH_FILE: what it may say, and how loudly it is told what is wrong with it."""

import re
from pathlib import Path

import pytest
import yaml

from onedata_portal.gateway.signin.config import Providers, load_providers
from onedata_portal.gateway.signin.kinds import KINDS
from onedata_portal.gateway.signin.oidc import OidcProvider
from onedata_portal.gateway.signin.person import Person
from onedata_portal.gateway.signin.settings import ProviderSettings, Title
from onedata_resources.errors import BadInputError
from onedata_resources.settings import project_dir, value_of

pytestmark = pytest.mark.row("F017", "S80")

GITHUB = "- id: github\n  kind: github\n  title: GitHub\n  client_id: c\n  client_secret: ${GH}\n"


def loaded(tmp_path: Path, text: str, **environ: str) -> Providers:
    path = tmp_path / "auth.yaml"
    path.write_text(text, encoding="utf-8")
    return load_providers(path, environ)


def problem(tmp_path: Path, text: str, **environ: str) -> BadInputError:
    with pytest.raises(BadInputError) as told:
        loaded(tmp_path, text, **environ)
    assert str(tmp_path / "auth.yaml") in told.value.en
    assert str(tmp_path / "auth.yaml") in told.value.zh
    return told.value


def test_without_a_file_there_are_local_accounts_only():
    assert value_of("AUTH_FILE", {}) == ""
    assert load_providers(None, {}).all == ()


def test_providers_keep_the_order_of_the_file_and_are_found_by_id_and_way(tmp_path):
    remote = "- {id: proxy, kind: remote_user, title: Proxy, trusted_networks: 10.0.0.1}\n"
    ldap = "- {id: corp, kind: ldap, title: {en: Corp, zh: 公司}, url: 'ldap://h', base: o=a}\n"
    found = loaded(tmp_path, GITHUB + remote + ldap, GH="s")
    assert [one.id for one in found.all] == ["github", "proxy", "corp"]
    assert found.all[2].title == Title(en="Corp", zh="公司")
    assert found.all[0].title == Title(en="GitHub", zh="GitHub")
    assert [one.id for one in found.headers] == ["proxy"]
    assert found.redirect("github") is found.all[0]
    assert found.password("corp") is found.all[2]
    assert (found.password("github"), found.redirect("corp"), found.redirect("?")) == (None,) * 3


def test_a_secret_comes_from_the_environment_and_is_not_shown(tmp_path):
    [github] = loaded(tmp_path, GITHUB, GH="a very secret thing").all
    settings = github.settings  # type: ignore[union-attr]
    assert settings.client_secret.get_secret_value() == "a very secret thing"
    assert "very secret" not in repr(settings) + str(settings)


WRONG = {
    "no list": ("id: github", "is no list", "不是列表"),
    "empty": ("", "is no list", "不是列表"),
    "no mapping": ("- github", "is no mapping", "不是键值"),
    "no YAML": ("- id: [", "cannot be read (line", "无法读取"),
    "no kind": ("- id: a", "kind is None: write one of oidc", "kind 为 None"),
    "unknown kind": ("- {id: a, kind: saml}", "kind is 'saml'", "kind 为 'saml'"),
    "no id": (GITHUB.replace("id: github", "name: github"), "id is missing", "缺少 id"),
    "bad id": (
        GITHUB.replace("id: github", "id: Git Hub"),
        "id: String should match",
        "id 取值无效",
    ),
    "taken id": (GITHUB + GITHUB, "the id 'github' is taken", "已被使用"),
    "id of local accounts": (GITHUB.replace("id: github", "id: local"), "is taken", "已被使用"),
    "missing": (
        "- {id: a, kind: github, title: A}",
        "client_id is missing: add it",
        "缺少 client_id",
    ),
    "unknown": (GITHUB + "  clientid: x\n", "clientid is not known", "未知项 clientid"),
    "unset variable": (GITHUB.replace("GH", "OTHER"), "variable OTHER is unset", "OTHER 未设置"),
    "plain http": (
        "- {id: a, kind: oidc, title: A, issuer: 'http://sso.corp.test', client_id: c}",
        "is plain http",
        "明文 http",
    ),
    "no address": (
        "- {id: a, kind: oidc, title: A, issuer: sso, client_id: c}",
        "is not an https:// address",
        "不是 https:// 地址",
    ),
    "trusts everybody": (
        "- {id: a, kind: remote_user, title: A, trusted_networks: ['10.0.0.1', '0.0.0.0/0']}",
        "trusts every machine",
        "信任了所有机器",
    ),
    "trusts everybody by IPv6": (
        "- {id: a, kind: remote_user, title: A, trusted_networks: '::/0'}",
        "trusts every machine",
        "信任了所有机器",
    ),
    "trusts nobody": (
        "- {id: a, kind: remote_user, title: A, trusted_networks: []}",
        "trusted_networks",
        "trusted_networks",
    ),
    "no network": (
        "- {id: a, kind: remote_user, title: A, trusted_networks: proxy.test}",
        "trusted_networks",
        "trusted_networks",
    ),
    "filter without a name": (
        "- {id: a, kind: ldap, title: A, url: 'ldap://h', base: o=a, filter: '(uid=a)'}",
        "has no {name} in it",
        "缺少 {name}",
    ),
    "bind account without a password": (
        "- {id: a, kind: ldap, title: A, url: 'ldap://h', base: o=a, bind_dn: cn=r}",
        "go together",
        "须同时设置",
    ),
    "no LDAP address": (
        "- {id: a, kind: ldap, title: A, url: 'https://h', base: o=a}",
        "is no ldap://",
        "不是 ldap://",
    ),
    "no certificates": (
        "- {id: a, kind: ldap, title: A, url: 'ldap://h', base: o=a, ca_file: /nowhere.pem}",
        "is no file of PEM certificates",
        "不是 PEM 证书文件",
    ),
    "DingTalk for everybody": (
        "- {id: a, kind: dingtalk, title: A, client_id: c, client_secret: s}",
        "corp_id is missing",
        "缺少 corp_id",
    ),
    "class that is not there": (
        "- {id: a, kind: no_such_package.Login, title: A}",
        "cannot be imported",
        "无法导入",
    ),
    "class that is no way in": (
        "- {id: a, kind: pathlib.Path, title: A}",
        "pathlib.Path is no way in",
        "不是登录方式",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_place_in_both_languages(tmp_path, case):
    text, en, zh = WRONG[case]
    told = problem(tmp_path, text, GH="s")
    assert en in told.en
    assert zh in told.zh


def test_the_line_of_the_wrong_item_is_told(tmp_path):
    second = "- id: b\n  kind: github\n  title: B\n  client_id: c\n"
    assert (
        "auth.yaml:6 (b): client_secret is missing" in problem(tmp_path, GITHUB + second, GH="s").en
    )


def test_a_wrong_value_is_not_repeated_as_it_may_be_a_secret(tmp_path):
    text = GITHUB.replace("${GH}", "[a secret, in a list]")
    told = problem(tmp_path, text)
    assert "client_secret" in told.en
    assert "a secret" not in str(told) + repr(told.__cause__)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadInputError, match="unset AUTH_FILE"):
        load_providers(tmp_path / "none.yaml", {})


class BadgeSettings(ProviderSettings):
    """Settings of a customer's own way in."""

    door: str


class BadgeProvider:
    """A customer's own way in."""

    settings_class = BadgeSettings

    def __init__(self, settings: BadgeSettings) -> None:
        if settings.door == "locked":
            raise RuntimeError("the door is locked")
        self.id, self.kind, self.title = settings.id, settings.kind, settings.title
        self.door = settings.door

    def check(self, name: str, password: str) -> Person | None:
        """Return whoever knows the door."""
        return Person(self.id, name, name) if password == self.door else None


OWN = "- {{id: badge, kind: {module}.BadgeProvider, title: Badge, door: {door}}}"


def test_a_class_of_the_customers_own_signs_people_in(tmp_path):
    found = loaded(tmp_path, OWN.format(module=__name__, door="7")).password("badge")
    assert found is not None
    assert found.check("wang", "7") == Person("badge", "wang", "wang")
    assert found.check("wang", "8") is None


def test_a_class_of_the_customers_own_that_fails_is_told(tmp_path):
    told = problem(tmp_path, OWN.format(module=__name__, door="locked"))
    assert "cannot be made (RuntimeError: the door is locked)" in told.en


def test_every_built_in_kind_can_be_written(tmp_path):
    client = {"client_id": "c", "client_secret": "s"}
    urls = dict.fromkeys(("authorize_url", "token_url", "user_url"), "https://a.test")
    own = {
        "oidc": {"issuer": "https://sso.test", **client},
        "oauth2": {**urls, "fields": {"subject": "id", "name": "login"}, **client},
        "github": client,
        "feishu": client,
        "dingtalk": {"corp_id": "d", **client},
        "wecom": {"agent_id": "1", **client},
        "ldap": {"url": "ldaps://h", "base": "o=a"},
        "remote_user": {"trusted_networks": ["10.0.0.1/32"]},
    }
    assert set(own) == set(KINDS)
    items = [{"id": kind, "kind": kind, "title": kind, **more} for kind, more in own.items()]
    found = loaded(tmp_path, yaml.safe_dump(items))
    assert [one.kind for one in found.all] == list(own)
    assert isinstance(found.all[0], OidcProvider)


@pytest.mark.parametrize("guide", ["sign-in.md", "sign-in.zh-CN.md"])
def test_the_files_of_the_guide_are_ones_that_load(tmp_path, guide):
    text = (project_dir() / "docs" / guide).read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    environ = dict.fromkeys(re.findall(r"\$\{(\w+)\}", text), "s")
    complete, directory, own = blocks
    assert {one.kind for one in loaded(tmp_path, complete, **environ).all} == set(KINDS)
    assert loaded(tmp_path, directory, **environ).password("ad") is not None
    assert "acme_login.badge.BadgeProvider cannot be imported" in problem(tmp_path, own).en
