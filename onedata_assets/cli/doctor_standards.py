"""What `onedata doctor` finds about standards: whether this machine has the checks of all of them.

It is asked only where the platform's records are there and of this release.
"""

from collections.abc import Iterator

from onedata_assets.cli.finding import Finding, State
from onedata_assets.cli.say import text, told
from onedata_resources.errors import OneDataError
from onedata_resources.settings import value_of
from onedata_resources.store.database import opened
from onedata_resources.store.kept_standards import kept_standards
from onedata_resources.store.reviewed import STANDARD, Reviews

SHOWN = 5


def standards() -> Iterator[Finding]:
    """Tell which published standards definitions on this machine know; nothing without any."""
    subject = text("doctor.standards")
    try:
        with opened(value_of("STORE_URL")) as store:
            published = set(Reviews(store, STANDARD).in_force())
    except OneDataError as error:
        yield Finding(subject, State.BROKEN, told(error))
        return
    differing = sorted(published.symmetric_difference(kept_standards()))
    if differing:
        names = ", ".join(differing[:SHOWN]) + (" …" if len(differing) > SHOWN else "")
        what = text("doctor.standards_differ", count=len(differing), names=names)
        yield Finding(subject, State.OFF, what, text("doctor.standards_advice"))
    elif published:
        yield Finding(subject, State.OK, text("doctor.standards_here", count=len(published)))
