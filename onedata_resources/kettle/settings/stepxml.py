"""How a step's settings are read from its element: text, flags, numbers, repeated items, fields.

What each step type's settings mean is in the modules beside; they load no data library, so that
lineage can read them when definitions load.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onedata_resources.kettle import xml
from onedata_resources.kettle.values.types import Field, KettleType, type_named
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import Element


class SettingsError(Exception):
    """A step's settings cannot work; both texts say why and what would."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


@dataclass(frozen=True)
class StepXml:
    """One element of a step's settings, and the variables of the run."""

    element: Element
    variables: Mapping[str, str]

    def raw(self, path: str, default: str = "") -> str:
        """Return the text at `path` as it stands."""
        return xml.text(self.element, path, default)

    def text(self, path: str, default: str = "") -> str:
        """Return the text at `path` with variables replaced."""
        return expand(self.raw(path, default), self.variables)

    def has(self, path: str) -> bool:
        """Return whether the element at `path` is there."""
        return self.element.find(path) is not None

    def flag(self, path: str, *, default: bool = False) -> bool:
        """Return whether the text at `path` is Y."""
        return xml.flag(self.element, path, default=default)

    def number(self, path: str, default: int) -> int:
        """Return the whole number at `path`, variables replaced.

        Raises:
            SettingsError: There is text that is no whole number.
        """
        value = self.text(path).strip()
        if not value:
            return default
        if value.lstrip("+-").isdigit():
            return int(value)
        raise SettingsError(
            f"setting {path!r} must be a whole number, not {value!r}",
            f"设置 {path!r} 须为整数，而不是 {value!r}",
        )

    def switched(self, variable: str) -> bool:
        """Return whether a variable of Kettle's own is set to yes."""
        return self.variables.get(variable, "N").strip().upper() in {"Y", "TRUE", "YES", "1"}

    def items(self, path: str) -> Iterator[StepXml]:
        """Yield the elements at `path`, in order."""
        for element in xml.children(self.element, path):
            yield StepXml(element, self.variables)

    def texts(self, path: str) -> tuple[str, ...]:
        """Return the texts of the elements at `path`, in order; empty ones stay empty."""
        return tuple(element.text or "" for element in xml.children(self.element, path))


def read_field(item: StepXml, *, default: KettleType = KettleType.STRING) -> Field:
    """Return the metadata that a `<field>` gives; a type it does not name is the default."""
    return Field(
        name=item.raw("name"),
        type=type_named(item.raw("type")) or default,
        length=item.number("length", -1),
        precision=item.number("precision", -1),
        mask=item.text("format"),
        decimal=item.text("decimal", "."),
        group=item.text("group", ","),
        currency=item.text("currency"),
        trim=item.raw("trim_type", "none"),
    )
