"""Which table failed work was about, told by the error itself to who goes on without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from onedata_assets.domain.metadata.profiles import Place

_MARK = "about_table"


@contextmanager
def about(place: Place) -> Iterator[None]:
    """Leave on an error that the work inside was about a table; the innermost counts."""
    try:
        yield
    except BaseException as error:
        if about_of(error) is None:
            setattr(error, _MARK, place)
        raise


def about_of(error: BaseException) -> Place | None:
    """Return the table that work was about which ended with an error, where that is known."""
    return getattr(error, _MARK, None)
