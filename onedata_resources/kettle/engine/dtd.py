"""Documents checked against a DTD: the one that they hold or name, or one of its own."""

from __future__ import annotations

from pathlib import Path

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.engine.xml_documents import not_xml

_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False}


def broken_rules(document: Path, dtd: Path | None) -> list[str]:
    """Return the rules that the document breaks; without a DTD those that it declares.

    Raises:
        StepError: The document is no XML, the DTD is none, or there is none.
    """
    tree = _parsed(document, etree.XMLParser(**_SAFE))
    if dtd is not None:
        rules = _rules(dtd)
        rules.validate(tree)
        return _told(rules.error_log)
    if tree.docinfo.internalDTD is None:
        raise StepError(f"No DTD was found in [{document}].", f"在 [{document}] 中没有找到 DTD。")
    validating = etree.XMLParser(**_SAFE, load_dtd=True, dtd_validation=True)
    try:
        _parsed(document, validating)
    except StepError:
        return _told(validating.error_log)
    return []


def _parsed(document: Path, parser: etree.XMLParser) -> etree.ElementTree:
    try:
        with document.open("rb") as file:
            return etree.parse(file, parser, base_url=str(document))
    except (etree.XMLSyntaxError, OSError) as error:
        raise not_xml(f"file {document}", str(error)) from error


def _rules(path: Path) -> etree.DTD:
    try:
        with path.open("rb") as file:
            return etree.DTD(file)
    except (etree.DTDParseError, OSError) as error:
        raise StepError(f"[{path}] is no DTD: {error}", f"[{path}] 不是 DTD：{error}") from error


def _told(log: etree._ListErrorLog) -> list[str]:
    return [f"line {each.line}: {each.message}" for each in log]
