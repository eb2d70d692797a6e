"""Ways to decide many methods of a Dagster class at once: refuse them, or pass them through."""

import abc
from collections.abc import Callable
from typing import Any, TypeVar

from onedata_portal.gateway.dagster_ui.refusal import RefusedError

Class = TypeVar("Class", bound=type)


def refuses(*names: str) -> Callable[[Class], Class]:
    """Make these methods refuse: they change or read what is of all projects."""

    def decorate(cls: Class) -> Class:
        for name in names:
            setattr(cls, name, _refusing(name))
        return abc.update_abstractmethods(cls)

    return decorate


def passes(*names: str) -> Callable[[Class], Class]:
    """Make these properties and methods those of `_inner`: they are the same for everybody."""

    def decorate(cls: Class) -> Class:
        for name in names:
            setattr(cls, name, property(_reading(name)))
        return abc.update_abstractmethods(cls)

    return decorate


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(self: object, *args: object, **kwargs: object) -> Any:  # noqa: ANN401
        del self, args, kwargs
        raise RefusedError.administrators(name)

    return refuse


def _reading(name: str) -> Callable[[Any], Any]:
    def read(self: Any) -> Any:  # noqa: ANN401
        return getattr(self._inner, name)

    return read
