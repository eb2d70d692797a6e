"""From what a provider says (claims, attributes) to a `Person`: which claim is which field."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from onedata_portal.gateway.signin.person import Person
from onedata_portal.gateway.signin.provider import SignInError
from onedata_portal.gateway.signin.settings import ProviderSettings, Settings

MAX_CHARACTERS = 255
MAX_SHOWN = 200
"""What the store keeps of a display name; a longer one is cut."""

Paths = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
]
"""Claims to look at, the first that is there wins. A dot goes into an object: `data.open_id`."""


class Fields(Settings):
    """Which claims fill which field of a person."""

    subject: Paths = ("sub",)
    name: Paths = ("preferred_username", "email", "sub")
    display_name: Paths = ("name",)
    email: Paths = ("email",)
    organisation: Paths = ("organization", "company")
    groups: Paths = ("groups",)


def person_of(settings: ProviderSettings, fields: Fields, claims: Mapping[str, Any]) -> Person:
    """Return the person whom the claims describe.

    Raises:
        SignInError: There is no subject or name in them, or none of the groups that may sign in.
    """
    claims = with_checked_email(claims)
    groups = frozenset(texts_at(claims, fields.groups))
    if settings.allowed_groups and not groups & settings.allowed_groups:
        raise SignInError(
            f"your account at {settings.title.en} is in none of the groups that may sign in: "
            "ask an administrator",
            f"您在{settings.title.zh}的账号不属于允许登录的组，请联系管理员",
            "not_allowed",
        )
    return Person(
        provider=settings.id,
        subject=required(settings, claims, fields.subject, "subject"),
        name=required(settings, claims, fields.name, "name"),
        display_name=shown(text_at(claims, fields.display_name)),
        email=shown(text_at(claims, fields.email)),
        organisation=shown(text_at(claims, fields.organisation)),
        groups=groups,
        is_admin=bool(groups & settings.admin_groups) if settings.admin_groups else None,
    )


def with_checked_email(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims without an e-mail address that the provider says it did not verify."""
    unverified = str(claims.get("email_verified", True)).lower() == "false"
    return {name: value for name, value in claims.items() if name != "email" or not unverified}


def required(
    settings: ProviderSettings, claims: Mapping[str, Any], paths: Paths, field: str
) -> str:
    """Return the field's text, which is there, short and without control characters."""
    text = text_at(claims, paths)
    if not text or len(text) > MAX_CHARACTERS or text != visible(text):
        tried = ", ".join(paths)
        raise SignInError(
            f"{settings.title.en} sent no usable {field} (looked at: {tried}): "
            f"set fields.{field} of the provider {settings.id!r} in AUTH_FILE",
            f"{settings.title.zh}未返回可用的 {field}（已查看：{tried}）：请在 AUTH_FILE 中设置"
            f"登录方式 {settings.id!r} 的 fields.{field}",
            "incomplete",
        )
    return text


def shown(text: str) -> str:
    """Return the text as pages may show it, of a bounded length."""
    return visible(text)[:MAX_SHOWN]


def visible(text: str) -> str:
    """Return the text without what cannot be seen."""
    return "".join(one for one in text if unicodedata.category(one)[0] != "C").strip()


def text_at(claims: Mapping[str, Any], paths: Paths) -> str:
    """Return the first text or number at the paths, or an empty text."""
    return next(iter(texts_at(claims, paths)), "")


def texts_at(claims: Mapping[str, Any], paths: Paths) -> list[str]:
    """Return the texts at the first path that has any: one value is a list of one."""
    for path in paths:
        value = value_at(claims, path)
        several = value if isinstance(value, list | tuple) else [value]
        texts = list(texts_in(several))
        if texts:
            return texts
    return []


def texts_in(values: Iterable[object]) -> Iterable[str]:
    """Return the values that are texts or whole numbers, as texts; a truth value is neither."""
    for value in values:
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            yield str(value)


def value_at(claims: Mapping[str, Any], path: str) -> object:
    """Return the value at a claim's name, or where its dots lead: a name may have dots itself."""
    if path in claims:
        return claims[path]
    head, dot, rest = path.partition(".")
    inner = claims.get(head)
    return value_at(inner, rest) if dot and isinstance(inner, Mapping) else None
