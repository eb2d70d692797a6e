"""What is said of a scan whose `include`, `exclude` and `schemas` leave no table."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.structure import Wanted
from onedata_assets.domain.processing.contract import Text

SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Watched(Wanted):
    """What is wanted of a source, and the names that it was asked about."""

    seen: set[TableName] = field(default_factory=set, compare=False)

    @classmethod
    def of(cls, wanted: Wanted) -> Watched:
        """Return what is wanted, with nothing asked yet."""
        return cls(schemas=wanted.schemas, include=wanted.include, exclude=wanted.exclude)

    def takes(self, table: TableName) -> bool:
        """Return whether a table is looked at, and remember that it was asked."""
        self.seen.add(table)
        return super().takes(table)

    def notes(self) -> tuple[Text, ...]:
        """Return what is told where no table is left, or a pattern of `include` fits none."""
        count = len(self.seen)
        if not count:
            where_en = f" in the schemas {', '.join(self.schemas)}" if self.schemas else ""
            where_zh = f"模式 {'、'.join(self.schemas)} 中" if self.schemas else "该数据源中"
            return (Text(en=f"There is no table{where_en}.", zh=f"{where_zh}没有表。"),)
        such = ", ".join(map(str, sorted(self.seen)[:SHOWN]))
        unfit = [each for each in self.include if not self._fits(each)]
        notes = [
            Text(
                en=f"include: {each!r} fits none of the {count} tables or files there, as {such}.",
                zh=f"include：{each!r} 与现有的 {count} 张表（文件）均不匹配，例如 {such}。",
            )
            for each in unfit
        ]
        if not notes and not any(map(super().takes, self.seen)):
            notes = [
                Text(
                    en=f"exclude leaves none of the {count} tables or files that include takes.",
                    zh=f"现有的 {count} 张表（文件）均被 exclude 排除。",
                )
            ]
        return tuple(notes)

    def _fits(self, pattern: str) -> bool:
        return any(
            fnmatchcase(text, pattern) for each in self.seen for text in (each.name, str(each))
        )
