"""A code location with the registered tables that the store left, over one source, for tests."""

import os

import dagster as dg

from onedata_assets.domain.metadata.register_reach import Scanned
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_assets.lib.register_assets import register_specs, registered
from onedata_assets.lib.register_jobs import register_jobs
from onedata_resources.clients.catalog import Catalog
from onedata_resources.services import LakeResource, StoreResource

SHOP = Source("shop", SourceKind.SQL, "SHOP_URL", Wanted())
catalog = Catalog()
found = registered([Scanned(SHOP, "alpha", catalog.structure(SHOP))])
defs = dg.Definitions(
    assets=[
        dg.AssetSpec(["shop", "orders"], tags={"onedata/project": "alpha"}),
        *register_specs(found),
    ],
    jobs=register_jobs(found),
    resources={
        "lake": LakeResource(uri=os.environ["LAKE_URI"]),
        "sources": catalog,
        "store": StoreResource(url=os.environ["STORE_URL"]),
    },
)
