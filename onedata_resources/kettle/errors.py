"""Errors of Kettle files and runs that a caller decides on. Failing steps of a run are in its metrics and log."""

from onedata_resources.errors import BadInputError


class KettleFileError(BadInputError):
    """The file is not a Kettle file that can be read."""


class PrepareError(BadInputError):
    """The transformation cannot start; nothing has run."""
