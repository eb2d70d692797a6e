"""WebServiceAvailable and FileLocked: whether a page answers, and whether a file is locked."""

from __future__ import annotations

from pathlib import Path

from onedata_resources.kettle.engine.reachable import is_locked, why_not_read
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.row_work import for_each_row
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError
from onedata_resources.kettle.settings.checks import LockCheckSettings, PageCheckSettings
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.values.types import Field, KettleType


@step("WebServiceAvailable")
def page_check(scope: StepScope, settings: PageCheckSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether their pages can be read."""

    def work(url: str | None) -> tuple[bool]:
        if not url:
            raise StepError("The URL is empty!", "网址为空。")
        why = why_not_read(url, settings.connect_limit, settings.read_limit)
        if why is not None:
            scope.log(f"[{url}] cannot be reached: {why}", level="Debug")
        return (why is None,)

    return for_each_row(
        scope, inputs, [settings.url_field], work, code="WebServiceAvailable001",
        fields=settings.result, added=[Field(settings.result, KettleType.BOOLEAN)],
    )  # fmt: skip


@step("FileLocked")
def lock_check(scope: StepScope, settings: LockCheckSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether another program holds a lock on their files."""

    def work(name: str | None) -> tuple[bool]:
        if not name:
            return (False,)
        path = Path(local_path(name))
        locked = is_locked(path)
        scope.reads(path, wanted=settings.add_result_files)
        return (locked,)

    return for_each_row(
        scope, inputs, [settings.name_field], work, code="FileLocked001",
        fields=settings.result, added=[Field(settings.result, KettleType.BOOLEAN)],
    )  # fmt: skip
