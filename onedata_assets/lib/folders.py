"""Where a run finds the mounts of its project, on Kubernetes and on one machine alike.

What a project mounts is in its settings (docs/project-settings.md); who names the folders of this
machine is the queue, `onedata_portal/gateway/dagster_ui/local_mounts.py`.
"""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from onedata_assets.domain.security.launching import FOLDERS_TAG


def mounted(tags: Mapping[str, str], path: str) -> Path:
    """Return where a path below a mount is for the run with these tags.

    In a pod it is the path itself; on one machine it is in the folder that stands for the mount.
    """
    folders: Mapping[str, str] = json.loads(tags.get(FOLDERS_TAG, "{}"))
    wanted = PurePosixPath(path)
    for target in sorted(folders, key=len, reverse=True):
        if wanted.is_relative_to(target):
            return Path(folders[target]) / wanted.relative_to(target)
    return Path(path)
