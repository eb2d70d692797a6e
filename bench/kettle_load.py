"""What reading a folder of Kettle files costs when definitions load: CPU seconds per 1,000 files.

    python -m bench.kettle_load [FILES]

Cold is the first load of a process, making the assets included; warm is the next one, whose files
have not changed (what was read is kept in the process by content). The baseline parses the same
XML with lxml and does nothing else. A cache on disk is not kept: it would save what is told as
"read", 2 ms a file, once per process.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_assets.components.kettle_project import KettleProjectComponent
from tests.component.ingestion.many import write_files


def measured(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Write the files, load them twice, parse them once, and print what each costs."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(Path(folder), number)
        made = KettleProjectComponent.from_attributes_dict(attributes={"project": folder})
        assert isinstance(made, KettleProjectComponent)
        read = measured(lambda: made.read(Path(folder)))
        warm_read = measured(lambda: made.read(Path(folder)))
        assets = measured(lambda: made.assets(Path(folder))) - warm_read
        parsed = measured(lambda: [etree.fromstring(path.read_bytes()) for path in paths])
    rows = {
        "parse with lxml alone (baseline)": parsed,
        "read: tables, lineage, checks of the files": read,
        "make the assets (Dagster)": assets,
        "cold load": read + assets,
        "warm load": warm_read + assets,
    }
    for name, seconds in rows.items():
        per_thousand = seconds * 1000 / number
        print(f"{name:45} {per_thousand:6.2f} CPU s per 1,000 files {seconds / parsed:6.1f}x")


if __name__ == "__main__":
    main()
