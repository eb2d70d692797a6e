"""How many files an entry handled or failed at, and whether that counts as success."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onedata_resources.kettle.engine.java_texts import to_int
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.settings.stepxml import StepXml

NO_ERRORS = "success_if_no_errors"
ERRORS_LESS = "success_if_errors_less"
AT_LEAST = "success_when_at_least"


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
        return cls(settings.raw("success_condition", NO_ERRORS), to_int(settings.text(limit), 10))

    @property
    def broken(self) -> bool:
        """Whether no success is possible any more."""
        if self.condition == NO_ERRORS:
            return self.errors > 0
        return self.condition == ERRORS_LESS and self.errors >= self.limit

    @property
    def succeeded(self) -> bool:
        """Whether the condition holds."""
        if self.condition == AT_LEAST:
            return self.done >= self.limit
        if self.condition == ERRORS_LESS:
            return self.errors <= self.limit
        return self.condition == NO_ERRORS and self.errors == 0

    def cut(self, result: JobResult) -> JobResult:
        """Return the result of an entry that found its condition broken and left the rest.

        It fails, also where the errors are just as many as are allowed.
        """
        return replace(result, success=False, errors=self.errors)

    def settled(self, result: JobResult) -> JobResult:
        """Return the result of an entry that came to its end."""
        return replace(result, success=self.succeeded, errors=self.errors)
