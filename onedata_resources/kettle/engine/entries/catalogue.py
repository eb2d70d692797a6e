"""The modules of entry types in this folder; importing one registers its entries."""

ENTRY_MODULES = ()
