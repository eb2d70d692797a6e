"""Settings of projects over the API: read, refused field by field, and told in structured form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from onedata_assets.domain.security.installation import Installation
from onedata_assets.domain.security.mounts import Mount, MountKind
from onedata_assets.domain.security.project_settings import ProjectSettings
from onedata_assets.domain.security.quotas import Resources
from onedata_assets.domain.security.refusals import SettingError
from onedata_portal.api.errors import ApiError
from onedata_portal.api.project_models import (
    ParsedAddress,
    ParsedAmounts,
    ParsedMount,
    ParsedQuotas,
    ParsedSettings,
    SettingFault,
)


class SettingsRefusedError(ApiError):
    """Settings that cannot be read; a form shows each fault beside its field."""

    status = 422
    code = "bad_settings"

    def __init__(self, error: SettingError) -> None:
        super().__init__(error.en, error.zh)
        self.more = {"faults": [asdict(fault) for fault in error.faults]}


def require_readable(raw: Mapping[str, Any], installation: Installation) -> None:
    """Go on if the settings can be read.

    Raises:
        SettingsRefusedError: One or more of them are wrong.
    """
    try:
        ProjectSettings.parse(raw, installation)
    except SettingError as error:
        raise SettingsRefusedError(error) from error


def told(
    raw: Mapping[str, Any], installation: Installation
) -> tuple[ParsedSettings | None, list[SettingFault]]:
    """Return what stored settings mean, or why they mean nothing any more."""
    try:
        settings = ProjectSettings.parse(raw, installation)
    except SettingError as error:
        return None, [SettingFault(**asdict(fault)) for fault in error.faults]
    return _parsed(settings, installation), []


def _parsed(settings: ProjectSettings, installation: Installation) -> ParsedSettings:
    cluster = installation.cluster(settings.cluster)
    address = (
        settings.proxy_address or (cluster.host if cluster else None) or installation.proxy_address
    )
    return ParsedSettings(
        mounts=[_mount(each) for each in settings.mounts],
        node_selector={key: list(values) for key, values in settings.node_selector.labels.items()},
        resource_group=settings.resource_group,
        cluster=cluster.name if cluster else "",
        proxy_address=ParsedAddress(**asdict(address)) if address else None,
        priority=settings.priority,
        quotas=ParsedQuotas(
            project=_amounts(settings.quotas.project), member=_amounts(settings.quotas.member)
        ),
    )


def _mount(mount: Mount) -> ParsedMount:
    path = f"{mount.path}/{{user}}" if mount.kind is MountKind.PVC else mount.path
    return ParsedMount(source=mount.source, kind=mount.kind, path=path)


def _amounts(resources: Resources) -> ParsedAmounts:
    return ParsedAmounts(**resources.written())
