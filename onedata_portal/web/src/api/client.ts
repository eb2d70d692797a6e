// How pages ask the server: relative addresses, JSON, the CSRF header, and one kind of error.

import type { Language } from "@/format";

/** What the server said no with, in both languages. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly said: Record<Language, string>,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(said.en);
    this.name = "ApiError";
  }
}

export type Query = Record<string, string | number | boolean | string[] | null | undefined>;

export interface Asked {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

/** Return an address below the base of the pages, whatever path prefix they are served at. */
export function address(path: string, query: Query = {}): string {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url.toString();
}

/** Return a path with each `{name}` replaced; slashes of a value stay, for keys that have them. */
export function filled(path: string, values: Record<string, string>): string {
  return path.replace(/\{(\w+)(?::path)?\}/g, (_, name: string) =>
    (values[name] ?? "").split("/").map(encodeURIComponent).join("/"),
  );
}

function cookie(name: string): string {
  const pair = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

async function errorOf(response: Response): Promise<ApiError> {
  const told: unknown = await response.json().catch(() => null);
  const body = typeof told === "object" && told !== null ? (told as Record<string, unknown>) : {};
  const en = typeof body["en"] === "string" ? body["en"] : `The server answered ${response.status}.`;
  const zh = typeof body["zh"] === "string" ? body["zh"] : `服务器返回 ${response.status}。`;
  const code = typeof body["code"] === "string" ? body["code"] : `http_${response.status}`;
  return new ApiError(response.status, code, { en, zh }, body);
}

/** Ask the server and return its JSON, or undefined for an answer without a body. */
export async function ask<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (asked.body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET") headers["x-onedata-csrf"] = cookie("onedata_csrf");
  const response = await fetch(address(path, asked.query), {
    method,
    headers,
    credentials: "same-origin",
    body: asked.body === undefined ? null : JSON.stringify(asked.body),
    signal: asked.signal ?? null,
  }).catch((reason: unknown) => {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw new ApiError(0, "unreachable", {
      en: "The server cannot be reached. Check the network and try again.",
      zh: "无法连接服务器，请检查网络后重试。",
    });
  });
  if (!response.ok) throw await errorOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
