"""Files that a person gives to a command: what they hold, or what is wrong with the file."""

from pathlib import Path

from onedata_resources.errors import BadInputError


def bytes_of(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        BadInputError: There is no such file, it is none, or it may not be read.
    """
    if path.is_dir():
        raise BadInputError(
            f"{path} is a folder: name a file in it.", f"{path} 是目录：请指定其中的文件。"
        )
    try:
        if path.exists() and not path.is_file():  # a device or a pipe might never end
            raise BadInputError(f"{path} is no plain file.", f"{path} 不是普通文件。")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInputError(
            f"There is no file {path.absolute()}: check the path.",
            f"没有文件 {path.absolute()}：请检查路径。",
        ) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInputError(
            f"{path} cannot be read ({why}): let this user read it.",
            f"无法读取 {path}（{why}）：请为当前用户开放读取权限。",
        ) from error


def text_of(path: Path) -> str:
    """Return what a file of text says.

    Raises:
        BadInputError: It cannot be read, or is not in UTF-8.
    """
    try:
        return bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(
            f"{path} is no text in UTF-8: name another file, or save it as UTF-8.",
            f"{path} 不是 UTF-8 文本：请指定其他文件，或另存为 UTF-8。",
        ) from error
