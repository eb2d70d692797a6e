"""What `onedata metadata standards` prints: lists, standards, differences, exports."""

from pathlib import Path
from typing import Any

from onedata_assets.cli.records import records
from onedata_assets.cli.rows import cell, print_rows
from onedata_assets.cli.say import console, text
from onedata_assets.cli.standards_shared import (
    Places,
    best_draft,
    content_of,
    findings_of,
    require_known,
    required_set,
    standard_of,
)
from onedata_assets.domain.metadata.physical_tables import placed
from onedata_assets.domain.metadata.shared_code_sets import resolved
from onedata_assets.domain.metadata.standard_differences import (
    RuleChange,
    rule_changes,
    standards_of,
)
from onedata_assets.domain.metadata.standard_document import document
from onedata_assets.domain.metadata.standard_exports import exported
from onedata_assets.domain.metadata.standards import StandardError
from onedata_assets.lib.standard_checks import shared_sets
from onedata_resources.clients.files import replace_file
from onedata_resources.errors import refusals_told
from onedata_resources.store.conformance import ConformanceResults
from onedata_resources.store.reviewed import CODE_SET, STANDARD, Reviews


def list_standards(*, as_json: bool) -> int:
    """Print every table with a standard or a draft: version, state, who, how well it is kept."""
    with records() as (store, _):
        reviews, kept = Reviews(store, STANDARD), ConformanceResults(store).all()
        newest = reviews.newest()
        drafted: dict[str, list[str]] = {}
        for draft in reviews.drafts():
            drafted.setdefault(draft.name, []).append(draft.origin.value)
    rows = []
    for name in sorted({*newest, *drafted}):
        version, result = newest.get(name), kept.get(name)
        rows.append(
            {
                "table": name,
                "state": version.state.value if version else "draft",
                "number": version.number if version else None,
                "at": version.at if version else None,
                "by": version.actor if version else "",
                "drafts": ", ".join(drafted.get(name, [])),
                "broken": len(result.told["breaches"]) if result else None,
            }
        )
    print_rows(rows, "standards", as_json=as_json)
    return 0


def show_standard(name: str, number: int | None, draft: str, *, as_json: bool) -> int:
    """Print a version of a standard, or a draft of it, as a document or as JSON."""
    with records() as (store, _), refusals_told(StandardError):
        require_known(store, name)
        told = standard_of(content_of(store, name, number, draft), name)
        told = told if as_json else resolved(told, shared_sets(store))
    if as_json:
        console.print_json(told.model_dump_json())
    else:
        console.print(document(told), markup=False, soft_wrap=True)
    return 0


def diff_standard(name: str, old: int | None, new: int | None, *, as_json: bool) -> int:
    """Print rule by rule what differs between two versions, or what the newest draft changes."""
    with records() as (store, _), refusals_told(StandardError):
        require_known(store, name)
        reviews = Reviews(store, STANDARD)
        if old is None:
            before, after = (
                reviews.version(name).content,
                content_of(store, name, None, best_draft(store, name)),
            )
        else:
            before, after = reviews.version(name, old).content, reviews.version(name, new).content
        changes = rule_changes(standard_of(before, name), standard_of(after, name))
    print_rows([_change(each) for each in changes], "standards", as_json=as_json)
    return 0


def export_standard(name: str, form: str, dialect: str, out: Path | None) -> int:
    """Write the standard in force as other tools read it."""
    with records() as (store, _), refusals_told(StandardError):
        require_known(store, name)
        standard = resolved(
            standard_of(content_of(store, name, None, ""), name), shared_sets(store)
        )
        known = Places(store).known.get(name) if form == "ddl" else None
        contents = {key: each.content for key, each in Reviews(store, STANDARD).in_force().items()}
        theirs = standards_of(contents)
        place = placed(name, known, findings_of(store, known), standard_of=theirs)
        told = exported(standard, form, dialect, place)
    if out is None:
        console.print(told, markup=False, soft_wrap=True)
    else:
        replace_file(out, told.encode())
        console.print(text("standards.written", path=out))
    return 0


def list_code_sets(*, as_json: bool) -> int:
    """Print the shared code sets: whose they are, how many codes, which version."""
    with records() as (store, _), refusals_told(StandardError):
        newest = Reviews(store, CODE_SET).in_force()
        rows = [
            {
                "name": name,
                "title": str(each.title),
                "source": each.source,
                "codes": len(each.codes),
                "number": newest[name].number if name in newest else 0,
            }
            for name, each in sorted(shared_sets(store).items())
        ]
    print_rows(rows, "standards", as_json=as_json)
    return 0


def show_code_set(name: str) -> int:
    """Print a shared code set as JSON, which a person may change and publish."""
    with records() as (store, _), refusals_told(StandardError):
        console.print_json(required_set(store, name).model_dump_json())
    return 0


def _change(change: RuleChange) -> dict[str, Any]:
    return {
        "column": change.column,
        "rule": change.rule,
        "before": cell(change.before),
        "after": cell(change.after),
    }
