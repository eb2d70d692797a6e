"""Settings of the platform that administrators change while it runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import sqlalchemy as sa

from onedata_resources.store.database import Store
from onedata_resources.store.tables import SettingRecord


@dataclass(frozen=True)
class PlatformSettings:
    """What can be set; a store without an entry has the default."""

    product_name: str = "OneData"
    external_url: str = ""
    registration_open: bool = False
    registrations_per_address: int = 20
    registrations_per_hour: int = 200
    session_hours: int = 12
    password_min_length: int = 10
    lockout_failures: int = 5
    lockout_minutes: int = 15


class Platform:
    """The settings of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def settings(self) -> PlatformSettings:
        """Return all settings."""
        with self._store.transaction() as session:
            stored = {each.name: each.value for each in session.scalars(sa.select(SettingRecord))}
        known = {each.name for each in fields(PlatformSettings)}
        return PlatformSettings(**{name: stored[name] for name in known & stored.keys()})

    def change(self, **changed: Any) -> PlatformSettings:  # noqa: ANN401  fields of the settings
        """Change what is given and return all settings."""
        settings = replace(self.settings(), **changed)
        with self._store.transaction() as session:
            for name in changed:
                session.merge(SettingRecord(name=name, value=asdict(settings)[name]))
        return settings
