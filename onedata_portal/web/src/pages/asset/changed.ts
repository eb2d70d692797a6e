// Which columns of one row differ from the version before.

import type { RowChange } from "@/api/tables";

/** Return the columns whose value is another than before; none where there is not one row in both. */
export function changedColumns(after: RowChange, before: RowChange | undefined): ReadonlySet<string> {
  const [row, ...others] = after.rows;
  const [old, ...olds] = before?.rows ?? [];
  if (!row || !old || others.length || olds.length) return new Set();
  const was = new Map((before?.columns ?? []).map((name, at) => [name, JSON.stringify(old[at])]));
  return new Set(after.columns.filter((name, at) => was.get(name) !== JSON.stringify(row[at])));
}
