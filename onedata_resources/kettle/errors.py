"""Errors of Kettle files and runs that a caller decides on.

Steps that fail while a transformation runs are told in its metrics and log.
"""

from onedata_resources.errors import BadInputError


class KettleFileError(BadInputError):
    """The file is not a Kettle file that can be read."""


class PrepareError(BadInputError):
    """The transformation cannot start; nothing has run."""


class JobEndsError(BadInputError):
    """What an entry met ends its whole job with an error: no hop is followed, as in Kettle."""
