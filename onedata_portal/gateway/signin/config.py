"""AUTH_FILE: which ways in an installation has, read and checked before anybody signs in.

The file is a YAML list; `docs/sign-in.md` explains it. What each kind needs stands in its own file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from onedata_portal.gateway.signin.kinds import AnyProvider, class_of
from onedata_portal.gateway.signin.provider import (
    HeaderProvider,
    PasswordProvider,
    RedirectProvider,
)
from onedata_resources.errors import BadInputError
from onedata_resources.store.people import LOCAL

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True)
class Providers:
    """The ways in besides local accounts, in the order of the file."""

    all: tuple[AnyProvider, ...] = ()

    def password(self, provider_id: str) -> PasswordProvider | None:
        """Return the provider of this id that checks passwords, or None."""
        found = self._by_id(provider_id)
        return found if isinstance(found, PasswordProvider) else None

    def redirect(self, provider_id: str) -> RedirectProvider | None:
        """Return the provider of this id that redirects, or None."""
        found = self._by_id(provider_id)
        return found if isinstance(found, RedirectProvider) else None

    @property
    def headers(self) -> tuple[HeaderProvider, ...]:
        """The providers that read headers."""
        return tuple(one for one in self.all if isinstance(one, HeaderProvider))

    def _by_id(self, provider_id: str) -> AnyProvider | None:
        return next((one for one in self.all if one.id == provider_id), None)


def load_providers(path: Path | None, environ: Mapping[str, str]) -> Providers:
    """Return the providers of the file; none without a file. No network is touched.

    Raises:
        BadInputError: The file is missing or wrong: what, where, and what to do.
    """
    if path is None:
        return Providers()
    entries = list(entries_of(path))
    refuse_repeated_ids(entries)
    return Providers(tuple(provider_of(entry, environ) for entry in entries))


@dataclass(frozen=True)
class Entry:
    """One item of the file, and where it stands."""

    path: Path
    line: int
    values: Mapping[str, Any]

    @property
    def where(self) -> str:
        """File, line and id."""
        return f"{self.path}:{self.line} ({self.values.get('id', '?')})"

    def wrong(self, en: str, zh: str) -> BadInputError:
        """Return the error of this item."""
        return BadInputError(f"AUTH_FILE {self.where}: {en}", f"AUTH_FILE {self.where}：{zh}")


def entries_of(path: Path) -> Iterator[Entry]:
    """Give the items of the file with their lines."""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        items = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInputError(
            f"AUTH_FILE {path} cannot be read ({first_line(error)}): correct it, or unset "
            "AUTH_FILE for local accounts only",
            f"AUTH_FILE {path} 无法读取（{first_line(error)}）：请修正，或取消设置 AUTH_FILE "
            "以仅使用本地账号",
        ) from error
    whole = Entry(path, 1, {})
    if not isinstance(root, yaml.SequenceNode) or not isinstance(items, list):
        raise whole.wrong(
            "is no list: begin each provider with `- id:`", "不是列表：每个登录方式以 `- id:` 开头"
        )
    for node, item in zip(root.value, items, strict=True):
        line = node.start_mark.line + 1
        if not isinstance(item, dict):
            raise Entry(path, line, {}).wrong(
                "is no mapping: write `id:`, `kind:` and so on", "不是键值：请写 `id:`、`kind:` 等"
            )
        yield Entry(path, line, item)


def refuse_repeated_ids(entries: list[Entry]) -> None:
    """Raise where two providers share an id, or one has that of the local accounts."""
    seen = {LOCAL}
    for entry in entries:
        name = str(entry.values.get("id"))
        if name in seen:
            raise entry.wrong(
                f"the id {name!r} is taken: ids are unique, and {LOCAL!r} is the platform's own",
                f"id {name!r} 已被使用：id 须唯一，且 {LOCAL!r} 为平台本地账号保留",
            )
        seen.add(name)


def provider_of(entry: Entry, environ: Mapping[str, str]) -> AnyProvider:
    """Return the provider of one item."""
    made = class_of(entry.values.get("kind"), entry.wrong)
    values = filled(entry, entry.values, environ)
    try:
        return made(made.settings_class.model_validate(values))
    except ValidationError as error:
        lines = [explained(one) for one in error.errors(include_url=False)]
        raise entry.wrong(
            "; ".join(en for en, _ in lines), "；".join(zh for _, zh in lines)
        ) from None
    except Exception as error:
        raise entry.wrong(
            f"this way in cannot be made ({type(error).__name__}: {error}): correct its settings",
            f"无法创建该登录方式（{type(error).__name__}: {error}）：请更正其设置",
        ) from error


def filled(entry: Entry, value: Any, environ: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Return the value with every `${NAME}` replaced from the environment."""
    if isinstance(value, dict):
        return {key: filled(entry, inner, environ) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(entry, inner, environ) for inner in value]
    if not isinstance(value, str):
        return value
    missing = [name for name in VARIABLE.findall(value) if not environ.get(name)]
    if missing:
        raise entry.wrong(
            f"the environment variable {missing[0]} is unset or empty: "
            "set it where the portal runs",
            f"环境变量 {missing[0]} 未设置或为空：请在运行门户的环境中设置",
        )
    return VARIABLE.sub(lambda found: environ[found[1]], value)


def explained(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is wrong with a field, in both languages and without its value."""
    where = ".".join(str(part) for part in error["loc"]) or "."
    kind, said = error["type"], error["msg"]
    if kind == "missing":
        return f"{where} is missing: add it", f"缺少 {where}：请添加"
    if kind == "extra_forbidden":
        return f"{where} is not known: remove or correct it", f"未知项 {where}：请删除或更正"
    if kind == "onedata":
        return f"{where} {said}", f"{where} {error['ctx']['zh']}"
    return f"{where}: {said}", f"{where} 取值无效（{said}）"


def first_line(error: Exception) -> str:
    """Return an error's own words on one line, without those of the file."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"line {mark.line + 1}: {getattr(error, 'problem', '')}"
    return type(error).__name__
