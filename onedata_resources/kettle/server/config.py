"""What one Carte server is told when it starts. The environment is read by the CLI, not here."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CarteConfig:
    """Address, login, connections and limits of one server.

    `connections` maps the connection names used in Kettle files to SQLAlchemy URLs, `settings` to
    the settings that a person changes to correct them. The name `lake` means the lake at
    `lake_uri`. `repository` is the folder whose files clients may name as in a repository.
    """

    host: str = "127.0.0.1"
    port: int = 8081
    user: str = "cluster"
    password: str = field(default="cluster", repr=False)
    connections: Mapping[str, str] = field(default_factory=dict, repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    lake_uri: str | None = None
    repository: str = ""
    allow_shell: bool = False
    max_body_bytes: int = 64 * 1024**2
    max_unpacked_bytes: int = 512 * 1024**2
    max_package_files: int = 10_000
    max_objects: int = 1000
    max_log_lines: int = 50_000
    object_timeout_seconds: float = 24 * 3600.0
    stop_grace_seconds: float = 5.0
    max_blocking_calls: int = 64
