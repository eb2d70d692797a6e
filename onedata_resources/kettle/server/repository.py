"""The server's repository: a folder of Kettle files, named as a client names a repository.

It is what Kettle calls a file repository: `/sales/load` of it is the file `sales/load.kjb` (or
`.ktr`) below the folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.server.config import CarteConfig
from onedata_resources.kettle.server.posted import Kind

ENDINGS = {Kind.TRANS: ".ktr", Kind.JOB: ".kjb"}


@dataclass(frozen=True)
class Repository:
    """One folder of files."""

    folder: Path

    @classmethod
    def of(cls, config: CarteConfig, name: str) -> Repository:
        """Return the server's repository; an empty name means whichever it has.

        Raises:
            BadInputError: It has none, or one of another name.
        """
        if not config.repository:
            raise BadInputError(
                "Repository required. This server has none: name a file instead, or start it with"
                " a repository (`onedata carte --repository FOLDER`).",
                "需要资源库，而该服务没有配置：请改用文件路径，"
                "或以 `onedata carte --repository 目录` 启动。",
            )
        folder = Path(config.repository)
        if name and name != folder.name:
            raise BadInputError(
                f"Unable to find repository: {name}. This server has {folder.name!r}.",
                f"没有资源库 {name}；该服务的资源库是 {folder.name!r}。",
            )
        return cls(folder)

    def file(self, written: str, kind: Kind) -> Path:
        """Return the file of an object.

        Raises:
            BadInputError: There is none, or the path leads out of the repository.
        """
        root = self.folder.resolve()
        path = (root / written.strip("/")).resolve()
        ending = ENDINGS[kind]
        found = path if path.suffix == ending else path.with_name(path.name + ending)
        if not found.is_relative_to(root) or not found.is_file():
            raise BadInputError(
                f"There is no {kind.value} {written!r} in repository {self.folder.name!r}.",
                f"资源库 {self.folder.name!r} 中没有 {kind.value} {written!r}。",
            )
        return found
