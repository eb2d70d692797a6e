"""Where the passages of each language lie among the vectors, and passages as seen from there.

The model puts texts of one language close together, whatever they say, so that a Chinese question
is nearer to every Chinese passage than to the English one that answers it. What is left of a
passage's vector without the mean of its language is what it says; see Yang et al. 2021, "A Simple
and Effective Method To Eliminate the Self Language Bias in Multilingual Representations". Of the
ways measured on the `choose` questions (z-scores, dropping principal components or the direction
between the languages, places kept for each language) this one found most.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import numpy as np
    from lancedb.table import Table

CHINESE = "zh"


@dataclass(frozen=True)
class Centres:
    """The mean vector of the Chinese passages and that of all others."""

    chinese: "np.ndarray"
    other: "np.ndarray"

    @classmethod
    def of(cls, vectors: "np.ndarray", languages: Sequence[str]) -> Self:
        """Return the means; one passage of average content is added to each language.

        Without it the only passage of a language would have nothing left.
        """
        import numpy as np

        is_chinese = np.array([language == CHINESE for language in languages])
        everything = vectors.mean(axis=0)
        means = [
            (vectors[chosen].sum(axis=0) + everything) / (chosen.sum() + 1)
            for chosen in (is_chinese, ~is_chinese)
        ]
        return cls(*means)

    @classmethod
    def of_table(cls, table: "Table") -> Self:
        """Return the means of a stored version, for one from before they were kept with it."""
        rows = table.search().select(["vector", "metadata"]).to_arrow()
        vectors = rows["vector"].combine_chunks().flatten().to_numpy().reshape(len(rows), -1)
        return cls.of(vectors, [row["language"] for row in rows["metadata"].to_pylist()])

    @classmethod
    def loads(cls, text: str) -> Self:
        """Return the centres that `dumps` wrote."""
        import numpy as np

        kept = json.loads(text)
        return cls(**{name: np.asarray(mean, dtype=np.float32) for name, mean in kept.items()})

    def dumps(self) -> str:
        """Return the centres as text."""
        return json.dumps({"chinese": self.chinese.tolist(), "other": self.other.tolist()})

    def centred(self, vectors: "np.ndarray", languages: Sequence[str]) -> "np.ndarray":
        """Return each vector less the mean of its language."""
        import numpy as np

        is_chinese = np.array([language == CHINESE for language in languages])
        return vectors - np.where(is_chinese[:, None], self.chinese, self.other)
