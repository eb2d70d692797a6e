"""The `source.yaml` files as commands use them: sources by their names, and wrong files told.

Files are read in `components/source_files.py`.
"""

from collections.abc import Iterable, Sequence

from onedata_assets.cli.say import complain, said, text
from onedata_assets.components.source_files import SourceFile, sources_of
from onedata_assets.domain.metadata.sources import Source
from onedata_resources.errors import BadInputError


def named(files: Sequence[SourceFile], names: Sequence[str]) -> list[Source]:
    """Return the sources of these names; where none is named, those of all files that are right.

    Raises:
        BadInputError: No file has one of the names, or the file that has it is wrong.
    """
    known = {each.name: each.source() for each in sources_of(files)}
    for name in names:
        if name not in known:
            raise _unknown(name, list(known), files)
    return [known[name] for name in dict.fromkeys(names or known)]


def wrong_files(files: Iterable[SourceFile]) -> list[SourceFile]:
    """Return the files that write down no source."""
    return [each for each in files if each.component is None]


def tell_wrong(files: Iterable[SourceFile]) -> bool:
    """Print what is wrong with files, and return whether there is anything."""
    wrong = wrong_files(files)
    for each in wrong:
        complain(each.error)
    return bool(wrong)


def called(file: SourceFile) -> str:
    """Return what a file calls its source, or else its folder's name."""
    return file.said("name") or file.path.parent.name


def wrong_row(file: SourceFile, *, as_json: bool) -> dict[str, object]:
    """Return a wrong file as a row; its address is not told, which somebody may have written."""
    return {
        "name": called(file),
        "kind": file.said("kind"),
        "connection": "",
        "scanned_at": None,
        "number": None,
        "versions": 0,
        "error": said(file.error) if as_json else text("metadata.wrong_file"),
    }


def _unknown(name: str, known: Sequence[str], files: Sequence[SourceFile]) -> BadInputError:
    wrong = wrong_files(files)
    meant = [each.error for each in wrong if called(each) == name]
    if meant:
        return BadInputError("\n".join(e.en for e in meant), "\n".join(e.zh for e in meant))
    have = ", ".join(known) or "—"
    paths = ", ".join(str(each.path) for each in wrong)
    also_en = f" Wrong, and left out: {paths}." if paths else ""
    also_zh = f"有误而未读入的文件：{paths}。" if paths else ""
    return BadInputError(
        f"There is no source {name!r}; there is: {have}. A source is a source.yaml below"
        f" onedata_assets/defs.{also_en}",
        f"没有数据源 {name!r}，现有：{have}。"
        f"数据源写在 onedata_assets/defs 下的 source.yaml 中。{also_zh}",
    )
