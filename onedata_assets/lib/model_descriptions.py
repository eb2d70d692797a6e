"""What a scan does to have tables described by a language model, where the source wants that.

What is asked of a table is in `domain/metadata/model_texts.py`. Calls wait for the network, so some
go on at once; a model that does not answer is not asked on, and the drafts of rules stay.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from onedata_assets.domain.metadata.annotations import LEVELS, Kind, level_of, text_of
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.model import Table, TableName
from onedata_assets.domain.metadata.model_answers import (
    INSTRUCTIONS,
    NAME,
    SCHEMA,
    Answer,
    most_tokens,
    wrote,
)
from onedata_assets.domain.metadata.model_texts import (
    ToWrite,
    Writer,
    Wrote,
    calls,
    fresh,
    with_answer,
)
from onedata_assets.domain.metadata.sources import Source, SourceKind, asset_path
from onedata_assets.domain.metadata.structure import Structure
from onedata_assets.domain.processing.contract import Text
from onedata_resources.clients.llm import Asked, LlmClient
from onedata_resources.clients.llm_errors import UnusableAnswerError
from onedata_resources.errors import OneDataError
from onedata_resources.store.annotations import Annotations
from onedata_resources.store.database import Store

AT_ONCE = 4
FAILURES = 4
"""After so many failures in a row no more is asked: each may take its whole timeout."""
Hidden = Mapping[TableName, Collection[str]]


@dataclass(frozen=True)
class ModelWriter:
    """Describes tables by a language model that is configured."""

    client: LlmClient

    @property
    def model(self) -> str:
        """Return the name of the model."""
        return self.client.model

    def write(self, asked: ToWrite) -> Wrote:
        """Return the descriptions that can be used; none where the model answers otherwise.

        Raises:
            OneDataError: It does not answer, or a setting is wrong.
        """
        question = Asked(INSTRUCTIONS, asked.content(), NAME, SCHEMA, most_tokens(asked))
        try:
            return wrote(asked, self.client.answer(question, Answer))
        except UnusableAnswerError:
            return Wrote()


def writer_of(llm: LlmClient) -> Writer | None:
    """Return who writes descriptions; nobody where no model is configured."""
    return ModelWriter(llm) if llm.is_configured else None


def describe(
    source: Source,
    structure: Structure,
    findings: SourceFindings,
    writer: Writer | None,
    store: Store,
) -> tuple[Text, ...]:
    """Leave in the findings what a model writes of tables that lack it; return what went wrong.

    Nothing is asked where all is written: only for a table whose draft is made of something else.
    """
    if not source.describe_with_model:
        return ()
    hidden = drop_stale(source, structure, findings, store)
    if writer is None:
        return (_not_configured(source),)
    return _Described(source, structure, findings, writer, hidden).asked()


def drop_stale(
    source: Source, structure: Structure, findings: SourceFindings, store: Store
) -> Hidden:
    """Leave no text of a model in the findings that was made of something else than is so now.

    Return the columns of each table of which no values may leave.
    """
    hidden = _hidden(source, structure, store)
    for table in structure.tables:
        found = findings.table(table.name)
        if found and (made := fresh(table, found, hidden[table.name])) != found:
            findings.put(made)
    return hidden


@dataclass
class _Described:
    source: Source
    structure: Structure
    findings: SourceFindings
    writer: Writer
    hidden: Hidden
    failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    unusable: int = 0

    def asked(self) -> tuple[Text, ...]:
        """Ask what is to be asked, up to the bound, and return what went wrong."""
        due = self._due()
        allowed = due[: self.source.model_calls]
        made = 0
        for call, result in _results(self.writer, allowed):
            made += 1
            if isinstance(result, OneDataError):
                self.failed[result.en, result.zh] += 1
            else:
                self.unusable += call.texts - len(result)
                self._keep(call, result)
        return tuple(self._told(len(allowed) - made, len(due) - len(allowed)))

    def _due(self) -> list[ToWrite]:
        """Return what is to be asked, first of tables that others refer to most."""
        known = [
            (table, found)
            for table in self.structure.tables
            if (found := self.findings.table(table.name))
        ]
        referred = Counter(each.parent for table, _ in known for each in table.foreign_keys)
        referred.update(each.parent for _, found in known for each in found.references)
        known.sort(key=lambda pair: (-referred[pair[0].name], pair[0].name))
        return [
            call
            for table, found in known
            for call in calls(table, found, self.writer.model, self.hidden[table.name])
        ]

    def _keep(self, call: ToWrite, result: Wrote) -> None:
        table, found = self.structure.table(call.table), self.findings.table(call.table)
        if found:
            hidden = self.hidden[call.table]
            made = with_answer(table, found, call, result, model=self.writer.model, hidden=hidden)
            self.findings.put(made)

    def _told(self, stopped: int, left: int) -> Iterator[Text]:
        for (en, zh), count in self.failed.most_common():
            yield Text(
                en=f"{count} calls to describe tables failed, and rules' drafts stay: {en}",
                zh=f"{count} 次生成描述的调用失败，保留规则草拟的描述：{zh}",
            )
        if stopped:
            yield Text(
                en=f"{stopped} more were not made; the next scan makes them.",
                zh=f"其余 {stopped} 次未再调用，留待下次扫描。",
            )
        if self.unusable:
            yield _unusable(self.writer.model, self.unusable)
        if left:
            yield _left(self.source, left)


def _results(
    writer: Writer, asked: Sequence[ToWrite]
) -> Iterator[tuple[ToWrite, Wrote | OneDataError]]:
    """Yield calls with what came of them, until too many failed in a row."""
    rest, failed = iter(asked), 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = deque(
            (each, pool.submit(_tried, writer, each)) for each in islice(rest, 2 * AT_ONCE)
        )
        while waiting:
            call, future = waiting.popleft()
            result = future.result()
            failed = failed + 1 if isinstance(result, OneDataError) else 0
            yield call, result
            if failed >= FAILURES:
                rest = iter(())
                waiting = deque(each for each in waiting if not each[1].cancel())
            waiting.extend((each, pool.submit(_tried, writer, each)) for each in islice(rest, 1))


def _tried(writer: Writer, asked: ToWrite) -> Wrote | OneDataError:
    try:
        return writer.write(asked)
    except OneDataError as error:
        return error


def _hidden(source: Source, structure: Structure, store: Store) -> Hidden:
    """Return the columns of each table of which no values may leave: people say so by a tag.

    Of a lake that is all columns: how sensitive they are comes by lineage, which no scan knows.
    """
    if source.kind is SourceKind.LAKE:
        return {table.name: _names(table) for table in structure.tables}
    personal: dict[str, set[str]] = {}
    for each in Annotations(store).holding():
        if each.kind == Kind.TAG and level_of(each.value) in LEVELS[1:]:
            personal.setdefault(each.asset, set()).add(each.column)
    found: dict[TableName, Collection[str]] = {}
    for table in structure.tables:
        columns = personal.get(text_of(asset_path(source, table.name)), set())
        found[table.name] = _names(table) if "" in columns else columns
    return found


def _names(table: Table) -> frozenset[str]:
    return frozenset(each.name for each in table.columns)


def _not_configured(source: Source) -> Text:
    return Text(
        en=f"The source {source.name} wants descriptions of a language model, and none is"
        " configured: set LLM_BASE_URL and LLM_MODEL. Rules' drafts stay.",
        zh=f"数据源 {source.name} 要求由语言模型撰写描述，但未配置模型："
        "请设置 LLM_BASE_URL 与 LLM_MODEL。保留规则草拟的描述。",
    )


def _unusable(model: str, count: int) -> Text:
    return Text(
        en=f"{count} texts of {model} could not be used (missing, too long, in one language, or"
        " not plain): rules' drafts stay until the draft or the model is another.",
        zh=f"模型 {model} 有 {count} 条描述不可用（缺失、过长、缺少一种语言或含标记）："
        "保留规则草拟的描述，直至草稿或模型变化。",
    )


def _left(source: Source, count: int) -> Text:
    return Text(
        en=f"{count} calls to describe tables are left to later scans: {source.name} allows"
        f" {source.model_calls} a scan (model_calls).",
        zh=f"尚有 {count} 次生成描述的调用留待后续扫描：{source.name} 每次扫描最多"
        f" {source.model_calls} 次（model_calls）。",
    )
