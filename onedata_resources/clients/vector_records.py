"""What the vector store is given and gives back: passages, hits, versions, and their errors.

Nothing here is heavy, so definitions and the CLI may import it; the store is `vectors.py`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from onedata_resources.clients.vector_words import without_codes
from onedata_resources.errors import BadInputError

RELEVANT = 0.855
"""The relevance under which a passage has nothing to do with a question, by
`bench/retrieval_relevance.py`. Under it are 4 of 5 foreign questions that it was chosen on and
1 of 2 others, and 1 of 20 questions that the documents answer."""


@dataclass(frozen=True)
class Passage:
    """A passage to index, with the headings above it; `sha256` is the hash of its content."""

    passage_id: str
    document: str
    heading: str
    text: str
    order: int
    page: int | None
    language: str
    sha256: str

    @property
    def word_text(self) -> str:
        """Return what its words are made from: headings and text."""
        return f"{self.heading}\n{self.text}"

    @property
    def vector_text(self) -> str:
        """Return what its vector is made from: headings without codes, and text."""
        return f"{without_codes(self.heading)}\n{self.text}"

    @property
    def vector_sha256(self) -> str:
        """Return the hash of the embedded text; equal ones need one vector."""
        return hashlib.sha256(self.vector_text.encode()).hexdigest()


@dataclass(frozen=True)
class Hit:
    """A passage found for a question.

    Vector and word score are in 0..1 and compare passages of one search only; `score` puts them
    together and is above 1 where the passage holds a code that the question names. `similarity`
    is the cosine of question and passage. `relevance` compares passages of any searches: the
    cosine, what it is above the mean of the passage's language, and shared words and codes.
    """

    document: str
    heading: str
    text: str
    page: int | None
    score: float
    vector_score: float
    word_score: float
    similarity: float
    relevance: float

    @property
    def citation(self) -> str:
        """Return where the passage stands: document, page where there is one, headings."""
        page = f", p. {self.page}" if self.page else ""
        return f"{self.document}{page} · {self.heading}"


def nothing_relevant(hits: Iterable[Hit]) -> bool:
    """Tell whether no passage has to do with the question; see `RELEVANT`."""
    return all(hit.relevance < RELEVANT for hit in hits)


@dataclass(frozen=True)
class IndexVersion:
    """One built version of an index; `content` is the hash of its passages and settings."""

    name: str
    version: str
    content: str
    passages: int
    word_weight: float
    built_at: datetime
    accepted: bool
    quality: str


@dataclass(frozen=True)
class BuiltIndex:
    """What a build did; `built` is False where the newest version already had this content."""

    version: IndexVersion
    built: bool
    embedded: int
    reused: int


class NoIndexError(BadInputError):
    """The index, or the version asked for, does not exist."""


class NotAcceptedError(BadInputError):
    """The version has not passed its quality check and is not published."""


def check_name(name: str) -> None:
    """Return when the name can be part of a table's name.

    Raises:
        BadInputError: It has other characters than letters, digits and underscores.
    """
    if not (name.isascii() and name.replace("_", "").isalnum()):
        raise BadInputError(
            f"index name {name!r}: use letters, digits and underscores",
            f"索引名 {name!r}：只能用字母、数字和下划线",
        )
