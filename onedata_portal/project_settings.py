"""Settings of projects as the portal takes them: read against what the installation offers.

The rules are in `onedata_assets/domain/security`; here their refusals become errors for people, and
the administrator's file is read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from onedata_assets.domain.security.installation import Installation
from onedata_assets.domain.security.project_settings import ProjectSettings
from onedata_assets.domain.security.refusals import SettingError
from onedata_resources.errors import BadInputError
from onedata_resources.store.projects import Projects


def read_installation(file: str) -> Installation:
    """Return what `INSTALLATION_FILE` says; without a file, an installation of this machine alone.

    Raises:
        BadInputError: The file is missing, is no YAML, or a name or value in it is wrong.
    """
    if not file:
        return Installation()
    try:
        raw = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        why = getattr(error, "strerror", None) or "YAML"
        raise BadInputError(
            f"INSTALLATION_FILE: {file} cannot be read ({why}): correct the path or the file",
            f"INSTALLATION_FILE：无法读取 {file}（{why}）：请更正路径或内容",
        ) from error
    if not isinstance(raw, Mapping | None):
        raise BadInputError(
            f"INSTALLATION_FILE: {file} must be a mapping of names to values",
            f"INSTALLATION_FILE：{file} 应为 名称: 值 的映射",
        )
    with _told(f"INSTALLATION_FILE {file}"):
        return Installation.parse(raw or {})


def read_settings(
    raw: Mapping[str, Any], installation: Installation, where: str = ""
) -> ProjectSettings:
    """Return the settings that a person typed; errors begin with `where`.

    Raises:
        BadInputError: One or more are wrong; each is named, with what to write instead.
    """
    with _told(where):
        return ProjectSettings.parse(raw, installation)


def stored_settings(
    projects: Projects, installation: Installation
) -> Callable[[Iterable[str]], dict[str, ProjectSettings]]:
    """Return what reads the settings of those of the named projects that the store knows.

    It raises a `BadInputError` where stored settings are wrong by now.
    """

    def read(names: Iterable[str]) -> dict[str, ProjectSettings]:
        names = list(names)
        stored = projects.settings(names)
        return {
            name: read_settings(stored[name], installation, f"{name}:")
            for name in names
            if name in stored
        }

    return read


@contextmanager
def _told(where: str) -> Iterator[None]:
    try:
        yield
    except SettingError as error:
        en, zh = (f"{where}\n", f"{where}\n") if where else ("", "")
        raise BadInputError(f"{en}{error.en}", f"{zh}{error.zh}") from error
