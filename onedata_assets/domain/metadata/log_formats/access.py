"""Access logs of web servers, whatever order and further fields their format has.

A line is taken apart into quoted texts, brackets and words; what stands at each place is named by
what it looks like and by what is beside it, as in Apache's `common` and `combined`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.log_formats.stamps import STAMPS
from onedata_assets.domain.metadata.sample_texts import numbered

if TYPE_CHECKING:
    import polars as pl

_BY_NAME = {stamp.name: stamp.plain for stamp in STAMPS}
_MOMENT = rf"(?:{_BY_NAME['request']}|{_BY_NAME['iso']})"
_BARE = r"[A-Z]{3,20} \S+ HTTP/[\d.]+"
"""A request that stands without quotes."""
LINE = (
    rf'(?:\[{_BY_NAME["request"]}\].*"(?:[^"\\]|\\.)*" \d{{3}}\b)'
    rf"|(?:^(?:\S+ ){{0,6}}?\[?{_MOMENT}\]? .*\"[A-Z]{{3,20}} \S[^\"]* HTTP/[\d.]+\")"
    rf"|(?:^\S.*\"[A-Z]{{3,20}} \S[^\"]* HTTP/[\d.]+\" .*\[?{_MOMENT}\]?)"
    rf"|(?:^(?:\S+ ){{0,9}}?\[{_BY_NAME['request']}\] .*\b{_BARE})"
)
"""A line of an access log: a moment, and a request or a status behind a quoted text."""
_PIECE = rf"{_BARE}|" + r'[\w.]+="(?:[^"\\]|\\.)*"|"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\S+'
_COMMON = ["ip", "ident", "user", "time", "request", "status", "bytes"]
_COMBINED = [*_COMMON, "referer", "user_agent"]
_ADDRESS = r"^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)$"
_ADDRESSES = r"^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)(?:, ?\S+)*$"
_STATUS = r'^"?[1-5]\d{2}"?$'
_PRODUCT = r"[A-Za-z].*/\d"
_SECONDS = r"^\d{1,5}\.\d{3}$"
_MOSTLY = 0.9
_MARKS = r"^(?:[|>;,]+|->)$"
"""What parts fields and says nothing."""
_LABEL = r"^[A-Za-z_]\w*:$"
"""A word that names the field behind it, where it is the same in all lines."""


@dataclass(frozen=True)
class Access:
    """The lines that have one order of fields, that order, and which lines these are."""

    frame: pl.DataFrame
    family: str
    layout: str
    fits: pl.Series


def read_access(lines: pl.Series) -> Access:
    """Return the fields of the lines as texts, the request apart into its method, path and query.

    The time stays as written.
    """
    import polars as pl

    tokens = lines.str.extract_all(_PIECE)
    counts = tokens.list.len()
    usual = counts.mode().max()
    fits = counts == usual
    width = int(usual or 0)  # type: ignore[call-overload]
    apart = pl.DataFrame(
        [tokens.filter(fits).list.get(place).alias(str(place)) for place in range(width)]
    )
    apart, labels = _without_labels(apart)
    names = _names(apart, labels)
    layout = " ".join(_as_written(name, apart[str(n)]) for n, name in enumerate(names))
    frame = apart.select(
        _value(apart[str(place)], name).alias(name) for place, name in enumerate(names)
    )
    return Access(_request_apart(frame), _family(names), layout, fits)


def _family(names: list[str]) -> str:
    usual = ["ip" if name == "host" else name for name in names]
    if usual == _COMMON:
        return "access (common)"
    if usual == _COMBINED:
        return "access (combined)"
    if usual[: len(_COMBINED)] == _COMBINED:
        return "access (combined and more)"
    return "access (own format)"


def _without_labels(apart: pl.DataFrame) -> tuple[pl.DataFrame, dict[int, str]]:
    """Return the fields without what only parts or names them, and the names, by place."""
    kept: list[pl.Series] = []
    labels: dict[int, str] = {}
    for column in apart.get_columns():
        if _share(column, _LABEL) == 1 and column.n_unique() == 1:
            labels[len(kept)] = str(column[0]).rstrip(":")
        elif _share(column, _MARKS) < 1:
            kept.append(column.str.replace(r"^\((.*)\)$", "${1}").str.strip_chars_end(":,;"))
    return numbered(kept), labels


def _names(apart: pl.DataFrame, labels: dict[int, str]) -> list[str]:
    """Return a name for each place, none of them twice."""
    columns = [apart[name] for name in apart.columns]
    time = _first(columns, rf"^\[?{_MOMENT}\]?$")
    request = _first(columns, r'^"?[A-Z]{3,20} \S', besides={time}, share=0.5)
    if request < 0:  # nobody spoke HTTP
        request = _first(columns, '^"', besides={time})
    status = _first(columns, _STATUS, besides=set(range(request + 1)))
    if status < 0:
        status = _first(columns, _STATUS, besides={time})
    named = {time: "time", request: "request", status: "status"}
    named |= {n: label for n, label in labels.items() if n not in named and n < len(columns)}
    if 2 <= time < max(request, 3) and _share(columns[time - 1], _SECONDS) <= _MOSTLY:
        named = {time - 1: "user", time - 2: "ident"} | named
    for place, column in enumerate(columns):
        if place not in named:
            named[place] = _name(column, place, named, after=place > request)
    return _distinct([named[place] for place in range(len(columns))])


def _name(column: pl.Series, place: int, named: dict[int, str], *, after: bool) -> str:
    """Return the name of what stands at a place, by what it looks like."""
    taken = set(named.values())
    quoted = _share(column, '^"') > _MOSTLY
    bare = column.str.strip_chars('"')
    told = bare.filter(~bare.is_in(["-", ""]))
    if _share(column, r"^[A-Za-z_][\w.]*=") > _MOSTLY:
        return str(column.str.extract(r"^([A-Za-z_][\w.]*)=", 1).mode()[0])
    behind_status = after and named.get(place - 1) == "status"
    if behind_status and "bytes" not in taken and _share(bare, r"^(?:\d+|-)$") > _MOSTLY:
        return "bytes"
    if not quoted and "ip" not in taken and _share(bare, _ADDRESS) > _MOSTLY:
        return "ip"
    if not after and _share(bare, _SECONDS) <= _MOSTLY:
        return "host" if place == 0 and _share(bare, r"^[\w.:-]+$") > _MOSTLY else _field(place)
    return _name_behind(quoted=quoted, bare=bare, told=told, taken=taken) or _field(place)


def _name_behind(*, quoted: bool, bare: pl.Series, told: pl.Series, taken: set[str]) -> str:
    """Return the name of a field behind request and status; nothing for one of no known look."""
    nothing_told = told.is_empty()
    if quoted:
        if "referer" not in taken and (nothing_told or _share(told, r"^(?:\w+:/|/)") > _MOSTLY):
            return "referer"
        if "user_agent" in taken and (nothing_told or _share(told, _ADDRESSES) > _MOSTLY):
            return "forwarded_for"
        if "user_agent" not in taken and (nothing_told or _share(told, _PRODUCT) > 1 / 2):
            return "user_agent"
    if _share(told, _SECONDS) > _MOSTLY:
        return "request_time" if "request_time" not in taken else "upstream_response_time"
    if _share(bare, r"^[\w.-]+:\d{2,5}$") > _MOSTLY:
        return "upstream"
    return ""


def _field(place: int) -> str:
    return f"field_{place + 1}"


def _distinct(names: list[str]) -> list[str]:
    counted: dict[str, int] = {}
    made = []
    for name in names:
        counted[name] = counted.get(name, 0) + 1
        made.append(name if counted[name] == 1 else f"{name}_{counted[name]}")
    return made


def _share(column: pl.Series, pattern: str) -> float:
    return float(column.str.contains(pattern).mean() or 0)  # type: ignore[arg-type]


def _first(
    columns: list[pl.Series], pattern: str, *, besides: set[int] | None = None, share: float = 0.9
) -> int:
    """Return the first place where most texts are so; -1 if there is none."""
    left_out = besides or set()
    fits = (
        place
        for place, column in enumerate(columns)
        if place not in left_out and _share(column, pattern) >= share
    )
    return next(fits, -1)


def _as_written(name: str, column: pl.Series) -> str:
    if _share(column, '^"') > _MOSTLY:
        return f'"{name}"'
    return f"[{name}]" if _share(column, r"^\[") > _MOSTLY else name


def _value(column: pl.Series, name: str) -> pl.Series:
    """Return what a field says: without its quotes, its key, and the sign for nothing."""
    import polars as pl

    if _share(column, r"^[A-Za-z_][\w.]*=") > _MOSTLY:
        column = column.str.replace(r"^[A-Za-z_][\w.]*=", "")
    bare = column.str.strip_chars('"') if name != "time" else column.str.strip_chars("[]")
    return pl.select(pl.when(~bare.is_in(["-", ""])).then(bare)).to_series()


def _request_apart(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    if "request" not in frame.columns:
        return frame
    parts = frame["request"].str.extract_groups(
        r"^(?P<method>[A-Z]{3,20}) (?P<path>[^?\s]*)(?:\?(?P<query>\S*))?"
        r"(?: (?P<protocol>HTTP/\S+))?$"
    )
    columns = [
        [frame[name]] if name != "request" else parts.struct.unnest().get_columns()
        for name in frame.columns
    ]
    return pl.DataFrame([column for group in columns for column in group])
