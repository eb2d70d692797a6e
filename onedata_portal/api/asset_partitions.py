"""How an asset is cut into partitions and their state, from Dagster's three forms of telling it."""

from collections.abc import Iterator

from onedata_portal.api.asset_models import PartitionCounts, PartitionRange, PartitionsOfAsset
from onedata_portal.api.dagster import Answer

# An asset by customer has as many keys as there are customers; a page shows no more of them.
MOST_RANGES = 5_000
MOST_KEYS = 1_000

_LISTS = (
    ("failedPartitions", "failed"),
    ("materializingPartitions", "materializing"),
    ("materializedPartitions", "materialized"),
    ("unmaterializedPartitions", "missing"),
)


def partitions(node: Answer) -> PartitionsOfAsset | None:
    """Return the partitions of an asset; None where it is one piece."""
    definition, stats = node["partitionDefinition"], node["partitionStats"]
    if definition is None or stats is None:
        return None
    found = _ranges(node["assetPartitionStatuses"])
    return PartitionsOfAsset(
        kind=definition["type"].lower(),
        description=definition["description"],
        dimensions=[dimension["name"] for dimension in definition["dimensionTypes"]],
        counts=PartitionCounts(
            total=stats["numPartitions"],
            materialized=stats["numMaterialized"],
            failed=stats["numFailed"],
            materializing=stats["numMaterializing"],
        ),
        keys=node["partitionKeys"][: -MOST_KEYS - 1 : -1],
        ranges=[one for one, _ in zip(found, range(MOST_RANGES), strict=False)],
    )


def _ranges(statuses: Answer, dimension: str | None = None) -> Iterator[PartitionRange]:
    if statuses["__typename"] == "MultiPartitionStatuses":
        for one in statuses["ranges"]:
            first, last = one["primaryDimStartKey"], one["primaryDimEndKey"]
            primary = first if first == last else f"{first}...{last}"
            yield from _ranges(one["secondaryDim"], primary)
    elif statuses["__typename"] == "TimePartitionStatuses":
        for one in statuses["ranges"]:
            yield PartitionRange(
                first=one["startKey"],
                last=one["endKey"],
                status=one["status"].lower(),
                dimension=dimension,
            )
    else:
        for name, status in _LISTS:
            for key in statuses[name]:
                yield PartitionRange(first=key, last=key, status=status, dimension=dimension)
