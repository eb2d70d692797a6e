// How the platform is used, by the names of the server's OpenAPI document.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Usage = Schemas["UsageAnswer"];
export type UsageTotals = Schemas["UsageTotals"];
export type UsageHour = Schemas["UsageHour"];
export type UsagePerson = Schemas["UsagePerson"];
export type Finding = Schemas["UsageFinding"];
export type UsedPart = Schemas["UsedPart"];
export type UsedObject = Schemas["UsedObject"];
export type UsedProject = Schemas["UsedProject"];

/** Ask for the last days, in the reader's zone, about everybody or one person. */
export function useUsage(days: number, person: string) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const query = { days, person, zone };
  return useQuery({
    queryKey: ["usage", query],
    queryFn: ({ signal }) => ask<Usage>("GET", "api/usage", { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
