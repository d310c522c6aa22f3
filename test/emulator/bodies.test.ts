import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { emulate, errorOf, send } from "./setup.ts";

const workspaces = "POST /v1/organizations/workspaces";
const encoded = (encoding: string) => ({ headers: { "content-encoding": encoding } });
const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);

it("the body of a request gets status 413 if it is over one mebibyte, and the emulator continues", async () => {
  const emulator = await emulate();
  const response = await send(emulator, workspaces, {
    raw: JSON.stringify({ name: "x".repeat(1_048_576) }),
  });
  expect(errorOf(response)).toMatchObject({ status: 413, type: "request_too_large", code: undefined });
  expect(emulator.requests.at(-1)).toMatchObject({ status: 413, path: "/v1/organizations/workspaces" });
  expect((await send(emulator, workspaces, { body: { name: "Robots" } })).status).toBe(200);
});

it("the body of a request can be compressed with gzip, deflate or Brotli", async () => {
  const emulator = await emulate();
  const json = JSON.stringify({ name: "Robots" });
  const cases = { gzip: gzipSync(json), deflate: deflateSync(json), br: brotliCompressSync(json) };
  for (const [encoding, raw] of Object.entries(cases)) {
    expect((await send(emulator, workspaces, { raw: bytes(raw), ...encoded(encoding) })).status).toBe(200);
  }
});

it("the body of a request gets an error code if it cannot be decoded or is too large after decoding", async () => {
  const emulator = await emulate();
  const json = JSON.stringify({ name: "x".repeat(2_000_000) });
  const code = async (encoding: string, raw: Uint8Array<ArrayBuffer> | string) => {
    const { status, code: found } = errorOf(await send(emulator, workspaces, { raw, ...encoded(encoding) }));
    return [status, found];
  };
  expect(await code("gzip", "{}")).toEqual([400, "request_body_encoding_invalid"]);
  expect(await code("zstd", "{}")).toEqual([400, "request_body_encoding_unsupported"]);
  expect(await code("gzip", bytes(gzipSync(json)))).toEqual([413, "request_body_too_large_after_decoding"]);
});
