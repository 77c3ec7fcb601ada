// Messages of the language server protocol on a stream: a header with the length in bytes, then JSON.

/** A request has an id and wants an answer, a notification has none. */
export interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
}

const END_OF_HEADER = "\r\n\r\n";

/** Ends with the stream. What is no JSON is passed over: the next header is looked for behind it. */
export async function* messages(stream: NodeJS.ReadableStream): AsyncGenerator<Message> {
  let buffer: Buffer = Buffer.alloc(0);
  for await (const part of stream) {
    buffer = Buffer.concat([buffer, typeof part === "string" ? Buffer.from(part) : part]);
    for (;;) {
      const end = buffer.indexOf(END_OF_HEADER);
      if (end < 0) break;
      const length = Number(/content-length: *(\d+)/i.exec(buffer.toString("latin1", 0, end))?.[1]);
      const from = end + END_OF_HEADER.length;
      if (!Number.isFinite(length)) {
        buffer = buffer.subarray(from);
        continue;
      }
      if (buffer.length < from + length) break;
      const message = parsed(buffer.toString("utf8", from, from + length));
      buffer = buffer.subarray(from + length);
      if (message) yield message;
    }
  }
}

function parsed(text: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}

export function framed(message: object): string {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${Buffer.byteLength(text)}${END_OF_HEADER}${text}`;
}
