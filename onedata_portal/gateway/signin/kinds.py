"""The kinds of ways in that AUTH_FILE may name: the built-in ones, and any class of a customer's.

What the file looks like is in `config.py`.
"""

import importlib
from collections.abc import Callable
from typing import Any

from onedata_portal.gateway.signin.provider import (
    HeaderProvider,
    PasswordProvider,
    RedirectProvider,
)
from onedata_portal.gateway.signin.settings import ProviderSettings
from onedata_resources.errors import BadInputError

AnyProvider = PasswordProvider | RedirectProvider | HeaderProvider
Wrong = Callable[[str, str], BadInputError]

PACKAGE = "onedata_portal.gateway.signin"
KINDS = {
    "oidc": f"{PACKAGE}.oidc.OidcProvider",
    "oauth2": f"{PACKAGE}.oauth2.OAuth2Provider",
    "github": f"{PACKAGE}.github.GithubProvider",
    "ldap": f"{PACKAGE}.ldap.LdapProvider",
    "feishu": f"{PACKAGE}.chat_apps.FeishuProvider",
    "dingtalk": f"{PACKAGE}.chat_apps.DingtalkProvider",
    "wecom": f"{PACKAGE}.wecom.WecomProvider",
    "remote_user": f"{PACKAGE}.remote_user.RemoteUserProvider",
}
METHODS = (("check",), ("begin", "finish"), ("read",))
"""What makes a class a way in: one of these sets of methods."""


def class_of(kind: object, wrong: Wrong) -> Any:  # noqa: ANN401
    """Return the class of this kind.

    Raises:
        BadInputError: There is no such kind or class, or the class is no way in.
    """
    path = KINDS.get(str(kind), str(kind))
    module, dot, name = path.rpartition(".")
    if not kind or not dot:
        known = ", ".join(KINDS)
        raise wrong(
            f"kind is {kind!r}: write one of {known}, or package.module.Class",
            f"kind 为 {kind!r}：请写 {known} 之一，或 package.module.Class",
        )
    found = getattr(imported(module, path, wrong), name, None)
    return checked(found, path, wrong)


def imported(module: str, path: str, wrong: Wrong) -> object:
    """Return the module.

    Raises:
        BadInputError: It cannot be imported, for whatever reason; the reason is the cause.
    """
    try:
        return importlib.import_module(module)
    except Exception as error:
        raise wrong(
            f"{path} cannot be imported ({type(error).__name__}: {error}): install its package "
            "where the portal runs, or add its folder to PYTHONPATH",
            f"无法导入 {path}（{type(error).__name__}: {error}）：请在运行门户的环境中安装该包，"
            "或将其目录加入 PYTHONPATH",
        ) from error


def checked(found: object, path: str, wrong: Wrong) -> object:
    """Return the class where it is a way in with settings.

    Raises:
        BadInputError: It is not.
    """
    settings = getattr(found, "settings_class", None)
    has_settings = isinstance(settings, type) and issubclass(settings, ProviderSettings)
    has_methods = any(all(callable(getattr(found, one, None)) for one in set_) for set_ in METHODS)
    if isinstance(found, type) and has_settings and has_methods:
        return found
    raise wrong(
        f"{path} is no way in: it must be a class with settings_class (a ProviderSettings) and "
        "check, or begin and finish, or read: see docs/sign-in.md",
        f"{path} 不是登录方式：须为带 settings_class（ProviderSettings 子类）的类，并具有 check、"
        "begin 与 finish，或 read 方法：参见 docs/sign-in.zh-CN.md",
    )
