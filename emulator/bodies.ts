import type { IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { coded, ErrorResponse, invalid } from "./errors.ts";

const limit = 1_048_576;

/** The body of a request, or the error response for a body over the limit. */
export async function bytesOf(request: IncomingMessage): Promise<Buffer | ErrorResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    // The rest is read and dropped: a client that is still sending would not see the response.
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) return new ErrorResponse(413, `The request body exceeds ${limit} bytes`);
  return Buffer.concat(chunks);
}

/** The text of a body, after decoding its content encoding. */
export function textOf(bytes: Buffer, encoding: string | undefined): string {
  return decoded(bytes, encoding?.trim().toLowerCase() ?? "identity").toString("utf8");
}

/** The value of a JSON body. */
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
