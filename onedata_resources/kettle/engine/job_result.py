"""What a job's entries hand on, and what a job keeps about each entry that ran."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from onedata_resources.kettle.engine.metrics import StepMetrics
from onedata_resources.kettle.engine.outcome import ResultFile, ResultRows


@dataclass(frozen=True)
class Lines:
    """Rows that a transformation's log counts; 0 where its log names no step for a counter."""

    input: int = 0
    output: int = 0
    read: int = 0
    written: int = 0
    updated: int = 0
    rejected: int = 0
    deleted: int = 0

    def plus(self, other: Lines) -> Lines:
        """Return the sums."""
        names = [each.name for each in fields(self)]
        return Lines(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True)
class JobResult:
    """The result of one entry, which the next entry and the hops see.

    `nr` is how deep in the job the last TRANS or JOB entry stood; files are known by their path.
    """

    success: bool = True
    errors: int = 0
    exit_status: int = 0
    lines: Lines = Lines()
    nr: int = 0
    files_retrieved: int = 0
    rows: tuple[ResultRows, ...] = ()
    files: tuple[ResultFile, ...] = ()

    def cleared(self) -> JobResult:
        """Return it without its numbers; success, exit status, rows and files stay."""
        return replace(self, errors=0, lines=Lines(), files_retrieved=0)

    def plus(self, other: JobResult) -> JobResult:
        """Return it with the other's numbers, rows and files added; success stays as it is."""
        return replace(
            self,
            errors=self.errors + other.errors,
            lines=self.lines.plus(other.lines),
            files_retrieved=self.files_retrieved + other.files_retrieved,
            rows=self.rows + other.rows,
        ).with_files(other.files)

    def with_files(self, added: Iterable[ResultFile]) -> JobResult:
        """Return it with the files; one that was there is replaced."""
        known = {each.path: each for each in self.files} | {each.path: each for each in added}
        return replace(self, files=tuple(known.values()))

    def ended(self, success: bool, *, errors: int = 0) -> JobResult:
        """Return it as succeeded or failed, with that many errors."""
        return replace(self, success=success, errors=errors)

    def settled(self) -> JobResult:
        """Return it as failed if it has errors."""
        return replace(self, success=False) if self.errors else self


@dataclass(frozen=True)
class EntryRun:
    """One execution of an entry; `steps` are those of the transformation that it ran.

    `copy` is the entry's drawing; the rest tells of the result that it left.
    """

    name: str
    type: str
    success: bool
    seconds: float
    steps: tuple[StepMetrics, ...] = ()
    copy: int = 0
    errors: int = 0
    lines: Lines = Lines()
    result_rows: int = 0
    result_files: int = 0
