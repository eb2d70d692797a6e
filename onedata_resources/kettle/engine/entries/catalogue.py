"""The modules of entry types in this folder; importing one registers its entries."""

from onedata_resources.kettle.engine.entries import (
    archives,
    comparisons,
    copying,
    decisions,
    file_changes,
    file_checks,
    mail,
    moving,
    result_files,
    timing,
    transfers,
    unpacking,
)

ENTRY_MODULES = (
    archives,
    comparisons,
    copying,
    decisions,
    file_changes,
    file_checks,
    mail,
    moving,
    result_files,
    timing,
    transfers,
    unpacking,
)
