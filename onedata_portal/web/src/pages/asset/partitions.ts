// Which partitions a choice means. Keys come newest first and may be cut; ranges are in order.

import type { Partitions } from "@/api/dagster";

export type PartitionRange = Partitions["ranges"][number];

const TODO = new Set(["missing", "failed"]);

/** Return the keys from the one to the other, in the order of time, whichever was named first. */
export function keysBetween(newestFirst: readonly string[], one: string, other: string): string[] {
  const [at, to] = [newestFirst.indexOf(one), newestFirst.indexOf(other)];
  if (at < 0 || to < 0) return [];
  return newestFirst.slice(Math.min(at, to), Math.max(at, to) + 1).reverse();
}

/** Return the keys that have no data or failed, in the order of time. */
export function keysToDo(partitions: Partitions): string[] {
  const found = new Set<string>();
  for (const range of partitions.ranges) {
    if (!TODO.has(range.status)) continue;
    for (const key of keysBetween(partitions.keys, range.first, range.last)) found.add(key);
  }
  return [...partitions.keys].reverse().filter((key) => found.has(key));
}

/** Return the ranges with how many partitions each has; at least one, so that it can be seen. */
export function rangesWithSizes(partitions: Partitions): (PartitionRange & { size: number })[] {
  return partitions.ranges.map((range) => ({ ...range, size: Math.max(1, keysBetween(partitions.keys, range.first, range.last).length) }));
}
