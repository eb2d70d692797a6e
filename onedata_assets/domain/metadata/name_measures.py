"""What stands behind a measure in a name: what was done with it, the time that is looked back on.

Which measure a name tells is in `name_hints.py`.
"""

from __future__ import annotations

DONE = frozenset(
    {
        *("ordered", "received", "shipped", "sold", "used", "paid", "due", "earned", "spent"),
        *("returned", "refunded", "delivered", "requested", "required", "allocated", "reserved"),
        *("issued", "charged", "billed", "invoiced", "included", "applied", "granted", "owed"),
        *("made", "taken", "played", "won", "lost", "completed", "failed", "passed", "viewed"),
        *("inserted", "updated", "deleted", "processed", "loaded", "skipped", "cancelled"),
        *("remaining", "left", "outstanding", "available", "approved", "produced", "rejected"),
        "pending",
    }
)
"""What was done with that which is measured: `qty_sold`, `amount_due`."""
RATED = {("kwh",), ("kw",), ("w",), ("eur",), ("usd",)}
"""Units of what is told for each of the unit that follows."""
WINDOWS = frozenset(
    {"d", "day", "days", "week", "weeks", "month", "months", "mths", "yr", "yrs", "year", "years"}
)


def is_for_each(words: tuple[str, ...]) -> bool:
    """Tell whether something is told for each of a unit: `kwh_m2`."""
    return words[-2:-1] in RATED


def without_window(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without the time that is looked back on: `orders_last_30_days`."""
    at = len(words) - len(("30", "days"))
    if at < 1 or words[-1] not in WINDOWS or not words[at].isdigit():
        return words
    return words[: at - 1] if at > 1 and words[at - 1] in {"last", "past", "prev"} else words[:at]
