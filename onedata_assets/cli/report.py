"""The page that `onedata demo` ends with: what was made, how good it is, where to look."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from onedata_assets.cli.say import console, text


def print_result(
    summary: Mapping[str, Any], seconds: Mapping[str, float], triton_missing: str, home: Path
) -> None:
    """Print the result of a demo run."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _lines(summary, triton_missing, home):
        table.add_row(text(f"result.{name}"), value)
    for part, taken in seconds.items():
        table.add_row(
            text(f"demo.{part}").rstrip(" .…"), text("result.seconds", seconds=f"{taken:.1f}")
        )
    total = text("result.seconds", seconds=f"{sum(seconds.values()):.1f}")
    table.add_row(text("result.total"), total)
    failed = bool(summary.get("failed_steps") or summary.get("failed_checks") or not summary)
    style = "red" if failed else "green"
    title = text("result.failed" if failed else "result.title")
    console.print(Panel(table, title=title, border_style=style, expand=False))
    for step, reason in (summary.get("failed_steps") or {}).items():
        console.print(f"[red]{step}[/red]\n{reason}")
    console.print(text("result.next"))


def _lines(summary: Mapping[str, Any], triton_missing: str, home: Path) -> list[tuple[str, str]]:
    """Return name and text of each line that there is something to say for."""
    if not summary:
        return []
    lines = [
        ("assets", f"{summary['assets']}"),
        ("rows", f"{summary['rows']:,}"),
        ("checks", _check_counts(summary["checks"])),
        *(("failed_check", name) for name in summary["failed_checks"]),
        *(("warned_check", name) for name in summary["warned_checks"]),
        *_figures(summary["figures"], triton_missing),
    ]
    if "events" in summary:
        told = text("result.told", events=summary["events"], alarms=summary["alarms"])
        lines.append(("operations", told))
    return [*lines, ("home", str(home)), ("memory", text("result.mib", mib=summary["peak_mib"]))]


def _check_counts(checks: Mapping[str, int]) -> str:
    counts = {outcome: checks.get(outcome, 0) for outcome in ("passed", "warned", "failed")}
    return text("result.check_counts", **counts)


def _figures(figures: Mapping[str, Any], triton_missing: str) -> Iterator[tuple[str, str]]:
    """Yield how good the model, its service and the index are, and where the report is."""
    if "wape" in figures:
        yield "model", text("result.model_error", **_percents(figures))
    if triton_missing:
        yield "served", text("result.not_served", reason=escape(triton_missing))
    elif "relative_difference" in figures:
        difference = f"{figures['relative_difference']:.2g}"
        yield "served", text("result.difference", value=difference)
    if "hit_at_3" in figures:
        score = {"hit": f"{figures['hit_at_3']:.2f}", "mrr": f"{figures['mrr']:.3f}"}
        yield "retrieval", text("result.score", **score)
    if "report_path" in figures:
        yield "report", str(figures["report_path"])


def _percents(figures: Mapping[str, Any]) -> dict[str, str]:
    return {
        "wape": f"{figures['wape']:.1%}",
        "baseline_wape": f"{figures['baseline_wape']:.1%}",
        "mase": f"{figures['mase']:.2f}",
        "baseline_mase": f"{figures['baseline_mase']:.2f}",
    }
