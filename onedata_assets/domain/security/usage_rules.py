"""When use of the platform counts as unusual: every limit by name, with the reason for its value.

The rules that apply them are in `usage_amounts.py`, `usage_places.py` and `usage_accounts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UsageRules:
    """The limits of all rules. Times are those of one zone; days are days with activity."""

    baseline_days: int = 60
    """How far back somebody's usual days reach: two months hold a month's end twice, and a change
    of work is the new usual after half of them."""
    least_history: int = 10
    """Active days before a day is compared with them: two working weeks. With fewer, a median says
    little, and everything that somebody new does would be new."""
    deviations: float = 4.0
    """Robust deviations above the median, on a logarithmic scale since work varies by multiples:
    at 3, one day of 700 is found though nothing happened; at 4, one of 30,000."""
    times: float = 4.0
    """Least multiple of the median that is far more: a person who always does the same has a
    deviation near zero, and one more is nothing."""
    busy_share: float = 0.9
    """The share of usual days that a limit lies above, one and a half times: who exports much every
    Monday has one such day in five, and it is usual."""
    busy_times: float = 1.5
    """See `busy_share`."""
    least_reads: int = 20
    """Reads of data on a day that are never unusual: an hour of looking around."""
    least_exports: int = 5
    """Exports on a day that are never unusual."""
    least_rows: int = 10_000
    """Rows of data on a day that are never unusual: a hundred pages of a table."""
    least_refusals: int = 10
    """Refusals on a day that are never unusual: a page that somebody may not see asks several
    times."""
    near_hours: int = 2
    """Hours around those of earlier activity that are not new: people come early and stay late."""
    least_off_hours: int = 3
    """Actions in new hours that are found: one or two are somebody who looked at the phone."""
    least_sign_in_days: int = 10
    """Days of sign-ins before a network is new to somebody: two working weeks, with a desk, a
    meeting room and a home."""
    shared_network: int = 3
    """Other people who signed in from a network before, which make it one of the company's."""
    ipv4_bits: int = 16
    """Bits of an IPv4 network: a site of a company's network or a region of a provider. With 24,
    every lease of a wireless network would be a new one."""
    ipv6_bits: int = 48
    """Bits of an IPv6 network: what a provider gives one site."""
    guesses: int = 5
    """Failed sign-ins just before one that succeeds: people mistype two or three times."""
    guess_minutes: int = 60
    """How long before the success the failed ones may be."""
    dormant_days: int = 60
    """Days without any activity after which an account was dormant: longer than any holiday."""
