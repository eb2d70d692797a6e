"""XML_WELL_FORMED and DOS_UNIX_CONVERTER: each file of a list of files and folders in turn.

Both count the files that are good and bad, and succeed as one of three conditions says.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.line_ends import as_dos, as_unix, is_dos
from onedata_resources.kettle.engine.entries.places import existing_place, files_in, result_file
from onedata_resources.kettle.engine.java_texts import to_int
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.engine.patterns import matches
from onedata_resources.kettle.model import Entry

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

CHUNK = 1 << 20


@dataclass(frozen=True)
class Source:
    """A file or folder of the list, the pattern for the files of a folder, and what to do."""

    name: str
    wildcard: str
    how: str


@dataclass
class Turns:
    """What became of the files so far; `errors` are names that lead to no file."""

    condition: str
    fewer: str
    limit: int
    good: list[Path] = field(default_factory=list)
    bad: list[Path] = field(default_factory=list)
    errors: int = 0
    broken: bool = False

    @property
    def failures(self) -> int:
        """The errors and the bad files."""
        return self.errors + len(self.bad)

    def miss(self) -> None:
        """Count an error; only then Kettle asks whether the condition can still hold."""
        self.errors += 1
        few = self.condition == self.fewer and len(self.bad) >= self.limit
        self.broken |= self.condition == "success_if_no_errors" or few

    @property
    def succeeded(self) -> bool:
        """Whether the condition holds."""
        if self.condition == "success_when_at_least":
            return len(self.good) >= self.limit
        if self.condition == self.fewer:
            return len(self.bad) < self.limit
        return self.condition == "success_if_no_errors" and not self.failures


Handle = Callable[[Path, Source], bool]


def in_turn(
    run: JobRun, found: Entry, previous: JobResult, handle: Handle, words: tuple[str, str, str]
) -> JobResult:
    """Return the result once `handle` was asked for each file whether it is good.

    `words` are what this entry calls the condition of few bad files, and the result files of good
    and of bad ones.
    """
    settings = run.settings(found.xml)
    condition = settings.raw("success_condition", "success_if_no_errors")
    turns = Turns(condition, words[0], to_int(settings.text("nr_errors_less_than"), 10))
    cut = False
    for source in _sources(run, found, previous):
        cut = turns.broken
        if cut or run.ended:
            break
        _one_source(run, found, source, turns, handle)
    wanted = settings.raw("resultfilenames")
    for word, files in ((words[1], turns.good), (words[2], turns.bad)):
        if wanted in {word, "all_filenames"}:
            previous = previous.with_files(result_file(run, found, each) for each in files)
    counted = replace(previous.lines, rejected=len(turns.bad), written=len(turns.good))
    result = replace(previous, lines=counted)
    if cut:
        return replace(result.ended(False, errors=1), nr=turns.failures)
    return result.ended(turns.succeeded, errors=0 if turns.succeeded else turns.failures)


def _sources(run: JobRun, found: Entry, previous: JobResult) -> Iterator[Source]:
    settings = run.settings(found.xml)
    if settings.flag("arg_from_previous"):
        yield from (Source(row.at(0), row.at(1), row.at(2)) for row in each_row(previous.rows))
        return
    for each in settings.items("fields/field"):
        tags = "source_filefolder", "wildcard", "ConversionType"
        yield Source(*(each.raw(tag) for tag in tags))


def _one_source(run: JobRun, found: Entry, source: Source, turns: Turns, handle: Handle) -> None:
    path = existing_place(run, found, source.name)
    if path is None:
        turns.miss()
        return
    try:
        for each in _files(run, found, path, source):
            if turns.broken or run.ended:
                break
            (turns.good if handle(each, source) else turns.bad).append(each)
    except (BadInputError, OSError) as error:
        run.log.error(found.name, f"[{path}] cannot be processed: {error}")
        turns.miss()


def _files(run: JobRun, found: Entry, path: Path, source: Source) -> Iterator[Path]:
    """Yield the file, or those of the folder whose whole address matches."""
    if not path.is_dir():
        yield path
        return
    wildcard = run.expand(source.wildcard)
    deep = run.settings(found.xml).flag("include_subfolders")
    for each in files_in(path, "", deep=deep):
        if matches(wildcard, _address(each)):
            yield each


def _address(path: Path) -> str:
    """Return the file's address as Kettle writes it."""
    text = str(path)
    for sign in "%# ":
        text = text.replace(sign, f"%{ord(sign):02x}")
    return f"file://{text}"


@entry("XML_WELL_FORMED")
def xml_well_formed(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """XML_WELL_FORMED tries to read each file and succeeds as its condition says."""
    from onedata_resources.kettle.engine.xml_documents import fault_of

    def is_good(path: Path, _: Source) -> bool:
        fault = fault_of(path)
        if fault:
            run.log.error(found.name, f"[{path}] is not well formed: {fault}")
        return not fault

    words = (
        "success_if_bad_formed_files_less",
        "only_well_formed_filenames",
        "only_bad_formed_filenames",
    )
    return in_turn(run, found, previous, is_good, words)


@entry("DOS_UNIX_CONVERTER")
def dos_unix_converter(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """DOS_UNIX_CONVERTER writes each file anew with the other kind of line ends."""

    def is_good(path: Path, source: Source) -> bool:
        how = source.how.lower()
        to_unix = how == "dostounix" or (how != "unixtodos" and is_dos(path))
        try:
            _convert(path, as_unix if to_unix else as_dos)
        except OSError as error:
            run.log.error(found.name, f"[{path}] was not converted: {error}")
            return False
        kind = "UNIX" if to_unix else "DOS"
        run.log.write(found.name, f"File [{path}] converted to {kind}.", level="Detailed")
        return True

    words = ("success_if_error_files_less", "only_processed_filenames", "only_error_filenames")
    return in_turn(run, found, previous, is_good, words)


def _convert(path: Path, converted: Callable[[Iterator[bytes]], Iterator[bytes]]) -> None:
    """Put the converted text in the file's place; a conversion that fails leaves it as it was."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as new:
        try:
            with path.open("rb") as old:
                new.writelines(converted(iter(lambda: old.read(CHUNK), b"")))
            shutil.copymode(path, new.name)
            Path(new.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(new.name).unlink()
            raise
