"""The files of a model repository: a new version appears whole, and a refused one is taken back.

Layout: `<repository>/<model>/config.pbtxt` and `<repository>/<model>/<version>/...`. What the
files say is up to the caller.
"""

import errno
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from onedata_resources.clients.triton import TritonClient
from onedata_resources.errors import BadInputError, OneDataError, StorageFullError

KEPT_VERSIONS = 2
"""The version served and the one before it, to which callers may still hold."""
ASIDE = ".before"


def publish(
    server: TritonClient,
    name: str,
    version: str,
    *,
    config: str,
    files: Mapping[str, str],
    probe: Callable[[], object],
) -> None:
    """Serve this version of the model; repeating it serves the same files.

    `probe` asks the new version something and raises if it does not answer. If the server refuses
    the version, or the probe fails, the repository is as before and the previous version is still
    served. Once the new one answers, only it and the newest version before it are kept. Higher
    versions go, because a request that names none is answered by the highest.

    Raises:
        BadInputError: The version is no positive whole number, the server refused it, or the
            folder cannot be written.
        StorageFullError: There is no room left; nothing changed.
        UnavailableError: The server does not answer.
    """
    _require_number(name, version)
    model = server.model_repository / name
    previous_config = _read(model / "config.pbtxt")
    previous = [_set_aside(model / str(old)) for old in _versions(model) if old >= int(version)]
    loaded = False
    try:
        _write(model / version, files)
        _write(model, {"config.pbtxt": config})
        server.load(name)
        loaded = True
        probe()
    except BaseException:
        _restore(model, version, previous, previous_config)
        if loaded:
            _serve_previous(server, name, known=previous_config is not None)
        raise
    for aside in previous:
        shutil.rmtree(aside)
    for old in sorted(_versions(model))[:-KEPT_VERSIONS]:
        shutil.rmtree(model / str(old))


def _require_number(name: str, version: str) -> None:
    if version.isascii() and version.isdigit() and int(version) >= 1:
        return
    raise BadInputError(
        f"{version!r} cannot be a version of {name}: use a positive whole number",
        f"{version!r} 不能作为 {name} 的版本号：请使用正整数",
    )


def _serve_previous(server: TritonClient, name: str, *, known: bool) -> None:
    """Let the server read the restored repository; the caller raises what the probe met."""
    with suppress(OneDataError):
        if known:
            server.load(name)
        else:
            server.unload(name)


def _versions(model: Path) -> list[int]:
    folders = model.iterdir() if model.is_dir() else ()
    return [int(path.name) for path in folders if path.name.isdigit()]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _set_aside(folder: Path) -> Path:
    """Move an existing version out of the way, under a name that servers do not read."""
    aside = folder.with_name(f".{folder.name}{ASIDE}")
    if aside.exists():
        shutil.rmtree(aside)
    return folder.rename(aside)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write each file beside its place and move it there, so that none is read half."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            part = folder / f".{name}.part"
            part.write_text(text, encoding="utf-8")
            part.replace(folder / name)
    except OSError as error:
        kind = StorageFullError if error.errno == errno.ENOSPC else BadInputError
        raise kind(
            f"cannot write {folder}: {error}. Free some room or correct TRITON_MODEL_REPOSITORY, "
            "then retry; the served version is unchanged",
            f"无法写入 {folder}：{error}。请清理空间或更正 TRITON_MODEL_REPOSITORY 后重试；"
            "在线版本未改变",
        ) from error


def _restore(model: Path, version: str, previous: Sequence[Path], config: str | None) -> None:
    shutil.rmtree(model / version, ignore_errors=True)
    for aside in previous:
        aside.rename(model / aside.name.removeprefix(".").removesuffix(ASIDE))
    if config is not None:
        (model / "config.pbtxt").write_text(config, encoding="utf-8")
    elif (model / "config.pbtxt").exists():
        (model / "config.pbtxt").unlink()
