"""What is known of sources as files of this machine, which definitions read without a database.

They are texts here: `onedata_assets/domain/metadata/{versions,column_facts}.py` say of what.
"""

from pathlib import Path

from onedata_resources.clients.files import replace_file
from onedata_resources.settings import home_dir


def keep_source(name: str, content: str, columns: str) -> None:
    """Leave the structure of a source and what was found out of its columns for definitions."""
    for path, text in ((_structure(name), content), (_columns(name), columns)):
        encoded = text.encode()
        if not path.exists() or path.read_bytes() != encoded:
            replace_file(path, encoded)


def kept_structure(name: str) -> str:
    """Return the newest structure that was left on this machine; empty before the first scan."""
    return _text(_structure(name))


def kept_columns(name: str) -> str:
    """Return what the last scan on this machine found out of columns; empty before the first."""
    return _text(_columns(name))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _structure(name: str) -> Path:
    return home_dir() / "metadata" / f"{name}.json"


def _columns(name: str) -> Path:
    return home_dir() / "metadata" / f"{name}.columns.json"
