"""What `onedata doctor` finds about the files of sources. What answers is asked elsewhere."""

from collections.abc import Iterator

from onedata_assets.cli.finding import Finding, State
from onedata_assets.cli.metadata import written_files
from onedata_assets.cli.say import text, told
from onedata_assets.cli.written_sources import wrong_files


def sources() -> Iterator[Finding]:
    """Tell each `source.yaml` that is wrong, or how many there are where all are right."""
    subject, files = text("doctor.sources"), written_files()
    wrong = wrong_files(files)
    for each in wrong:
        yield Finding(subject, State.BROKEN, told(each.error), text("doctor.sources_advice"))
    if not wrong:
        yield Finding(subject, State.OK, text("doctor.sources_right", count=len(files)))
