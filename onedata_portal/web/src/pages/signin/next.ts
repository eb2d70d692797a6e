// Where a person goes after sign-in: only to a page of this portal.

/** Return the path if it stays inside, else the home page. */
export function insideOnly(next: string | null): string {
  if (!next || !next.startsWith("/") || next.startsWith("//") || /[\\\u0000-\u001f]/.test(next)) return "/";
  return next.startsWith("/signin") ? "/" : next;
}

/** Return whether the path is one of Dagster's pages. */
export function isDagsters(path: string): boolean {
  return /^\/dagster(?:[/?#]|$)/.test(path);
}
