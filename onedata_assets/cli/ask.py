"""`onedata ask`: the passages of the published index that answer a question, with their sources."""

from rich.panel import Panel
from rich.text import Text

from onedata_assets.cli.say import console, errors, text
from onedata_resources.clients.vector_records import nothing_relevant
from onedata_resources.clients.vectors import VectorClient
from onedata_resources.errors import OneDataError
from onedata_resources.settings import value_of

INDEX = "retail_documents"


def run_ask(question: str, k: int) -> int:
    """Print the best passages, or that none is relevant; return 1 for no index or no question."""
    try:
        hits = VectorClient(value_of("VECTORS_URI")).search(INDEX, question, k=k)
    except OneDataError as error:
        errors.print(str(error), markup=False)
        return 1
    if nothing_relevant(hits):
        console.print(text("ask.nothing"))
        return 0
    for rank, hit in enumerate(hits, start=1):
        title = f"{rank}. {hit.citation}"
        score = text("ask.score", score=f"{hit.relevance:.3f}")
        console.print(Panel(Text(hit.text), title=Text(title), subtitle=score, title_align="left"))
    return 0
