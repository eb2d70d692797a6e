"""What all calls of one server share: its configuration, its objects and its log numbers."""

import tempfile
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from onedata_resources.kettle.server.catalogue import Catalogue
from onedata_resources.kettle.server.config import CarteConfig
from onedata_resources.kettle.server.logs import LineNumbers, RunLog
from onedata_resources.kettle.server.messages import Task
from onedata_resources.kettle.server.objects import CarteObject
from onedata_resources.kettle.server.posted import Posted


@dataclass(eq=False)
class CarteState:
    """The state of one server; `stopping` is set when a client asked it to end."""

    config: CarteConfig
    catalogue: Catalogue = field(init=False)
    numbers: LineNumbers = field(default_factory=LineNumbers)
    stopping: threading.Event = field(default_factory=threading.Event)
    slaves: dict[str, tuple[dict[str, str], datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make an empty catalogue with the configured bounds."""
        self.catalogue = Catalogue(self.config.max_objects, self.config.object_timeout_seconds)

    def register(self, posted: Posted, folder: Path | None = None) -> CarteObject:
        """Add what was posted to the catalogue; `folder` goes when the object goes."""
        task = Task(
            posted,
            dict(self.config.connections),
            dict(self.config.settings),
            str(folder or ""),
            self.config.lake_uri,
            self.config.allow_shell,
        )
        log = RunLog(self.numbers, self.config.max_log_lines)
        entry = CarteObject(task, log, self.config.stop_grace_seconds, folder)
        self.catalogue.add(entry)
        return entry

    def new_folder(self) -> Path:
        """Return an empty folder for a package."""
        return Path(tempfile.mkdtemp(prefix="carte-"))
