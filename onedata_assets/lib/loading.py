"""How definitions are loaded without the garbage collector in the way; they are in `defs/`."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
