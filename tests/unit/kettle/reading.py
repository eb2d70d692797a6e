"""Steps that read files, as text. Tests of inputs build on it."""

from tests.unit.kettle.running import step


def fields(*items: tuple[str, str], path: bool = False) -> str:
    """`(name, type:mask)` or `(name, type:mask, path)` as a list of fields."""
    listed = []
    for item in items:
        kind, _, mask = item[1].partition(":")
        extra = f"<path>{item[2]}</path>" if path else ""
        listed.append(
            f"<field><name>{item[0]}</name><type>{kind}</type><format>{mask}</format>{extra}</field>"
        )
    return f"<fields>{''.join(listed)}</fields>"


def csv_input(path, columns: str, settings: str = "") -> str:
    """Return a CsvInput of the file, with a header."""
    return step(
        "in",
        "CsvInput",
        f'<filename>{path}</filename><separator>,</separator><enclosure>"</enclosure>'
        f"<header>Y</header><newline_possible>N</newline_possible>{columns}{settings}",
    )


def text_input(path, columns: str, settings: str = "", mask: str = "") -> str:
    """Return a TextFileInput of the file, or of the mask's files in the folder, no header."""
    return step(
        "in",
        "TextFileInput",
        f"<file><name>{path}</name><filemask>{mask}</filemask><file_required>Y</file_required>"
        f'<type>CSV</type></file><separator>,</separator><enclosure>"</enclosure>'
        f"<header>N</header>{columns}{settings}",
    )


def lazily(path, fields, *, lazy="Y"):
    """Return a CsvInput `g` of the file that leaves its values as text until they are needed."""
    listed = "".join(
        f"<field><name>{name}</name><type>{kind.partition(':')[0]}</type><group>,</group>"
        f"<format>{kind.partition(':')[2]}</format></field>"
        for name, kind in fields.items()
    )
    return step(
        "g",
        "CsvInput",
        f"<filename>{path}</filename><separator>,</separator><header>Y</header>"
        f"<lazy_conversion>{lazy}</lazy_conversion><fields>{listed}</fields>",
    )
