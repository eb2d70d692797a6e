"""How pytest-xdist spreads the suite: by whole folders, whose tests share what is slow to start."""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

ALONE = ("tests/unit", "tests/definitions", "tests/component", "tests/integration")


class SharesOfFolders(LoadScopeScheduling):
    """Gives a worker the tests of one folder, of a file where the folder is only a collection."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.partition("::")[0])
        folder = str(file.parent)
        return str(file) if folder in ALONE else folder
