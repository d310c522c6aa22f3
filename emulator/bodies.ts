import type { IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { coded, ErrorResponse, invalid } from "./errors.ts";

const limit = 1_048_576;

/** The bytes of a request, or the refusal of too many of them. */
export async function bytesOf(request: IncomingMessage): Promise<Buffer | ErrorResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    // What is too much is still read to its end: a client that is writing would not see the answer.
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) return new ErrorResponse(413, `The request body exceeds ${limit} bytes`);
  return Buffer.concat(chunks);
}

/** The text of a body, its content encoding undone. */
export function textOf(bytes: Buffer, encoding: string | undefined): string {
  return decoded(bytes, encoding?.trim().toLowerCase() ?? "identity").toString("utf8");
}

/** The JSON of a body that must be JSON. */
export function jsonOf(
  bytes: Buffer,
  headers: { type?: string | undefined; encoding?: string | undefined },
): unknown {
  if (!/^application\/json *(;|$)/i.test(headers.type ?? "")) {
    throw invalid("content-type: Input should be 'application/json'");
  }
  const text = textOf(bytes, headers.encoding);
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("The request body is not valid JSON");
  }
}

const decoders = new Map([
  ["gzip", gunzipSync],
  ["deflate", inflateSync],
  ["br", brotliDecompressSync],
]);

function decoded(bytes: Buffer, encoding: string): Buffer {
  if (encoding === "identity" || encoding === "") return bytes;
  const decode = decoders.get(encoding);
  if (decode === undefined) throw coded("request_body_encoding_unsupported");
  try {
    return decode(bytes, { maxOutputLength: limit });
  } catch (problem) {
    if (problem instanceof RangeError) throw coded("request_body_too_large_after_decoding");
    throw coded("request_body_encoding_invalid");
  }
}
