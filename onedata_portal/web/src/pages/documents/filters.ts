// Filters of a list by the values that the server counted.

import type { FacetValue } from "@/api/documents";
import type { Filter } from "@/table/toolbar";

/** Return the filters that have values, in the order of their names. */
export function facetFilters(
  facets: Readonly<Record<string, readonly FacetValue[]>> | undefined,
  labels: Readonly<Record<string, string>>,
  shown: (key: string, value: string) => string,
): Filter[] {
  return Object.entries(labels)
    .filter(([key]) => facets?.[key]?.length)
    .map(([key, label]) => ({
      key,
      label,
      options: (facets?.[key] ?? []).map((one) => ({ value: one.value, label: shown(key, one.value), count: one.count })),
    }));
}
