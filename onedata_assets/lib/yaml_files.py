"""Files of YAML that people write: their texts, and what is wrong with them by file and line.

What a text says is read in `domain/metadata/yaml_text.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from onedata_assets.domain.metadata.source_faults import Fault
from onedata_assets.domain.metadata.yaml_text import Written
from onedata_resources.errors import BadInputError


def text_of(path: Path) -> str | Fault:
    """Return the text of a file, or why it has none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return Fault(
            (), "the file is not in UTF-8: save it so", "文件不是 UTF-8 编码：请另存为 UTF-8"
        )
    except OSError as error:
        why = error.strerror or str(error)
        return Fault((), f"the file cannot be read ({why})", f"文件无法读取（{why}）")


def error_of(path: Path, written: Written, faults: Sequence[Fault]) -> BadInputError:
    """Return what is wrong with a file, a line for each fault."""
    lines = [(f":{at}" if (at := written.line(each)) else "", each) for each in faults]
    return BadInputError(
        "\n".join(f"{path}{at}: {each.en}." for at, each in lines),
        "\n".join(f"{path}{at}：{each.zh}。" for at, each in lines),
    )
