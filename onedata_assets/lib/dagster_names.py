"""Names that Dagster makes of asset keys, for keys in any script.

An asset key may have any characters, but Dagster names inputs, outputs and steps after it and
refuses names with others than Latin letters, digits and underscores, so an asset that reads the
table `员工` or writes `订单` cannot be defined (dagster-io/dagster#20586). Tables are called what
their databases call them: here such a name gets a mark of the key in place of its other characters.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from dagster import AssetKey
from dagster._core.definitions.assets.definition import assets_definition
from dagster._core.definitions.decorators import decorator_assets_definition_builder

_OTHER = re.compile(r"[^A-Za-z0-9_]")


def plain_name(name: str) -> str:
    """Return a name as Dagster takes it: one that it refuses has a mark in the refused's place."""
    plain = _OTHER.sub("_", name)
    return plain if plain == name else f"{plain}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def accept_keys_in_every_script() -> None:
    """Let assets of any key be read, written and checked in this process; a second call is none."""
    made = AssetKey.to_python_identifier
    if getattr(made, "takes_every_script", False):
        return

    def identifier(self: AssetKey, suffix: str | None = None) -> str:
        return plain_name(made(self, suffix))

    identifier.takes_every_script = True  # type: ignore[attr-defined]
    AssetKey.to_python_identifier = identifier
    named: Callable[[AssetKey], str] = assets_definition.stringify_asset_key_to_input_name

    def input_name(key: AssetKey) -> str:
        return plain_name(named(key))

    assets_definition.stringify_asset_key_to_input_name = input_name
    decorator_assets_definition_builder.stringify_asset_key_to_input_name = input_name  # pyright: ignore[reportPrivateImportUsage]
