"""Which indexes a vector store has published, without making a store where there is none."""

from pathlib import Path

from onedata_resources.clients.vector_errors import store_errors
from onedata_resources.clients.vector_ledger import VectorLedger


def published_names(uri: str) -> list[str]:
    """Return the names of the indexes that can be searched, sorted.

    Raises:
        UnavailableError: The store cannot be read.
    """
    # LanceDB makes a folder by looking into it.
    if "://" not in uri and not Path(uri).is_dir():
        return []
    import lancedb

    with store_errors(uri):
        return sorted(VectorLedger(lancedb.connect(uri)).published_names())
