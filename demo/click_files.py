"""The click log as files: JSON Lines, one file for each day, a few lines of two days corrupt.

What happens in the log is in `demo/clicks.py`. Every line carries `"synthetic": true`, and
`ABOUT.json` beside the files says so for a person.
"""

import json
from datetime import date
from pathlib import Path

import polars as pl

FIELDS = (
    "event_id",
    "session_id",
    "household_id",
    "event_type",
    "event_at",
    "page",
    "device",
    "product_id",
    "basket_id",
    "order_value_usd",
)
TRUNCATED = {date(2017, 11, 20): 12, date(2017, 12, 18): 7}
"""Lines that were cut off while being written: no JSON any more."""
WITHOUT_SESSION = {date(2017, 12, 18): 5}
"""Lines that are JSON but name no session."""
ABOUT = "ABOUT.json"


def write_click_files(events: pl.DataFrame, folder: Path) -> dict[str, int]:
    """Write one file for each day and return the number of lines by file name.

    Each file appears whole; files of a former run that have no day any more are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = {f"{day:%Y-%m-%d}.jsonl": text for day, text in _days(events)}
    for name, text in lines.items():
        draft = folder / f".{name}.draft"
        draft.write_text(text, encoding="utf-8")
        draft.replace(folder / name)
    for stale in set(folder.glob("*.jsonl")) - {folder / name for name in lines}:
        stale.unlink()
    return {name: text.count("\n") for name, text in lines.items()}


def write_about(folder: Path, version: str, lines: dict[str, int]) -> None:
    """Write what the files are, and what a later seed compares to skip them."""
    about = {
        "synthetic": True,
        "note_en": "Synthetic click log made from real baskets with a fixed seed; no real visits.",
        "note_zh": "合成点击日志：由真实购物篮按固定随机种子生成，并非真实访问。",
        "content_version": version,
        "lines": lines,
    }
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (folder / ABOUT).write_text(text, encoding="utf-8")


def read_about(folder: Path) -> tuple[str, dict[str, int]]:
    """Return the version and the lines of the files that are there, empty where something lacks."""
    path = folder / ABOUT
    if not path.exists():
        return "", {}
    about = json.loads(path.read_text(encoding="utf-8"))
    whole = all((folder / name).exists() for name in about["lines"])
    return (about["content_version"], about["lines"]) if whole else ("", {})


def _days(events: pl.DataFrame) -> list[tuple[date, str]]:
    shown = events.with_columns(
        pl.col("event_at").dt.strftime("%Y-%m-%dT%H:%M:%S"), pl.lit(True).alias("synthetic")
    )
    return [
        (day, _spoiled(day, part.select(*FIELDS, "synthetic").write_ndjson()))
        for (day,), part in shown.partition_by("log_day", as_dict=True).items()
        if isinstance(day, date)
    ]


def _spoiled(day: date, text: str) -> str:
    """Return the day's lines with the faults of `TRUNCATED` and `WITHOUT_SESSION` in them."""
    cut, nameless = TRUNCATED.get(day, 0), WITHOUT_SESSION.get(day, 0)
    if not cut and not nameless:
        return text
    lines = text.splitlines()
    views = [place for place, line in enumerate(lines) if '"/home"' in line]
    step = len(views) // (cut + nameless)
    for number, place in enumerate(views[:: max(step, 1)][: cut + nameless]):
        lines[place] = lines[place][:60] if number < cut else _without_session(lines[place])
    return "\n".join(lines) + "\n"


def _without_session(line: str) -> str:
    return json.dumps(json.loads(line) | {"session_id": None}, separators=(",", ":"))
