"""Table contracts: what a table holds and what must be true of it, read from YAML.

The files are in `onedata_assets/contracts/<layer>/<table>.yaml` (or `.json`, where generated). How
a contract becomes asset metadata is in `lib/tables.py`; its checks are in `lib/checks.py`.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Sensitivity(StrEnum):
    """How near a value comes to a person; ordered, the last is the strictest."""

    NONE = "none"
    INDIRECT = "indirect"
    DIRECT = "direct"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Strict):
    """One text in both languages."""

    en: str
    zh: str

    def __str__(self) -> str:
        """Return both, Chinese first, as descriptions show them."""
        return f"{self.zh} / {self.en}"


class Column(_Strict):
    """A column: its Polars type by name (`Int64`, `String`, `Date`, `Datetime`, `Float64` ...)."""

    name: str
    type: str
    meaning: Text
    sensitivity: Sensitivity = Sensitivity.NONE
    nullable: bool = True


class RejectRule(_Strict):
    """Rows for which `when` (a Polars SQL expression) is true go to `<table>__rejected`."""

    code: str
    when: str
    reason: Text


class Expectation(_Strict):
    """A Great Expectations expectation by its snake-case name, with its arguments."""

    type: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    blocking: bool = False


class Contract(_Strict):
    """What one lake table holds.

    `freshness_hours` is how old the newest materialization may be; None sets no policy.
    """

    table: str
    title: Text
    grain: Text
    domain: str
    columns: list[Column]
    reject: list[RejectRule] = Field(default_factory=list)
    expectations: list[Expectation] = Field(default_factory=list)
    freshness_hours: int | None = None
    synthetic: bool = False

    @property
    def description(self) -> str:
        """Return title and grain in both languages, marked where the data is synthetic."""
        mark = "【合成数据 / synthetic】" if self.synthetic else ""
        return (
            f"{mark}{self.title.zh}；{self.grain.zh}。\n\n{mark}{self.title.en}; {self.grain.en}."
        )

    @property
    def sensitivity(self) -> Sensitivity:
        """Return the strictest sensitivity of its columns."""
        order = list(Sensitivity)
        return max((c.sensitivity for c in self.columns), key=order.index, default=Sensitivity.NONE)


@dataclass(frozen=True)
class ContractError(Exception):
    """A contract file is missing or malformed; the message names the file and the field."""

    message: str

    def __str__(self) -> str:
        """Return the message."""
        return self.message


def load_contract(path: Path) -> Contract:
    """Read and validate one contract file: YAML as people write it, or JSON as programs do.

    JSON reads 20 times faster, which counts where a scan generates thousands of contracts.

    Raises:
        ContractError: The file is missing, is not YAML or JSON, or a field is wrong.
    """
    import yaml

    if not path.exists():
        raise ContractError(f"no contract at {path}: write one, or correct the table's name")
    try:
        if path.suffix == ".json":
            return Contract.model_validate_json(path.read_bytes())
        return Contract.model_validate(yaml.load(path.read_bytes(), yaml.CSafeLoader))
    except (yaml.YAMLError, ValidationError) as error:
        raise ContractError(f"{path}: {error}") from error
