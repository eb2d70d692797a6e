// The log of a run as it is written: one connection, entries taken over in batches.

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { address, filled } from "@/api/client";
import type { LogEntry } from "@/api/dagster";
import { runKey } from "@/api/runs";

export type StreamState = "live" | "reconnecting" | "finished" | "gone";

const BATCH_MS = 150;

export interface Log {
  entries: readonly LogEntry[];
  state: StreamState;
}

/** Return what the log holds so far. The browser itself connects again, from the last entry on. */
export function useLog(id: string): Log {
  const client = useQueryClient();
  const [log, setLog] = useState<Log>({ entries: [], state: "live" });
  const waiting = useRef<LogEntry[]>([]);
  useEffect(() => {
    waiting.current = [];
    setLog({ entries: [], state: "live" });
    const source = new EventSource(address(filled("api/runs/{id}/log", { id })));
    const take = (state?: StreamState) => {
      const batch = waiting.current.splice(0);
      if (batch.length || state) setLog((now) => ({ entries: batch.length ? [...now.entries, ...batch] : now.entries, state: state ?? now.state }));
    };
    const timer = window.setInterval(() => take(), BATCH_MS);
    source.addEventListener("open", () => take("live"));
    source.addEventListener("entry", (event) => waiting.current.push(JSON.parse((event as MessageEvent<string>).data) as LogEntry));
    source.addEventListener("status", () => void client.invalidateQueries({ queryKey: runKey(id) }));
    source.addEventListener("end", (event) => {
      source.close();
      const { reason } = JSON.parse((event as MessageEvent<string>).data) as { reason: string };
      take(reason === "gone" ? "gone" : "finished");
      void client.invalidateQueries({ queryKey: runKey(id) });
    });
    source.addEventListener("error", () => take(source.readyState === EventSource.CLOSED ? "gone" : "reconnecting"));
    return () => {
      window.clearInterval(timer);
      source.close();
    };
  }, [id, client]);
  return log;
}
