// Files that come from a person and go to them.

import { ask } from "@/api/client";
import type { FileText } from "@/api/documents";

/** Return the bytes of a file in base64, whatever they are. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** Let the person save what the server writes. */
export async function save(path: string, template: boolean): Promise<void> {
  const file = await ask<FileText>("GET", path, { query: { template } });
  saveText(file.name, file.content);
}

/** Let the person save a text as CSV. */
export function saveText(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
