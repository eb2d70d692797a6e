"""The units of a folder of Kettle files: every job and transformation that no other file calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from onedata_assets.lib.kettle_calls import called_by_step, called_file, content_of
from onedata_assets.lib.kettle_files import Reading
from onedata_assets.lib.kettle_read import transformation_of
from onedata_assets.lib.kettle_read_jobs import job_of
from onedata_assets.lib.kettle_sources import is_source
from onedata_resources.errors import BadInputError


@dataclass(frozen=True)
class Project:
    """A folder of Kettle files, and the globs of those that belong to the project."""

    folder: Path
    include: tuple[str, ...] = ("**/*",)
    exclude: tuple[str, ...] = ()

    def files(self) -> Iterator[Path]:
        """Yield the project's files, sorted.

        Raises:
            BadInputError: There is no such folder.
        """
        if not self.folder.is_dir():
            raise BadInputError(
                f"There is no folder {self.folder}: correct `project` in the YAML.",
                f"没有目录 {self.folder}：请修正 YAML 中的 project。",
            )
        left_out = set(self._matching(self.exclude))
        for path in sorted(set(self._matching(self.include)) - left_out):
            if is_source(path):
                yield path

    def _matching(self, globs: Iterable[str]) -> Iterator[Path]:
        for pattern in globs:
            yield from (path for path in self.folder.glob(pattern) if path.is_file())

    def name_of(self, path: Path) -> str:
        """Return the name of a unit: its path in the project without the ending."""
        return path.relative_to(self.folder).with_suffix("").as_posix()

    def units(self, reading: Reading) -> list[Path]:
        """Return the files that no other file of the project calls, jobs first.

        A job that cannot be read is a fault of the reading.

        Raises:
            BadInputError: There is no such folder, or no Kettle file in it.
        """
        files = list(self.files())
        called: set[Path] = set()
        for path in files:
            try:
                called |= {
                    each for each in called_by(path, reading.values) if each != path.resolve()
                }
            except BadInputError as fault:
                reading.faults.append(fault)
        units = [path for path in files if path.resolve() not in called]
        if not units and not reading.faults:
            raise BadInputError(
                f"{self.folder} has no Kettle file that stands for itself: correct `project`,"
                " `include` or `exclude` in the YAML. Jobs that only call each other have none.",
                f"{self.folder} 中没有可独立运行的 Kettle 文件：请修正 YAML 中的 project、include"
                " 或 exclude；互相调用的作业也不算。",
            )
        return sorted(units, key=lambda path: (path.suffix != ".kjb", path))


def called_by(path: Path, values: Mapping[str, str]) -> Iterator[Path]:
    """Yield the files that this one calls, so that a project's units can be told.

    Most transformations call none, which their bytes show without reading them.
    """
    if path.suffix == ".kjb":
        job = job_of(path)
        here = {**dict(job.parameters), **values}
        yield from (called_file(each, path, here) for each in job.named if each.named)
        return
    content = content_of(path)
    if b".ktr</filename>" in content or b".kjb</filename>" in content:
        try:
            calls = transformation_of(path, values).calls
        except BadInputError:
            return  # said when the unit is read
        yield from (called_by_step(each, path, values) for each in calls)
