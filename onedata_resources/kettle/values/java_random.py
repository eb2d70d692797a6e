"""Java's java.util.Random, many numbers at a time."""

from __future__ import annotations

import numpy as np

_FACTOR, _ADDEND, _BITS = 0x5DEECE66D, 0xB, (1 << 48) - 1


class JavaRandom:
    """The doubles that Java's generator gives for a seed, in order."""

    def __init__(self, seed: int) -> None:
        self._state = (seed ^ _FACTOR) & _BITS
        self._made = np.empty(0)

    def peek(self, count: int) -> np.ndarray:
        """Return at least the next `count` doubles without taking them."""
        while len(self._made) < count:
            self._made = np.concatenate([self._made, self._doubles(max(count, 1024))])
        return self._made

    def take(self, count: int) -> np.ndarray:
        """Return the next `count` doubles."""
        taken = self.peek(count)[:count]
        self._made = self._made[count:]
        return taken

    def _doubles(self, count: int) -> np.ndarray:
        """Return new doubles; two steps of the generator make one."""
        states = np.empty(2 * count, np.uint64)
        states[0] = (self._state * _FACTOR + _ADDEND) & _BITS
        done = 1
        while done < len(states):
            more = min(done, len(states) - done)
            jump, offset = _power(done)
            states[done : done + more] = (
                states[:more] * np.uint64(jump) + np.uint64(offset)
            ) & np.uint64(_BITS)
            done += more
        self._state = int(states[-1])
        high = states[0::2] >> np.uint64(22)
        low = states[1::2] >> np.uint64(21)
        return ((high << np.uint64(27)) + low).astype(np.float64) / float(1 << 53)


def _power(steps: int) -> tuple[int, int]:
    """Return the factor and addend that take the generator as many steps further at once."""
    factor, addend = 1, 0
    step_factor, step_addend = _FACTOR, _ADDEND
    while steps:
        if steps & 1:
            factor = factor * step_factor & _BITS
            addend = (addend * step_factor + step_addend) & _BITS
        step_addend = (step_addend * step_factor + step_addend) & _BITS
        step_factor = step_factor * step_factor & _BITS
        steps >>= 1
    return factor, addend
