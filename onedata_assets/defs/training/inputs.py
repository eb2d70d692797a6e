"""What the assets of this folder read: the panel of department sales, and the model's address."""

from typing import TYPE_CHECKING

from onedata_assets.lib.complete_days import CompleteDaysConfig
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import Layer, System, table_key, thing_key
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    from onedata_assets.domain.training.panel import Panel

DEPARTMENT_DAY = table_key(Layer.DWS, "department_day")
MODEL = thing_key(System.TRAINING, "model", "department_sales")
MODEL_NAME = MODEL.path[-1]
"""The name in the model registry."""


def read_panel(lake: LakeClient, config: CompleteDaysConfig) -> tuple["Panel", int]:
    """Return the panel of the newest version of dws/department_day, and which version that is.

    Raises:
        PermanentFailure: The table is missing or cannot be forecast from.
    """
    from onedata_assets.domain.training.panel import PanelError, panel_of

    try:
        version = lake.table(DEPARTMENT_DAY.path).version()
        rows = lake.scan(DEPARTMENT_DAY.path, version).collect()
        return panel_of(rows, incomplete_days=config.incomplete_days), version
    except PanelError as error:
        raise PermanentFailure(BadInputError(error.en, error.zh)) from error
    except BadInputError as error:
        raise PermanentFailure(error) from error
