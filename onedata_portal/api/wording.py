"""Automation and freshness in words. The texts are in `texts.yaml`."""

import re
from functools import cache
from pathlib import Path

from onedata_assets.domain.i18n import Catalogue, Language
from onedata_portal.api.dagster import Answer

TEXTS = Path(__file__).with_name("texts.yaml")

_CRON = re.compile(r"^on_cron\((?P<cron>[^,]+), (?P<zone>.+)\)$")
_NAMED = frozenset({"when_inputs_change", "eager", "on_missing"})
_UNITS = (("days", 86400), ("hours", 3600), ("minutes", 60))


@cache
def catalogue() -> Catalogue:
    """Return the texts of the API."""
    return Catalogue.load(TEXTS)


def automation_in_words(condition: Answer | None, language: Language) -> str | None:
    """Return when an asset is made by itself; None where only people and schedules make it."""
    if condition is None:
        return None
    label = condition["label"] or ""
    if label in _NAMED:
        return catalogue().text(f"automation.{label}", language)
    if found := _CRON.match(label):
        return catalogue().text("automation.on_cron", language, **found.groupdict())
    expanded = " ".join(condition["expandedLabel"])
    return catalogue().text("automation.other", language, condition=label or expanded)


def freshness_in_words(policy: Answer, language: Language) -> str:
    """Return until when an asset must be updated."""
    text = catalogue().text
    if policy["__typename"] == "CronFreshnessPolicy":
        return text(
            "freshness.cron",
            language,
            cron=policy["deadlineCron"],
            zone=policy["timezone"],
            window=duration(policy["lowerBoundDeltaSeconds"], language),
        )
    fail = duration(policy["failWindowSeconds"], language)
    if not policy["warnWindowSeconds"]:
        return text("freshness.window", language, fail=fail)
    warn = duration(policy["warnWindowSeconds"], language)
    return text("freshness.window_with_warning", language, fail=fail, warn=warn)


def duration(seconds: int, language: Language) -> str:
    """Return a span of time in the largest unit that says it in whole numbers."""
    for unit, size in _UNITS:
        if seconds >= size and seconds % size == 0:
            return catalogue().text(f"duration.{unit}", language, n=seconds // size)
    return catalogue().text("duration.seconds", language, n=seconds)
