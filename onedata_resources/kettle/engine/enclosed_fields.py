"""The fields of one delimited line as TextFileInput finds them, whatever its enclosures look like.

A field is enclosed when it begins with the enclosure; it then ends at the first enclosure that is
neither doubled nor escaped, and one separator's width is passed over behind it unseen.
"""

from __future__ import annotations


def enclosed_fields(line: str, separator: str, enclosure: str, escape: str) -> list[str]:
    """Return the fields of the line."""
    fields, at, doubled = [], 0, False
    while at < len(line):
        if enclosure and line.startswith(enclosure, at):
            end, again, escaped = _closing(line, at + len(enclosure), enclosure, escape)
            doubled = doubled or again
            inner = end - len(enclosure)
            text = (
                line[at + len(enclosure) : inner] if at + len(enclosure) <= inner else line[at:end]
            )
            text = _without_doubles(text, enclosure) if doubled and not escape else text
            if escape:
                text = text.replace(escape + enclosure, enclosure) if escaped else text
                text = text.replace(escape * 2, escape) if escape != enclosure else text
        else:
            end, passed = _separator(line, at, separator, escape)
            text = line[at:end]
            text = _without_doubles(text, enclosure) if doubled and not escape else text
            text = text.replace(escape * 2, escape) if escape else text
            text = text.replace(escape + separator, separator) if passed else text
        fields.append(text)
        at = end + len(separator)
    if at == len(line):
        fields.append("")
    return fields


def _closing(line: str, at: int, enclosure: str, escape: str) -> tuple[int, bool, bool]:
    """Return where the field ends, and whether enclosures in it are doubled or escaped."""
    size, doubled, escaped = len(enclosure), False, False
    while at < len(line):
        is_mark = line.startswith(enclosure, at)
        is_escape = bool(escape) and line.startswith(escape, at) and at + len(escape) < len(line)
        following = line[at + size : at + 2 * size]
        if (is_mark or is_escape) and following and following in {enclosure, escape}:
            doubled = doubled or following == enclosure
            escaped = escaped or (is_escape and following == enclosure)
            at += size + 1
        elif is_mark:
            return at + size, doubled, escaped
        else:
            at += 1
    return len(line), doubled, escaped


def _separator(line: str, at: int, separator: str, escape: str) -> tuple[int, bool]:
    """Return where the next separator is that no escape stands before, and whether one was."""
    passed, start = False, at
    while (found := line.find(separator, start)) >= 0:
        escapes, before = 0, found
        while (
            escape and before - len(escape) >= 0 and line.startswith(escape, before - len(escape))
        ):
            escapes, before = escapes + 1, before - len(escape)
        if escapes % 2 == 0:
            return found, passed
        passed, start = True, found + 1
    return len(line), passed


def _without_doubles(text: str, enclosure: str) -> str:
    """Return the text with every run of enclosures made one."""
    while enclosure * 2 in text:
        text = text.replace(enclosure * 2, enclosure)
    return text
