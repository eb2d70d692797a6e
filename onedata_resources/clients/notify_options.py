"""The options of a channel or rule in `NOTIFY_FILE`, read once and refused in words."""

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from onedata_resources.errors import BadInputError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Options:
    """A mapping of the file; `where` names its place. What is not asked for is refused by `end`."""

    def __init__(self, where: str, raw: object, environ: Mapping[str, str] | None = None) -> None:
        if not isinstance(raw, Mapping):
            raise wrong(where, "must be a mapping of options", "应为选项映射")
        self.where = where
        self._environ = os.environ if environ is None else environ
        self._raw = {str(name): value for name, value in raw.items()}
        self._asked: set[str] = set()

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text, `${NAME}` in it replaced by the environment; None makes it obligatory."""
        self._asked.add(name)
        value = self._raw.get(name, default)
        if value is None:
            raise wrong(f"{self.where}.{name}", "is missing: add it", "缺少该项：请补充")
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise wrong(f"{self.where}.{name}", "must be a text", "应为文本")
        return self._filled(str(value), name)

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        """Return one of the choices."""
        value = self.text(name, default)
        if value not in choices:
            listed = ", ".join(choices)
            raise wrong(f"{self.where}.{name}", f"must be one of {listed}", f"应为 {listed} 之一")
        return value

    def number(self, name: str, default: int) -> int:
        """Return a whole number that is not negative."""
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise wrong(f"{self.where}.{name}", "must be a whole number", "应为整数")
        return int(value)

    def flag(self, name: str) -> bool:
        """Return yes or no; no where it is missing."""
        self._asked.add(name)
        value = self._raw.get(name, False)
        if not isinstance(value, bool):
            raise wrong(f"{self.where}.{name}", "must be true or false", "应为 true 或 false")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; one text is a list of itself, nothing is an empty one."""
        self._asked.add(name)
        value = self._raw.get(name) or []
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in several):
            raise wrong(f"{self.where}.{name}", "must be a list of texts", "应为文本列表")
        return tuple(self._filled(str(one), name) for one in several)

    def pairs(self, name: str) -> dict[str, str]:
        """Return a mapping of texts; nothing is an empty one."""
        self._asked.add(name)
        inner = Options(f"{self.where}.{name}", self._raw.get(name) or {}, self._environ)
        return {one: inner.text(one) for one in inner.whole()}

    def raw(self, name: str) -> Any:  # noqa: ANN401  whatever YAML brought
        """Return a value as it stands in the file; None where it is missing."""
        self._asked.add(name)
        return self._raw.get(name)

    def whole(self) -> dict[str, Any]:
        """Return everything as it stands in the file."""
        self._asked |= self._raw.keys()
        return dict(self._raw)

    def rest(self) -> dict[str, Any]:
        """Return what was not asked for, texts filled from the environment."""
        names = self._raw.keys() - self._asked
        self._asked |= names
        return {
            name: self._filled(value, name) if isinstance(value, str) else value
            for name, value in self._raw.items()
            if name in names
        }

    def end(self) -> None:
        """Refuse what nothing asked for.

        Raises:
            BadInputError: There is such an option, a misspelt one for example.
        """
        if unknown := sorted(self._raw.keys() - self._asked):
            known = ", ".join(sorted(self._asked))
            raise wrong(
                f"{self.where}.{unknown[0]}",
                f"is not known here: use {known}",
                f"无法识别：可用 {known}",
            )

    def _filled(self, text: str, name: str) -> str:
        def value(found: re.Match[str]) -> str:
            if found[1] not in self._environ:
                raise wrong(
                    f"{self.where}.{name}",
                    f"names the environment variable {found[1]}, which is not set: set it",
                    f"引用的环境变量 {found[1]} 未设置：请设置",
                )
            return self._environ[found[1]]

        return _VARIABLE.sub(value, text)


def wrong(where: str, en: str, zh: str) -> BadInputError:
    """Return the error of one option; its value is not repeated, it may be a secret."""
    return BadInputError(f"NOTIFY_FILE: {where} {en}", f"NOTIFY_FILE：{where} {zh}")
