"""A catalogue of the texts that people read, each in Chinese and English.

What lives here: loading and checking a catalogue, and looking a text up. The texts themselves are
YAML files beside the code that shows them (`domain/analytics/texts.yaml`, `cli/texts.yaml`):

    report.title: {zh: 销售报告, en: Sales report}
    report.days: {zh: "{days} 天", en: "{days} days"}
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Any, Self

import yaml


class Language(StrEnum):
    """The languages that every text has; the first is the default of pages."""

    ZH = "zh"
    EN = "en"


class CatalogueError(Exception):
    """A catalogue is malformed, or was asked for a text or value that is not there."""


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML lets a repeated key silently replace the first; a catalogue must not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise CatalogueError(f"{key!r} stands twice, line {node.start_mark.line + 1}")
        return super().construct_mapping(node, deep)


@dataclass(frozen=True)
class Catalogue:
    """Texts by id and language; construct it with `load` or `parse`, which check it."""

    texts: Mapping[str, Mapping[Language, str]]

    @classmethod
    def load(cls, *paths: Path) -> Self:
        """Read one or more files into one catalogue.

        Raises:
            CatalogueError: A file is missing or malformed, a text lacks a language or has different
                placeholders in each, or two files have the same id.
        """
        texts: dict[str, Mapping[Language, str]] = {}
        for path in paths:
            if not path.is_file():
                raise CatalogueError(f"no catalogue at {path}")
            try:
                added = cls.parse(path.read_text(encoding="utf-8")).texts
            except (CatalogueError, UnicodeDecodeError) as error:
                raise CatalogueError(f"{path}: {error}") from error
            if twice := sorted(texts.keys() & added.keys()):
                raise CatalogueError(f"{path}: already in another file: {', '.join(twice)}")
            texts |= added
        return cls(texts)

    @classmethod
    def parse(cls, source: str) -> Self:
        """Check the YAML of one file and return it as a catalogue.

        Raises:
            CatalogueError: As `load` says.
        """
        try:
            entries = yaml.load(source, Loader=_UniqueKeyLoader)  # noqa: S506  a SafeLoader
        except yaml.YAMLError as error:
            raise CatalogueError(f"not YAML: {error}") from error
        if not isinstance(entries, dict):
            raise CatalogueError("the file must map ids to texts")
        return cls({str(name): _checked(str(name), entry) for name, entry in entries.items()})

    def text(self, name: str, language: str, /, **values: object) -> str:
        """Return the text `name` in `language` with its placeholders filled in.

        Raises:
            CatalogueError: The id, the language or a value is missing.
        """
        template = self._both(name).get(_language(language), "")
        try:
            return template.format(**values)
        except KeyError as missing:
            raise CatalogueError(f"{name}: no value for {missing}") from missing
        except (ValueError, TypeError) as error:
            raise CatalogueError(f"{name}: {error}") from error

    def both(self, name: str, /, **values: object) -> dict[str, str]:
        """Return the text in every language, by language code."""
        return {code.value: self.text(name, code, **values) for code in Language}

    def starting_with(self, prefix: str) -> dict[str, dict[str, str]]:
        """Return the unfilled texts whose id starts with `prefix`, for pages that fill them in."""
        return {
            name: {code.value: text for code, text in languages.items()}
            for name, languages in self.texts.items()
            if name.startswith(prefix)
        }

    def _both(self, name: str) -> Mapping[Language, str]:
        if name not in self.texts:
            raise CatalogueError(f"no text {name!r}: add it to the catalogue in zh and en")
        return self.texts[name]


def _language(code: str) -> Language:
    if code not in list(Language):
        raise CatalogueError(f"no language {code!r}: use {' or '.join(Language)}")
    return Language(code)


def _checked(name: str, entry: object) -> Mapping[Language, str]:
    if not isinstance(entry, dict) or set(entry) != set(Language):
        raise CatalogueError(f"{name}: needs exactly {' and '.join(Language)}")
    for language, text in entry.items():
        if not isinstance(text, str) or not text.strip():
            raise CatalogueError(f"{name}.{language}: must be a text that is not empty")
    placeholders = {code: set(_placeholders(f"{name}.{code}", entry[code])) for code in Language}
    if len(set(map(frozenset, placeholders.values()))) > 1:
        raise CatalogueError(f"{name}: the languages differ in placeholders: {placeholders}")
    return {code: entry[code] for code in Language}


def _placeholders(where: str, text: str) -> Iterator[str]:
    try:
        fields = [field for _, field, _, _ in Formatter().parse(text) if field is not None]
    except ValueError as error:
        raise CatalogueError(f"{where}: {error}") from error
    for field in fields:
        if not field.isidentifier():
            raise CatalogueError(f"{where}: {{{field}}} must be a plain name")
        yield field
