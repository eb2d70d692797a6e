// Where the records behind a finding are.

import type { Finding } from "@/api/usage";

const NARROWED: Partial<Record<Finding["kind"], Record<string, string>>> = {
  many_reads: { action: "data.read" },
  many_rows: { action: "data.read" },
  many_refusals: { result: "refused" },
  guessed_password: { action: "sign_in" },
  new_network: { action: "sign_in" },
};

/** Return the address of the audit log's records of the person and time; its end is not included. */
export function evidenceOf(finding: Pick<Finding, "kind" | "actor" | "since" | "until">): string {
  const until = new Date(Date.parse(finding.until) + 1).toISOString();
  return `/audit?${new URLSearchParams({ actor: finding.actor, ...NARROWED[finding.kind], since: finding.since, until })}`;
}
