"""Which sources a test ran on, so that an outcome counts for these sources alone."""

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class SourceState:
    """The commit that a person recognises, and the digest of what was really there.

    The digest is of content and not of commits: a commit of what was tested changes nothing.
    """

    commit: str
    digest: str


def source_state(project: Path) -> SourceState:
    """Return the state of every file that git does not ignore, but for documents.

    A folder that is no checkout has an empty state, which equals itself.
    """
    listed = _git(project, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is None:
        return SourceState("", "")
    digest = hashlib.sha256()
    for name in sorted(filter(_counts, set(listed.split("\0")))):
        path = project / name
        if path.is_file():
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    commit = (_git(project, "rev-parse", "--short", "HEAD") or "").strip()
    changed = (_git(project, "status", "--porcelain") or "").strip()
    return SourceState(f"{commit} with changes" if changed else commit, digest.hexdigest())


def _counts(name: str) -> bool:
    """Tell whether a file can change what a test finds; the table of features cannot."""
    return bool(name) and not name.startswith("docs/") and PurePosixPath(name).suffix != ".md"


def _git(project: Path, *arguments: str) -> str | None:
    """Return what git says, or None where there is no git or no checkout."""
    command = ["git", "-C", str(project), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - fixed arguments
    except FileNotFoundError:
        return None
    return done.stdout.decode(errors="surrogateescape") if done.returncode == 0 else None
