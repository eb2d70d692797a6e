"""The pages' types are those of the API as it is; `npm run api` makes them anew."""

import re
from pathlib import Path

import onedata_portal
from scripts.openapi import document

TYPES = Path(onedata_portal.__file__).parent / "web/src/api/schema.d.ts"
FIELD = re.compile(r'^            "?([\w-]+)"?\??: ', re.MULTILINE)


def of_pages() -> dict[str, set[str]]:
    """Return the fields of each type as the pages know them."""
    text = TYPES.read_text(encoding="utf-8").split("export interface components")[1]
    blocks = re.findall(r"^        (\w+): \{\n(.*?)^        \}", text, re.MULTILINE | re.DOTALL)
    return {name: set(FIELD.findall(body)) for name, body in blocks}


def test_the_pages_know_every_field_that_the_api_has():
    schemas = document()["components"]["schemas"]
    told = {name: set(each["properties"]) for name, each in schemas.items() if "properties" in each}
    pages = of_pages()
    assert told.keys() <= pages.keys()
    assert {name for name, fields in told.items() if fields != pages[name]} == set()


def test_the_pages_know_every_operation():
    text = TYPES.read_text(encoding="utf-8").split("export interface operations")[1]
    known = set(re.findall(r"^    (\w+): \{", text, re.MULTILINE))
    routes = document()["paths"].values()
    assert {each["operationId"] for route in routes for each in route.values()} == known
