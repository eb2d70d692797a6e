"""`onedata ask`: the passages of a published index that answer a question, with their sources."""

from rich.panel import Panel
from rich.text import Text

from onedata_assets.cli.say import console, text
from onedata_resources.clients.vector_names import published_names
from onedata_resources.clients.vector_records import nothing_relevant
from onedata_resources.clients.vectors import VectorClient
from onedata_resources.errors import BadInputError
from onedata_resources.settings import value_of


def run_ask(question: str, *, k: int, index: str | None) -> int:
    """Print the best passages, or that none is relevant, and return 0.

    Raises:
        BadInputError: There is no question, no index, or the choice of one is needed.
    """
    uri = value_of("VECTORS_URI")
    name = chosen(index, published_names(uri), uri)
    hits = VectorClient(uri).search(name, question, k=k)
    if nothing_relevant(hits):
        console.print(text("ask.nothing"))
        return 0
    for rank, hit in enumerate(hits, start=1):
        title = f"{rank}. {hit.citation}"
        score = text("ask.score", score=f"{hit.relevance:.3f}")
        console.print(Panel(Text(hit.text), title=Text(title), subtitle=score, title_align="left"))
    return 0


def chosen(index: str | None, published: list[str], uri: str) -> str:
    """Return the index to ask: the one named, or the only one.

    Raises:
        BadInputError: None is published, or not the one named, or several are and none is named.
    """
    if not published:
        raise BadInputError(
            f"no index is published in {uri}: make demo publishes one; for documents of your own "
            "set DOCUMENTS_DIR and materialize the assets of the group knowledge.",
            f"{uri} 中没有已发布的索引：make demo 会发布一个；"
            "若检索自己的文档，请设置 DOCUMENTS_DIR 并物化 knowledge 分组的资产。",
        )
    if index is None and len(published) == 1:
        return published[0]
    if index in published:
        return index
    raise BadInputError(
        f"choose a published index with --index: {', '.join(published)}",
        f"请用 --index 选择一个已发布的索引：{'、'.join(published)}",
    )
