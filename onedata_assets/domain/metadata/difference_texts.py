"""Changes of a source's structure as people read them, with what they mean for readers of it."""

from __future__ import annotations

from onedata_assets.domain.metadata.differences import Change, Kind
from onedata_assets.domain.metadata.model import Evidence

# ruff: noqa: E501  one line for a pair of texts
_WHAT = {
    Kind.TABLE_ADDED: ("{table} is new", "新增表 {table}"),
    Kind.TABLE_REMOVED: ("{table} is gone", "表 {table} 已不存在"),
    Kind.TABLE_RENAMED: ("{before} seems to be named {after} now", "表 {before} 似已更名为 {after}"),
    Kind.TABLE_UNREADABLE: ("{table} is no longer told: {after}", "无法再得知表 {table} 的结构"),
    Kind.TABLE_COMMENT: ("{table} is described otherwise: {after!r}", "表 {table} 的注释变为 {after!r}"),
    Kind.TABLE_FORM: ("{table} is kept otherwise: {before} → {after}", "表 {table} 的形式由 {before} 变为 {after}"),
    Kind.TABLE_NOTES: ("what is told of {table} besides: {before!r} → {after!r}", "表 {table} 的附注由 {before!r} 变为 {after!r}"),
    Kind.COLUMN_ADDED: ("{table}.{column} is new: {after}", "新增列 {table}.{column}：{after}"),
    Kind.COLUMN_REMOVED: ("{table}.{column} is gone", "列 {table}.{column} 已不存在"),
    Kind.COLUMN_RENAMED: ("{table}.{column} seems to be named {after} now", "列 {table}.{column} 似已更名为 {after}"),
    Kind.COLUMN_TYPE: ("{table}.{column} is {after} instead of {before}", "列 {table}.{column} 的类型由 {before} 变为 {after}"),
    Kind.COLUMN_NULLABLE: ("{table}.{column} is {after} instead of {before}", "列 {table}.{column} 由 {before} 变为 {after}"),
    Kind.COLUMN_DEFAULT: ("{table}.{column} has the default {after!r} instead of {before!r}", "列 {table}.{column} 的默认值由 {before!r} 变为 {after!r}"),
    Kind.COLUMN_COMMENT: ("{table}.{column} is described otherwise: {after!r}", "列 {table}.{column} 的注释变为 {after!r}"),
    Kind.COLUMN_ORDER: ("the columns of {table} are in another order", "表 {table} 的列顺序改变"),
    Kind.PRIMARY_KEY: ("the primary key of {table} is ({after}) instead of ({before})", "表 {table} 的主键由（{before}）变为（{after}）"),
    Kind.UNIQUE_KEY_ADDED: ("({after}) is unique in {table} now", "表 {table} 的（{after}）现为唯一"),
    Kind.UNIQUE_KEY_REMOVED: ("({before}) is no longer unique in {table}", "表 {table} 的（{before}）不再唯一"),
    Kind.FOREIGN_KEYS: ("foreign keys of {table}: {before!r} → {after!r}", "表 {table} 的外键由 {before!r} 变为 {after!r}"),
    Kind.INDEXES: ("indexes of {table}: {before!r} → {after!r}", "表 {table} 的索引由 {before!r} 变为 {after!r}"),
    Kind.LOGICAL_TYPE: ("{table}.{column} holds {after} instead of {before}", "列 {table}.{column} 的内容由 {before} 变为 {after}"),
    Kind.SENSITIVITY: ("{table}.{column} is of sensitivity {after} instead of {before}", "列 {table}.{column} 的敏感级别由 {before} 变为 {after}"),
    Kind.TAG_ADDED: ("{place} is tagged {after} now", "{place} 新增标签 {after}"),
    Kind.TAG_REMOVED: ("{place} is no longer tagged {before}", "{place} 不再有标签 {before}"),
    Kind.KEY_FOUND: ("({after}) tells the rows of {table} apart", "（{after}）可区分表 {table} 的各行"),
    Kind.KEY_LOST: ("({before}) no longer tells the rows of {table} apart", "（{before}）不再能区分表 {table} 的各行"),
    Kind.REFERENCE_FOUND: ("{table} refers to another table: {after}", "表 {table} 新发现关联 {after}"),
    Kind.REFERENCE_LOST: ("{table} no longer refers to another table: {before}", "表 {table} 的关联 {before} 已不成立"),
    Kind.ROWS: ("{table} has {after} rows instead of {before}", "表 {table} 的行数由 {before} 变为 {after}"),
    Kind.MISSING: ("of the rows looked at, {table}.{column} is empty in {after} instead of {before}", "在所查看的行中，列 {table}.{column} 的缺失率由 {before} 变为 {after}"),
    Kind.DISTINCT: ("in the rows looked at, {table}.{column} has {after} different values instead of {before}", "在所查看的行中，列 {table}.{column} 的不同值数由 {before} 变为 {after}"),
    Kind.RANGE: ("in the rows looked at, {table}.{column} lies in {after} instead of {before}", "在所查看的行中，列 {table}.{column} 的取值范围由 {before} 变为 {after}"),
}  # fmt: skip
_WHY = {
    Kind.TABLE_REMOVED: ("what reads it fails", "读取它的资产会失败"),
    Kind.TABLE_RENAMED: ("what reads it by its old name fails", "按旧名读取的资产会失败"),
    Kind.TABLE_UNREADABLE: ("what reads it may fail", "读取它的资产可能失败"),
    Kind.TABLE_FORM: ("it must be read otherwise", "读取方式须随之调整"),
    Kind.COLUMN_REMOVED: ("what reads it fails", "读取它的资产会失败"),
    Kind.COLUMN_RENAMED: ("what reads it by its old name fails", "按旧名读取的资产会失败"),
    Kind.COLUMN_TYPE: ("values of the new type need not be of the old one", "新类型的取值未必符合旧类型"),
    Kind.COLUMN_NULLABLE: ("values may be missing now", "取值可能为空"),
    Kind.PRIMARY_KEY: ("a row is another thing than before", "每行代表的对象已不同"),
    Kind.UNIQUE_KEY_REMOVED: ("joins by it may double rows", "按它关联可能使行数翻倍"),
}  # fmt: skip


def told(change: Change) -> Evidence:
    """Return what changed, and why it breaks readers if it does, in both languages."""
    values = {
        "table": change.table,
        "column": change.column,
        "before": change.before,
        "after": change.after,
        "place": f"{change.table}.{change.column}" if change.column else change.table,
    }
    en, zh = (text.format(**values) for text in _WHAT[change.kind])
    if change.is_breaking:
        why_en, why_zh = _WHY[change.kind]
        return Evidence(f"{en}: {why_en}", f"{zh}：{why_zh}")
    return Evidence(en, zh)
