"""The rights over files that root has on Linux and an ordinary account has not."""

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

VERSION_3 = 0x20080522  # _LINUX_CAPABILITY_VERSION_3 of linux/capability.h
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2  # read, write and enter whatever the mode of a file says
Found = TypeVar("Found")


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))


def held_to_modes(do: Callable[[], Found]) -> Found:
    """Return what a function returns where the modes of files hold, also where root runs the tests.

    It runs in a thread of its own, which gives the two capabilities up: they are a thread's, and
    `access` looks at those that root could take back (capabilities(7), access(2)).
    """
    with ThreadPoolExecutor(1, initializer=_give_up) as thread:
        return thread.submit(do).result()


def _give_up() -> None:
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(VERSION_3, 0), (_Sets * 2)()
    for function in (libc.capget, libc.capset):
        if function(ctypes.byref(header), sets):
            raise OSError(ctypes.get_errno(), "the capabilities of a thread")
        kept = ~(1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH)
        sets[0].effective, sets[0].permitted = sets[0].effective & kept, sets[0].permitted & kept
