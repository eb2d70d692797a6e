"""The document index: a candidate version, the check that judges it, and the published one.

Documents and passages are in `documents.py`; the rules of judging are in
`onedata_assets/domain/knowledge/quality.py`.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from onedata_assets.defs.knowledge.documents import CHUNK, SYNTHETIC
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import System, owner, thing_key
from onedata_assets.lib.synthetic import TAG, marked
from onedata_assets.lib.tables import column_schema, contract_of
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.vector_records import IndexVersion, NoIndexError, Passage
from onedata_resources.clients.vectors import DEFAULT_WORD_WEIGHT, VectorClient
from onedata_resources.errors import BadInputError, OneDataError

if TYPE_CHECKING:
    from onedata_assets.domain.knowledge.quality import Outcome, QuestionSet

NAME = "retail_documents"
CANDIDATE = thing_key(System.KNOWLEDGE, "candidate", NAME)
INDEX = thing_key(System.KNOWLEDGE, "index", NAME)
UNMEASURED = "unmeasured"
TAGS = {"domain": "knowledge", "pii": "none"} | (TAG if SYNTHETIC else {})


class CandidateConfig(dg.Config):
    """Settings of an index version; searches over it use them."""

    word_weight: float = Field(
        default=DEFAULT_WORD_WEIGHT,
        ge=0,
        le=1,
        description=(
            "词检索所占权重，其余为向量 / Weight of word search; the rest is vectors. "
            "Choose it with bench/retrieval_weight.py."
        ),
    )


@dg.asset(
    key=CANDIDATE,
    deps=[CHUNK],
    group_name=System.KNOWLEDGE.value,
    owners=[owner(System.KNOWLEDGE)],
    kinds={"lancedb", "llamaindex"},
    tags=TAGS,
    metadata={"dagster/column_schema": column_schema(contract_of(CHUNK).columns)},
    automation_condition=when_inputs_change(),
    description=marked(
        "文档索引的候选版本：段落的向量与词，建在已发布版本之外；内容不变则不重建，"
        "未变的段落不再向量化。\n\n"
        "Candidate version of the document index: vectors and words of the passages, beside the "
        "published version; unchanged content is not built again, unchanged passages are not "
        "embedded again.",
        synthetic=SYNTHETIC,
    ),
)
def candidate(
    config: CandidateConfig,
    lake: dg.ResourceParam[LakeClient],
    vectors: dg.ResourceParam[VectorClient],
) -> dg.MaterializeResult:
    """Build a version from the passages; searches do not see it yet."""
    try:
        rows = lake.scan(CHUNK.path).collect().iter_rows(named=True)
        passages = [Passage(**row) for row in rows]
        built = vectors.build(NAME, passages, word_weight=config.word_weight)
    except OneDataError as error:
        raise PermanentFailure(error) from error
    return dg.MaterializeResult(
        data_version=dg.DataVersion(built.version.content),
        metadata={
            "version": built.version.version,
            "passages": built.version.passages,
            "built": built.built,
            "embedded": built.embedded,
            "reused": built.reused,
            "word_weight": built.version.word_weight,
        },
    )


@dg.asset_check(
    asset=CANDIDATE,
    blocking=True,
    description=(
        "用问题集检索候选版本：hit@1、hit@3、MRR 及各类问题的 hit@3 不低于下限，"
        "且与已发布版本逐题相比，净丢失的问题不超过问题集允许的数目。\n\n"
        "The candidate answers the question set: hit@1, hit@3, MRR and the hit@3 of each kind "
        "reach their floors, and question by question no more are lost against the published "
        "version than the question set allows."
    ),
)
def index_answers_the_question_set(
    folders: dg.ResourceParam[Folders], vectors: dg.ResourceParam[VectorClient]
) -> dg.AssetCheckResult:
    """Publishing a worse index answers people worse than before, so it stops the run."""
    from onedata_assets.domain.knowledge.quality import QuestionSetError, load_questions

    path = question_set_path(folders)
    try:
        version = newest(vectors)
        if not path.exists():
            return unmeasured(vectors, version, path)
        return measured(vectors, version, load_questions(path))
    except QuestionSetError as error:
        raise PermanentFailure(
            BadInputError(f"question set: {error}", f"问题集有误：{error}")
        ) from error
    except OneDataError as error:
        raise PermanentFailure(error) from error


def question_set_path(folders: Folders) -> Path:
    """Return where the question set is kept: `questions/` beside the document folder."""
    return folders.documents.parent / "questions" / f"{NAME}.yaml"


def newest(vectors: VectorClient) -> IndexVersion:
    """Return the newest version, which is the candidate."""
    versions = vectors.versions(NAME)
    if not versions:
        raise NoIndexError(
            f"index {NAME} has no version yet; materialize {CANDIDATE.to_user_string()}",
            f"索引 {NAME} 尚无版本；请先物化 {CANDIDATE.to_user_string()}",
        )
    return versions[-1]


def unmeasured(vectors: VectorClient, version: IndexVersion, path: Path) -> dg.AssetCheckResult:
    """Accept with a warning where there is no question set, unless a measured index would go."""
    serving = vectors.published(NAME)
    passed = serving is None or serving.quality == UNMEASURED
    vectors.record_verdict(NAME, version.version, accepted=passed, quality=UNMEASURED)
    return dg.AssetCheckResult(
        passed=passed,
        severity=dg.AssetCheckSeverity.ERROR if not passed else dg.AssetCheckSeverity.WARN,
        description=(f"没有问题集，未测量 / No question set, nothing was measured: write {path}"),
        metadata={"version": version.version, "question_set": str(path)},
    )


def measured(
    vectors: VectorClient, version: IndexVersion, questions: "QuestionSet"
) -> dg.AssetCheckResult:
    """Ask candidate and published version the same questions and keep the verdict."""
    from onedata_assets.domain.knowledge import quality

    outcomes = answers(vectors, version, questions)
    found = quality.measure(outcomes)
    serving = vectors.published(NAME)
    compared = serving if serving and serving.version != version.version else None
    before = answers(vectors, compared, questions) if compared else outcomes
    changes = [quality.compare(outcomes, before, k) for k in (1, 3)]
    against = quality.under_the_floors(outcomes, questions)
    against += quality.too_many_lost(changes, questions.allowed_losses)
    told = json.dumps(asdict(found) | {"shortfalls": against}, ensure_ascii=False)
    vectors.record_verdict(NAME, version.version, accepted=not against, quality=told)
    by_kind = quality.measures_by(outcomes, "kind")
    return dg.AssetCheckResult(
        passed=not against,
        description="\n".join(against) or None,
        metadata={
            **asdict(found),
            **{f"hit_at_3_{kind}": of_kind.hit_at_3 for kind, of_kind in by_kind.items()},
            "version": version.version,
            "compared_with": compared.version if compared else "-",
            "lost": changes[-1].lost,
            "gained": changes[-1].gained,
            "answers": dg.MetadataValue.md(quality.quality_markdown(outcomes)),
        },
    )


def answers(
    vectors: VectorClient, version: IndexVersion, questions: "QuestionSet"
) -> "list[Outcome]":
    """Return the rank at which one version answers each question of the check split."""
    from onedata_assets.domain.knowledge.quality import RANKS_ASKED, Split, outcomes_of

    asked = questions.of(Split.CHECK)
    texts = [question.text for question in asked]
    found = vectors.search_all(NAME, texts, k=RANKS_ASKED, version=version.version)
    return outcomes_of(asked, [[(hit.document, hit.text) for hit in hits] for hits in found])


@dg.asset(
    key=INDEX,
    deps=[CANDIDATE],
    group_name=System.KNOWLEDGE.value,
    owners=[owner(System.KNOWLEDGE)],
    kinds={"lancedb", "llamaindex"},
    tags=TAGS,
    metadata={"dagster/column_schema": column_schema(contract_of(CHUNK).columns)},
    automation_condition=when_inputs_change(),
    description=marked(
        "已发布的文档索引，问答与 `onedata ask` 检索它；只有通过问题集检查的候选版本才会发布，"
        "上一版本仍可读取。\n\n"
        "The published document index, which chat and `onedata ask` search; only a candidate that "
        "passed the question set is published, and the version before stays readable.",
        synthetic=SYNTHETIC,
    ),
)
def retail_documents(vectors: dg.ResourceParam[VectorClient]) -> dg.MaterializeResult:
    """Make searches see the candidate, in one commit; repeating it changes nothing."""
    try:
        serving = vectors.publish(NAME, newest(vectors).version)
        dropped = vectors.prune(NAME)
    except OneDataError as error:
        raise PermanentFailure(error) from error
    return dg.MaterializeResult(
        data_version=dg.DataVersion(serving.content),
        metadata={
            "version": serving.version,
            "passages": serving.passages,
            "quality": serving.quality,
            "dropped_versions": dropped,
        },
    )
