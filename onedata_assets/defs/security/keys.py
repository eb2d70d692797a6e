"""The addresses of the tables about how the platform is used, and whose they are."""

from onedata_assets.domain.security.projects import PLATFORM_PROJECT
from onedata_assets.lib.keys import Layer, source_key, table_key

LOG = source_key("store", "audit")
RECORD = table_key(Layer.DWD, "audit_record")
ACTIVITY = table_key(Layer.DWS, "person_activity_day")
FINDING = table_key(Layer.ADS, "usage_finding")
PROJECT = PLATFORM_PROJECT
"""The project of these tables. Until an administrator adds people to it, they are for
administrators alone; members of the default project never see what others did."""
