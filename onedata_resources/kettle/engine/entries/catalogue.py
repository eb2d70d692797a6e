"""The modules of entry types in this folder; importing one registers its entries."""

from onedata_resources.kettle.engine.entries import (
    archives,
    comparisons,
    copying,
    decisions,
    file_changes,
    file_checks,
    file_metrics,
    file_turns,
    mail,
    moving,
    reaching,
    result_files,
    timing,
    transfers,
    unpacking,
    xml_files,
)

ENTRY_MODULES = (
    archives,
    comparisons,
    copying,
    decisions,
    file_changes,
    file_checks,
    file_metrics,
    file_turns,
    mail,
    moving,
    reaching,
    result_files,
    timing,
    transfers,
    unpacking,
    xml_files,
)
