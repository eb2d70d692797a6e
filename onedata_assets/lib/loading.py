"""How definitions are loaded: without the garbage collector in the way, and with plain errors.

The definitions are in `defs/`.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

from dagster.components.core.component_tree import ComponentTreeException

from onedata_resources.errors import OneDataError


@contextmanager
def lasting_objects() -> Iterator[None]:
    """Collect no garbage meanwhile, and never look again at what was made.

    Definitions live as long as their process: passing over them again and again, and once more when
    the process ends, costs 2.4 of 5.5 CPU s at 5,000 tables (`bench/definitions_load.py`).
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if enabled:
            gc.enable()


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raise first what a person can mend, and not the tree of components that it was found in.

    Dagster's page and every command then say it in both languages; the tree is its cause.

    Raises:
        OneDataError: Something in `defs/` is wrong that a person can mend.
    """
    try:
        yield
    except ComponentTreeException as error:
        cause = error.__cause__
        while cause is not None and not isinstance(cause, OneDataError):
            cause = cause.__cause__
        if cause is None:
            raise
        raise copy(cause) from error  # the cause itself would be its own cause's cause
