"""What a store answers where something is not there, or a name is taken."""

from __future__ import annotations

from typing import Self

from onedata_resources.errors import BadInputError


class Missing(BadInputError):  # noqa: N818  it is what is missing
    """There is nothing of that name."""

    @classmethod
    def person(cls, name: str) -> Self:
        """Return the error about someone."""
        return cls(f"There is nobody named {name!r}.", f"没有名为 {name!r} 的用户。")

    @classmethod
    def project(cls, name: str) -> Self:
        """Return the error about a project."""
        return cls(f"There is no project {name!r}.", f"没有项目组 {name!r}。")

    @classmethod
    def member(cls, name: str, project: str) -> Self:
        """Return the error about a membership."""
        return cls(
            f"{name!r} is not a member of the project {project!r}.",
            f"{name!r} 不是项目组 {project!r} 的成员。",
        )

    @classmethod
    def entry(cls, number: int) -> Self:
        """Return the error about a session, a token or a view."""
        return cls(f"There is no entry {number} of yours.", f"您没有编号为 {number} 的条目。")

    @classmethod
    def annotation(cls, number: int) -> Self:
        """Return the error about something that was said of a table."""
        return cls(
            f"There is no annotation {number} that holds.", f"没有编号为 {number} 的有效标注。"
        )

    @classmethod
    def term(cls, name: str) -> Self:
        """Return the error about a term of the glossary."""
        return cls(f"There is no term {name!r}.", f"没有术语 {name!r}。")

    @classmethod
    def source(cls, name: str, number: int | None = None) -> Self:
        """Return the error about a source that was never scanned, or a version that it lacks."""
        if number is not None:
            return cls(
                f"The source {name!r} has no version {number}.",
                f"数据源 {name!r} 没有版本 {number}。",
            )
        return cls(
            f"No scan of a source {name!r} has succeeded yet: scan it first.",
            f"尚未成功扫描过数据源 {name!r}：请先扫描。",
        )


class TakenError(BadInputError):
    """Something has the name already."""

    @classmethod
    def person(cls, name: str) -> Self:
        """Return the error about someone."""
        return cls(
            f"Somebody is named {name!r} already: choose another name.",
            f"用户名 {name!r} 已被使用：请换一个。",
        )

    @classmethod
    def project(cls, name: str) -> Self:
        """Return the error about a project."""
        return cls(
            f"There is a project {name!r} already: choose another name.",
            f"项目组 {name!r} 已存在：请换一个名称。",
        )

    @classmethod
    def term(cls, name: str) -> Self:
        """Return the error about a term that two people changed at once."""
        return cls(
            f"Somebody else changed {name} meanwhile: look at it again.",
            f"{name} 已被他人修改：请刷新后重试。",
        )
