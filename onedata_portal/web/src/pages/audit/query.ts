// What the audit log is asked for.

import type { Query } from "@/api/client";
import { listQuery } from "@/parts/list-query";
import type { TableState } from "@/table/state";

/** Return the query of a table state; the log has one order, so none is asked for. */
export function auditQuery(state: TableState): Query {
  const { sort: _, ...query } = listQuery(state);
  return query;
}
