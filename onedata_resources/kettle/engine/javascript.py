"""JavaScript in a sandbox: no file, no network, no host object, a limit of time and of memory.

The engine is QuickJS. What Kettle's own scripts find there (fields, helper functions) is in
`scripts/`; how a script is read before it runs is in `script_text.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, TypeVar

T = TypeVar("T")
SECONDS = 60.0
MEMORY_MB = 512
_FRAME = re.compile(r"\n\s+at ")
_LINE = re.compile(r"<input>:(\d+)")
_JSON_OF = "(function (value) { return value === undefined ? 'null' : JSON.stringify(value); })"


class ScriptError(Exception):
    """A script cannot be read, threw an error, or went over its limits; the text says which.

    `line` is that of the text that was run, where the engine tells one.
    """

    def __init__(self, why: str, line: int | None = None) -> None:
        """Tell why."""
        super().__init__(why)
        self.line = line


class JavaScript:
    """One sandbox: its globals live until `close`.

    A sandbox belongs to one thread, so it has its own and may be used from any. `seconds` is the
    processor time that one call may take (the process's, so that threads beside it count too).
    """

    def __init__(self, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> None:
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, "javascript")
        self._context: Any = None
        self._functions: dict[str, Any] = {}
        self._do(lambda: self._open(memory_mb))

    def _open(self, memory_mb: int) -> None:
        import quickjs

        self._context = quickjs.Context()
        self._context.set_memory_limit(memory_mb * 1024 * 1024)
        self._context.set_time_limit(self._seconds)
        self._functions[""] = self._context.eval(_JSON_OF)

    def run(self, source: str) -> object:
        """Run global code and return the value of its last expression; one of JSON's kinds.

        Raises:
            ScriptError: It cannot be read, or failed.
        """
        return self._do(lambda: self._value(self._context.eval(source)))

    def define(self, values: Mapping[str, object]) -> None:
        """Set globals to JSON's kinds of values."""
        text = json.dumps(dict(values))

        def assign() -> None:
            self._context.set("__given", text)
            self._context.eval("Object.assign(globalThis, JSON.parse(__given)); delete __given;")

        self._do(assign)

    def call(self, function: str, text: str) -> str:
        """Return what a global function of one text, which returns a text, makes of `text`.

        Raises:
            ScriptError: It failed.
        """

        def call() -> str:
            known = self._functions.get(function)
            if known is None:
                known = self._functions[function] = self._context.get(function)
            return str(known(text))

        return self._do(call)

    def _value(self, value: object) -> object:
        if value is None or isinstance(value, bool | int | float | str):
            return value
        text = self._functions[""](value)
        return None if text is None else json.loads(text)

    def _do(self, work: Callable[[], T]) -> T:
        return self._thread.submit(self._told, work).result()

    def _told(self, work: Callable[[], T]) -> T:
        import quickjs

        try:
            return work()
        except quickjs.JSException as error:
            told, *frames = _FRAME.split(str(error))
            raise ScriptError(self._reason(told), _line_in(frames)) from error

    def _reason(self, told: str) -> str:
        if told.startswith("InternalError: interrupted"):
            return f"The script ran longer than {self._seconds:g} s."
        if told.startswith(("InternalError: out of memory", "null")):
            return "The script needs more memory than it may use."
        return told.removesuffix("\nundefined").strip()

    def close(self) -> None:
        """Give the memory back; the sandbox cannot be used after this."""

        def drop() -> None:
            self._functions.clear()
            self._context = None

        self._thread.submit(drop)
        self._thread.shutdown(wait=False)

    def __enter__(self) -> Self:
        """Return the sandbox."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


def _line_in(frames: list[str]) -> int | None:
    """Return the line of the script's own frame; one that cannot be read has only the first."""
    own = next((each for each in frames if "anonymous" in each), frames[0] if frames else "")
    found = _LINE.search(own)
    return int(found[1]) if found else None


def evaluate(script: str, bindings: Mapping[str, object], *, seconds: float = SECONDS) -> object:
    """Return the value of the script's last expression; `bindings` are its globals.

    Values in and out are JSON's kinds; a function or `undefined` comes back as None.

    Raises:
        ScriptError: The script cannot be read, failed, or went over its limits.
    """
    with JavaScript(seconds=seconds) as sandbox:
        sandbox.define(bindings)
        return sandbox.run(script)
