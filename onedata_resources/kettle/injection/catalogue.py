"""Which step types metadata can be injected into here."""

from onedata_resources.kettle.injection import changes, inputs, outputs, routes
from onedata_resources.kettle.injection.keys import Injectable

INJECTABLE: dict[str, Injectable] = {
    **inputs.TYPES,
    **outputs.TYPES,
    **changes.TYPES,
    **routes.TYPES,
}
