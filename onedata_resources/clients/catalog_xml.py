"""XML documents as frames: their records are the elements that come most below the root.

Attributes and the elements within a record are its columns; entities outside the document are not
followed. What was read is let go of: a document needs no more memory than its columns.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Generator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_resources.clients.catalog_csv import read_csv
from onedata_resources.clients.catalog_text import Read, UnreadableError, opened

if TYPE_CHECKING:
    import polars as pl

BLOCK = 5000
"""So many records are held as objects."""


def read_xml(path: Path, rows: int) -> Read:
    """Return the first records of a document with the types that their values have.

    Raises:
        UnreadableError: It is no XML, or nothing in it repeats.
    """
    with closing(_records(path)) as records:
        counted = Counter(tag for tag, _ in islice(records, rows))
    if not counted:
        raise UnreadableError("Nothing in it repeats.", "文档中没有重复的元素。")
    tag, count = counted.most_common(1)[0]
    with tempfile.TemporaryDirectory(prefix="onedata-catalog-") as folder:
        copy = Path(folder) / "records.csv"
        xml_texts(path, tag, count).write_csv(copy)
        return Read(read_csv(copy, count).frame, {"format": "xml", "element": tag})


def xml_texts(path: Path, element: str, rows: int) -> pl.DataFrame:
    """Return the first records of a name as they are written.

    Raises:
        UnreadableError: The document is no XML.
    """
    import polars as pl

    blocks = [pl.DataFrame()]
    with closing(_records(path)) as records:
        taken = islice((record for tag, record in records if tag == element), rows)
        while block := list(islice(taken, BLOCK)):
            texts = dict.fromkeys((name for record in block for name in record), pl.String)
            blocks.append(pl.DataFrame(block, schema=texts))
    return pl.concat(blocks, how="diagonal")


def _records(path: Path) -> Generator[tuple[str, dict[str, str]], None, None]:
    """Yield the elements below the root with their names, each let go of before the next."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    depth = 0
    with opened(path) as file:
        try:
            for event, element in etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True
            ):
                depth += 1 if event == "start" else -1
                if event == "end" and depth == 1:
                    yield etree.QName(element).localname, _record(element)
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise UnreadableError(f"It is no XML: {error}", f"不是 XML 文档：{error}") from error


def _record(element: Any) -> dict[str, str]:  # noqa: ANN401  lxml has no types
    """Return the attributes and the texts of the elements within; a text of its own is `text`."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    record = {str(name): str(value) for name, value in element.attrib.items()}
    for child in element:
        if isinstance(child.tag, str):
            record[etree.QName(child).localname] = "".join(child.itertext()).strip()
    text = (element.text or "").strip()
    return record | ({"text": text} if text else {})
