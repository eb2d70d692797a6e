"""What the commands about standards share: contents, code sets and places of tables."""

from collections.abc import Mapping
from functools import cached_property

from onedata_assets.cli.metadata import written_files
from onedata_assets.cli.written_sources import called, named, wrong_files
from onedata_assets.components.source_files import sources_of
from onedata_assets.domain.metadata.findings import SourceFindings, TableFindings
from onedata_assets.domain.metadata.shared_code_sets import SharedCodeSet
from onedata_assets.domain.metadata.sources import KnownTable, known_tables
from onedata_assets.domain.metadata.standard_differences import standard_from
from onedata_assets.domain.metadata.standards import StandardError, TableStandard
from onedata_assets.domain.metadata.structure import Structure
from onedata_assets.domain.metadata.versions import structure_from
from onedata_assets.lib.absent_tables import absence, missing, nowhere
from onedata_assets.lib.keys import Layer
from onedata_assets.lib.standard_checks import shared_sets
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError
from onedata_resources.settings import value_of
from onedata_resources.store.database import Store
from onedata_resources.store.metadata import SourceVersions
from onedata_resources.store.review_model import Origin
from onedata_resources.store.reviewed import STANDARD, Reviews


class Places:
    """Where the tables of scanned sources are: files and what scans found are read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files = written_files()

    @cached_property
    def known(self) -> Mapping[str, KnownTable]:
        """The tables of all scanned sources, by the names of their assets."""
        return known_tables(
            [each.source() for each in sources_of(self._files)],
            lambda name: structure_in(self._store, name),
        )

    def of(self, name: str) -> KnownTable | None:
        """Return where a table is; None where no scanned source has it and it may be the lake's.

        Raises:
            BadInputError: Its name begins with a source that has no such table, was never scanned,
                or whose file is wrong; or with neither a source nor a layer.
        """
        if found := self.known.get(name):
            return found
        files, (head, _, _) = self._files, name.partition("/")
        sources = named(files, [head] if head in map(called, wrong_files(files)) else [])
        if error := absence(name, sources, lambda each: structure_in(self._store, each)):
            raise error
        is_layered = head in set(Layer) or name.count("/") != 1
        if not is_layered and not lake().exists(tuple(name.split("/"))):
            raise nowhere(name, [each.name for each in sources_of(files)], self.known)
        return None


def lake() -> LakeClient:
    """Return the lake of this installation."""
    return LakeClient(value_of("LAKE_URI"))


def structure_in(store: Store, name: str) -> Structure | None:
    """Return what the last scan of a source found; None before the first."""
    versions = SourceVersions(store)
    past = versions.history(name)
    return structure_from(versions.content(name)) if past else None


def findings_of(store: Store, known: KnownTable | None) -> TableFindings | None:
    """Return what was found of a table of a source; None where nothing was."""
    if known is None:
        return None
    text = SourceVersions(store).findings(known.source.name)
    return SourceFindings(text).table(known.table.name)


def required_set(store: Store, name: str) -> SharedCodeSet:
    """Return a code set.

    Raises:
        StandardError: There is none of that name.
    """
    known = shared_sets(store)
    if name not in known:
        have = ", ".join(known)
        raise StandardError(
            f"There is no code set {name!r}: {have}.", f"没有代码集 {name!r}，现有：{have}。"
        )
    return known[name]


def require_known(store: Store, name: str) -> None:
    """Require that a table is there, or that a standard or a draft of it is.

    Raises:
        BadInputError: Neither is; it names tables that are called nearly so.
    """
    reviews = Reviews(store, STANDARD)
    if reviews.history(name) or reviews.drafts(name):
        return
    places = Places(store)
    tables = lake().tables()
    if places.of(name) is None and name not in tables:
        raise missing(name, [*places.known, *tables, *reviews.newest()])


def standard_of(content: str, name: str) -> TableStandard:
    """Return the standard that a text tells, which must be of that table.

    Raises:
        StandardError: It is none, or of another table.
    """
    made = standard_from(content)
    if made.table != name:
        raise StandardError(
            f"It is the standard of {made.table}, not of {name}.",
            f"这是 {made.table} 的标准，不是 {name} 的。",
        )
    return made


def best_draft(store: Store, name: str) -> str:
    """Return whose draft is meant where nobody said so: a person's before a scan's."""
    origins = {each.origin for each in Reviews(store, STANDARD).drafts(name)}
    return (Origin.PERSON if Origin.PERSON in origins else Origin.SCAN).value


def content_of(store: Store, name: str, number: int | None, draft: str) -> str:
    """Return a version, the newest without a number, or whose draft is named.

    Raises:
        BadInputError: There is none.
    """
    reviews = Reviews(store, STANDARD)
    if not draft:
        return reviews.version(name, number).content
    for each in reviews.drafts(name):
        if each.origin.value == draft:
            return each.content
    raise BadInputError(
        f"{name} has no draft by a {draft}: `onedata metadata standards draft {name}` makes one.",
        f"{name} 没有来自 {draft} 的草稿：可用 `onedata metadata standards draft {name}` 生成。",
    )
