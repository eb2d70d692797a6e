// The text of a file that a person chose.

/** Return the text of a file: UTF-8, or else GB18030, as spreadsheets write it in China. */
export async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
