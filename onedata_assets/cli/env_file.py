"""The checkout's `.env`: settings of this installation, below those of the environment.

Dagster's own commands read the same file by themselves.
"""

import os
from pathlib import Path

from onedata_resources.errors import BadInputError
from onedata_resources.settings import project_dir


def env_file() -> Path:
    """Return where the file is, if there is one."""
    return project_dir() / ".env"


def values_in(file: Path) -> dict[str, str]:
    """Return what the file sets; nothing where there is no file.

    Raises:
        BadInputError: It is no text in UTF-8.
    """
    if not file.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        found = dotenv_values(file, encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError(
            f"{file} is no text in UTF-8 (byte {error.start}): save it in UTF-8.",
            f"{file} 不是 UTF-8 文本（第 {error.start} 字节）：请另存为 UTF-8。",
        ) from error
    return {name: value for name, value in found.items() if value is not None}


def load_env_file(file: Path) -> None:
    """Take from the file what the environment does not set.

    Raises:
        BadInputError: It is no text in UTF-8.
    """
    for name, value in values_in(file).items():
        os.environ.setdefault(name, value)
