"""How many files an entry handled or failed at, and whether that counts as success."""

from __future__ import annotations

from dataclasses import dataclass

from onedata_resources.kettle.settings.stepxml import StepXml


@dataclass
class Tally:
    """Kettle's three conditions: no errors, at least so many handled, at most so many errors."""

    condition: str
    limit: int
    done: int = 0
    errors: int = 0

    @classmethod
    def of(cls, settings: StepXml, limit: str) -> Tally:
        """Return an empty one; `limit` is the setting that holds the number."""
        written = settings.text(limit).strip()
        number = int(written) if written.lstrip("-").isdigit() else 10
        return cls(settings.raw("success_condition", "success_if_no_errors"), number)

    @property
    def broken(self) -> bool:
        """Whether no success is possible any more."""
        if self.condition == "success_if_no_errors":
            return self.errors > 0
        return self.condition == "success_if_errors_less" and self.errors >= self.limit

    @property
    def succeeded(self) -> bool:
        """Whether the condition holds."""
        if self.condition == "success_when_at_least":
            return self.done >= self.limit
        allowed = self.limit if self.condition == "success_if_errors_less" else 0
        return self.errors <= allowed
