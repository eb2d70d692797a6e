"""The JSON of DataX: with comments, commas too many, and `$name` or `${name}` anywhere.

The names become parameters. One that is not given stays as text, as in DataX.
"""

from __future__ import annotations

import json
import re
from typing import Any

from onedata_resources.kettle.errors import KettleFileError

MAX_BYTES = 64 * 1024 * 1024
_NAME = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*")|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<bare>\$\{?[A-Za-z_]\w*\}?)',
    re.DOTALL,
)
_LAST_COMMA = re.compile(r'(?P<string>"(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)


def json_value(source: bytes | str, name: str) -> tuple[Any, dict[str, str]]:
    """Return the value, in which every name is written `${name}`, and the names' defaults.

    Raises:
        KettleFileError: It is no JSON, no UTF-8 or larger than 64 MiB.
    """
    if len(source) > MAX_BYTES:
        raise KettleFileError(
            f"{name} has more than 64 MiB; that is no DataX job.",
            f"{name} 超过 64 MiB，不是 DataX 作业。",
        )
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        text = _LAST_COMMA.sub(lambda found: found["string"] or "", _TOKEN.sub(_plain, text))
        value = json.loads(text, parse_float=str, strict=False)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise KettleFileError(
            f"{name} cannot be read as JSON{where}: {_reason(error)}.",
            f"{name} 无法按 JSON 读取{where}：{_reason(error)}。",
        ) from None
    names: dict[str, str] = {}
    return _with_names(value, names), names


def _reason(error: Exception) -> str:
    """Return what is wrong; the text of the file, which may hold a password, is not part of it."""
    return error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__


def _plain(found: re.Match[str]) -> str:
    if found["comment"]:
        return "\n" * found[0].count("\n")
    return f'"{found["bare"]}"' if found["bare"] else found[0]


def _with_names(value: Any, names: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _with_names(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_names(each, names) for each in value]
    if not isinstance(value, str):
        return value

    def written(found: re.Match[str]) -> str:
        names[found[1]] = f"${found[1]}"
        return f"${{{found[1]}}}"

    return _NAME.sub(written, value)
