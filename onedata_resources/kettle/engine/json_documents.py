"""JSON documents out of texts, files and URLs. Their rows are in `json_rows.py`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from onedata_resources.kettle.engine.http_calls import fetch
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.json_lenient import JsonError, lenient_json
from onedata_resources.kettle.json_path import Json
from onedata_resources.kettle.settings.documents import DocumentSource
from onedata_resources.kettle.settings.files import local_path

EMPTY = "{}"
"""What Kettle reads where a field is null."""


class DocumentError(Exception):
    """A document that gives no rows; the text says why, in Kettle's words."""


class MissingDocumentError(Exception):
    """There is no document where one should be; the text says why, in Kettle's words."""


@dataclass(frozen=True)
class JsonDocuments:
    """Reads the documents of one step."""

    source: DocumentSource

    @property
    def inline(self) -> bool:
        """Return whether the source column holds the documents themselves."""
        return self.source.inline

    def parsed(self, text: str, source: str | None) -> Json:
        """Return the document of a text; `source` is what errors name.

        Raises:
            DocumentError: It is none, or null.
        """
        try:
            document = lenient_json(text)
        except JsonError as error:
            raise self._unread(source) from error
        if document is None:
            raise self._unread(source)
        return document

    def _unread(self, source: str | None) -> DocumentError:
        if self.source.column and not self.source.is_file:
            return DocumentError(f"Error parsing string [{source}]!")
        return DocumentError(f"Error parsing file [{source}]!")

    def read(self, source: str | None) -> Json:
        """Return the document of a row; a null row is an empty object.

        Raises:
            DocumentError: It cannot be read.
            MissingDocumentError: There is none.
        """
        if self.inline:
            return self.parsed(EMPTY if source is None else source, source)
        if self.source.is_url:
            try:
                data = fetch(source or "")
            except StepError as error:
                raise MissingDocumentError(str(error)) from error
            return self.parsed(data.decode("utf-8", "replace"), source)
        path = Path(local_path(source or ""))
        if source is None or not path.exists():
            raise MissingDocumentError(f"[{source and path.absolute().as_uri()}] is not a file !")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise DocumentError(f"Could not open file #1 : {path} --> {error}") from error
        if not data and not self.source.ignore_empty_file:
            raise StepError(f"File [{path.absolute().as_uri()}] is empty!", f"文件 [{path}] 为空")
        return self.parsed(data.decode("utf-8-sig", "replace"), str(path))
