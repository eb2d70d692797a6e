"""A standard in the forms that it leaves the platform in; each has a module of its own.

JSON Schema is in `standard_json_schema.py`, Great Expectations in `standard_expectations.py`, the
statement in `standard_ddl.py`, the document that people read in `standard_document.py`.
"""

from __future__ import annotations

import json
from typing import Any

from onedata_assets.domain.metadata.ddl_dialects import DIALECTS
from onedata_assets.domain.metadata.physical_tables import Placed
from onedata_assets.domain.metadata.standard_ddl import ddl
from onedata_assets.domain.metadata.standard_document import document
from onedata_assets.domain.metadata.standard_expectations import expectation_suite
from onedata_assets.domain.metadata.standard_json_schema import json_schema
from onedata_assets.domain.metadata.standards import StandardError, TableStandard

FORMS = ("json", "json-schema", "expectations", "ddl", "document")


def exported(
    standard: TableStandard, form: str, dialect: str = "postgres", place: Placed | None = None
) -> str:
    """Return a standard in one of `FORMS`; `dialect` and `place` are of the statement (`ddl`).

    Raises:
        StandardError: There is no such form or dialect.
    """
    match form:
        case "json":
            return standard.model_dump_json(indent=2) + "\n"
        case "json-schema":
            return _json(json_schema(standard))
        case "expectations":
            return _json(expectation_suite(standard))
        case "document":
            return document(standard)
        case "ddl" if dialect in DIALECTS:
            return ddl(standard, dialect, place)
        case "ddl":
            dialects = ", ".join(DIALECTS)
            raise StandardError(
                f"There is no dialect {dialect!r}; there are: {dialects}.",
                f"没有方言 {dialect!r}，可选：{dialects}。",
            )
    forms = ", ".join(FORMS)
    raise StandardError(
        f"There is no form {form!r}; there are: {forms}.", f"没有格式 {form!r}，可选：{forms}。"
    )


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
