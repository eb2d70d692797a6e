"""Whether a page can be read, and whether a file is locked, for steps and entries that ask."""

from __future__ import annotations

from pathlib import Path

from onedata_resources.kettle.engine.java_texts import to_int
from onedata_resources.kettle.settings.files import local_path


def why_not_read(url: str, connect_limit: str, read_limit: str) -> str | None:
    """Return why the page cannot be read, None where it can; limits are texts of milliseconds."""
    import httpx

    connect, read = (max(to_int(each, 0), 0) / 1000 or None for each in (connect_limit, read_limit))
    limits = httpx.Timeout(None, connect=connect, read=read)
    try:
        if url.lower().startswith("file:"):
            with open(local_path(url), "rb"):  # noqa: PTH123 - it may be a folder too
                return None
        with httpx.stream(
            "GET", url, timeout=limits, follow_redirects=True, trust_env=False
        ) as answer:
            answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return str(error) or type(error).__name__
    return None


def is_locked(path: Path) -> bool:
    """Tell whether another program holds a lock on the file, which one that is not there has not.

    Raises:
        OSError: The file cannot be opened.
    """
    import fcntl

    if not path.exists():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
