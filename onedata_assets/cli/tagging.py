"""The tags of all tables as the command line knows them: of definitions, runs, scans and people."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import dagster as dg

from onedata_assets.cli.environment import child_environment
from onedata_assets.cli.written_sources import tell_wrong
from onedata_assets.components.source_files import wrong_left_out
from onedata_assets.domain.metadata.annotations import Annotation, Key, Kind, key_of
from onedata_assets.domain.metadata.effective_tags import Effective, effective
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.told_tables import RuleTags, ToldTable, rule_tags, told
from onedata_assets.lib.told_tables import told_tables
from onedata_resources.settings import home_dir
from onedata_resources.store.annotations import Annotations, StoredAnnotation
from onedata_resources.store.database import Store
from onedata_resources.store.metadata import SourceVersions


@dataclass(frozen=True)
class Tagging:
    """The assets of the code location, what is told of them, and the tags that follow."""

    specs: Mapping[Key, dg.AssetSpec]
    tables: Mapping[Key, ToldTable]
    effective: Effective


def tagging_of_right_files(store: Store) -> Tagging:
    """Return the tags of all tables now; `source.yaml` files that are wrong are left out and told.

    Whoever decides by tags what somebody may see takes `tagging`: tags of the tables of a file that
    was left out are not known, nor what flows from them.
    """
    with wrong_left_out() as wrong:
        known = tagging(store)
    tell_wrong(wrong.values())
    return known


def tagging(store: Store) -> Tagging:
    """Return the tags of all tables now.

    Raises:
        BadInputError: A `source.yaml` is wrong.
    """
    from onedata_assets.definitions import defs

    specs = {tuple(each.key.path): each for each in defs().resolve_all_asset_specs()}
    with _instance() as instance:
        tables = told_tables(specs.values(), instance)
    said = [annotation(each) for each in Annotations(store).holding()]
    return Tagging(specs, tables, effective(told(tables, _rules(store), said)))


def annotation(stored: StoredAnnotation) -> Annotation:
    """Return what was said as rules read it."""
    on = (key_of(stored.asset), stored.column)
    return Annotation(on, Kind(stored.kind), stored.value, stored.who, stored.why, stored.at)


def _rules(store: Store) -> RuleTags:
    versions, found = SourceVersions(store), {}
    for state in versions.states():
        if state.scanned_at is not None:
            findings = SourceFindings(versions.findings(state.name))
            found |= rule_tags(state.name, findings)
    return found


@contextmanager
def _instance() -> Iterator[dg.DagsterInstance | None]:
    """Lend Dagster's records of this home; None where nothing ever ran."""
    if not (home_dir() / "dagster").exists():
        yield None
        return
    before = dict(os.environ)
    try:
        os.environ.update(child_environment())
        with dg.DagsterInstance.get() as instance:
            yield instance
    finally:
        os.environ.clear()
        os.environ.update(before)
