"""The vector store: versions of passage indexes in LanceDB, written through LlamaIndex.

A version is built beside the published one and serves only after its check accepted it; so a
worse index never replaces a better one, and the one before stays readable. What is kept about
versions is in `vector_ledger.py`, how a question is answered in `vector_search.py`.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.clients.vector_errors import in_store
from onedata_resources.clients.vector_ledger import PUBLICATIONS, VERDICTS, VERSIONS, VectorLedger
from onedata_resources.clients.vector_records import (
    BuiltIndex,
    Hit,
    IndexVersion,
    NoIndexError,
    NotAcceptedError,
    Passage,
    check_name,
)
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    from lancedb.db import DBConnection
    from llama_index.core import VectorStoreIndex

LAYOUT_VERSION = 2
"""Raise it when rows or words change, so that unchanged passages are written again; an
embedded text that changes is embedded again by its hash."""
DEFAULT_WORD_WEIGHT = 0.1
"""The most that words may weigh without cost, by `bench/retrieval_weight.py`."""
KEPT_VERSIONS = 3
ABANDONED_AFTER = timedelta(hours=1)
_STAMP = "%Y%m%dT%H%M%S%f"


class VectorClient:
    """Builds, checks in, publishes and searches indexes at `uri` (a folder or an object store)."""

    def __init__(self, uri: str) -> None:
        self.uri = uri

    @cached_property
    def _connection(self) -> "DBConnection":
        import lancedb

        if "://" not in self.uri:
            Path(self.uri).mkdir(parents=True, exist_ok=True)
        return lancedb.connect(self.uri)

    @cached_property
    def _ledger(self) -> VectorLedger:
        return VectorLedger(self._connection)

    @in_store
    def build(
        self, name: str, passages: Sequence[Passage], *, word_weight: float = DEFAULT_WORD_WEIGHT
    ) -> BuiltIndex:
        """Make a version with these passages and return it; readers still see the published one.

        Passages whose vector is in the newest or the published version are not embedded again,
        and the newest version is returned as it is when it holds exactly these passages.

        Raises:
            BadInputError: There is no passage, or `name` cannot name a table.
        """
        check_name(name)
        if not passages:
            raise BadInputError(
                f"index {name}: no passage to index; check that the document folder has documents",
                f"索引 {name}：没有可索引的段落；请检查文档目录",
            )
        content = _content_of(passages, word_weight)
        newest = self.versions(name)[-1:]
        if newest and newest[0].content == content:
            return BuiltIndex(newest[0], built=False, embedded=0, reused=len(passages))
        from onedata_resources.clients.vector_build import centres_of, embed_new, write_table

        reusable = {known.version for known in [*newest, self.published(name)] if known}
        old = [self._connection.open_table(_table_name(name, known)) for known in reusable]
        vectors, embedded = embed_new(passages, old)
        version = datetime.now(UTC).strftime(_STAMP)
        write_table(self._connection, _table_name(name, version), passages, vectors)
        self._ledger.keep_centres(name, version, centres_of(passages, vectors).dumps())
        self._ledger.append(
            VERSIONS,
            name=name,
            version=version,
            content=content,
            passages=float(len(passages)),
            word_weight=word_weight,
        )
        made = self.version_of(name, version)
        return BuiltIndex(made, built=True, embedded=embedded, reused=len(passages) - embedded)

    @in_store
    def versions(self, name: str) -> list[IndexVersion]:
        """Return the complete versions of an index, oldest first."""
        check_name(name)
        return self._ledger.versions(name)

    def version_of(self, name: str, version: str) -> IndexVersion:
        """Return one version.

        Raises:
            NoIndexError: It does not exist or was dropped.
        """
        for known in self.versions(name):
            if known.version == version:
                return known
        raise NoIndexError(
            f"index {name} has no version {version}; list them with `versions`",
            f"索引 {name} 没有版本 {version}；请先查看版本列表",
        )

    @in_store
    def record_verdict(self, name: str, version: str, *, accepted: bool, quality: str) -> None:
        """Keep what the quality check found; the newest verdict of a version counts.

        Repeating the newest verdict adds nothing.

        Raises:
            NoIndexError: There is no such version.
        """
        known = self.version_of(name, version)
        if (known.accepted, known.quality) == (accepted, quality):
            return
        self._ledger.append(
            VERDICTS, name=name, version=version, accepted=float(accepted), quality=quality
        )

    @in_store
    def published(self, name: str) -> IndexVersion | None:
        """Return the version that searches see, or None before the first publication."""
        check_name(name)
        order = self._ledger.publications(name)
        return self.version_of(name, order[-1]) if order else None

    @in_store
    def publish(self, name: str, version: str) -> IndexVersion:
        """Make searches see this version, in one commit, and return it; repeating changes nothing.

        Raises:
            NoIndexError: There is no such version.
            NotAcceptedError: Its newest verdict is missing or negative.
        """
        chosen = self.version_of(name, version)
        if not chosen.accepted:
            raise NotAcceptedError(
                f"index {name} version {version} did not pass its check and is not published; "
                f"run the check index_answers_the_question_set. {chosen.quality}",
                f"索引 {name} 版本 {version} 未通过检查，不予发布；"
                f"请运行检查 index_answers_the_question_set。{chosen.quality}",
            )
        if self._ledger.publications(name)[-1:] != [version]:
            self._ledger.append(PUBLICATIONS, name=name, version=version)
        return chosen

    def search(
        self, name: str, question: str, *, k: int = 5, version: str | None = None
    ) -> list[Hit]:
        """Return the `k` best passages of the published index, or of one version, best first.

        Raises:
            BadInputError: The question is empty, or `k` is not positive.
            NoIndexError: Nothing is published yet, or there is no such version.
        """
        return self.search_all(name, [question], k=k, version=version)[0]

    @in_store
    def search_all(
        self, name: str, questions: Sequence[str], *, k: int = 5, version: str | None = None
    ) -> list[list[Hit]]:
        """Return the passages for each question, embedding all at once; see `search`."""
        from onedata_resources.clients.vector_centres import Centres
        from onedata_resources.clients.vector_search import IndexTable, search_index

        if k < 1 or not all(question.strip() for question in questions):
            raise BadInputError(
                "a search needs a question and a positive number of passages",
                "检索需要问题和正的返回条数",
            )
        chosen = self.version_of(name, version) if version else self._serving(name)
        table = self._connection.open_table(_table_name(name, chosen.version))
        kept = self._ledger.centres(name, chosen.version)
        centres = Centres.loads(kept) if kept else Centres.of_table(table)
        return search_index(IndexTable(table, chosen.word_weight, centres), questions, k)

    def _serving(self, name: str) -> IndexVersion:
        serving = self.published(name)
        if serving is None:
            raise NoIndexError(
                f"index {name} is not published yet; materialize knowledge/index/{name}",
                f"索引 {name} 尚未发布；请先物化 knowledge/index/{name}",
            )
        return serving

    def llama_index(self, name: str) -> "VectorStoreIndex":
        """Return the published version as a LlamaIndex index, for its retrievers and engines."""
        from onedata_resources.clients.vector_build import open_llama_index

        serving = self._serving(name)
        return open_llama_index(self._connection, _table_name(name, serving.version))

    @in_store
    def prune(self, name: str, *, keep: int = KEPT_VERSIONS) -> list[str]:
        """Drop all but the newest `keep` versions and return the dropped ones.

        The published version, the one published before it, and a build that may still be running
        are never dropped.
        """
        order = self._ledger.publications(name)
        serving = list(dict.fromkeys(reversed(order)))[:2]
        versions = [known.version for known in self.versions(name)]
        old = [v for v in versions[: max(len(versions) - keep, 0)] if v not in serving]
        for version in old:
            self._ledger.forget(name, version)
        prefix = _table_name(name, "")
        stamped = {
            t.removeprefix(prefix) for t in self._ledger.table_names() if t.startswith(prefix)
        }
        before = (datetime.now(UTC) - ABANDONED_AFTER).strftime(_STAMP)
        abandoned = [v for v in stamped - set(versions) if v < before]
        for version in stamped & {*old, *abandoned}:
            self._connection.drop_table(_table_name(name, version))
        return old


def _table_name(name: str, version: str) -> str:
    return f"{name}-{version}"


def _content_of(passages: Sequence[Passage], word_weight: float) -> str:
    from onedata_resources.clients.embedder import MODEL

    lines = [f"{MODEL} {LAYOUT_VERSION} {word_weight}"]
    lines += sorted(f"{p.passage_id}\0{p.document}\0{p.page}\0{p.sha256}" for p in passages)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
