// Reads the whole input of the process.

/** Bytes; what comes as text is taken for UTF-8. */
export async function readInput(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(typeof part === "string" ? Buffer.from(part) : part);
  return Buffer.concat(parts);
}
