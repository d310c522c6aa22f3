import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { emulate, errorOf, send, warnings } from "./setup.ts";

const me = "GET /v1/organizations/me";

describe("the server", () => {
  it("responds with 500, prints a warning and continues if the emulator itself fails", async () => {
    const emulator = await emulate();
    // A BigInt has no JSON.
    emulator.faults.add({ kind: "status", body: 1n });
    expect(errorOf(await send(emulator, me))).toMatchObject({ status: 500, type: "api_error" });
    expect(warnings.get(emulator)).toEqual([
      expect.stringContaining("Admin API emulator: internal error: TypeError"),
    ]);
    expect((await send(emulator, me)).status).toBe(200);
  });

  it("prints nothing if a client closes the connection before it sent its whole request", async () => {
    const emulator = await emulate();
    const client = connect(Number(new URL(emulator.url).port), "127.0.0.1");
    await once(client, "connect");
    client.write(
      "POST /v1/organizations/invites HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{",
    );
    client.destroy();
    await once(client, "close");
    expect((await send(emulator, me)).status).toBe(200);
    expect(warnings.get(emulator)).toEqual([]);
  });

  it("keeps everything after the first question mark as the query", async () => {
    const emulator = await emulate();
    expect((await send(emulator, `${me}?a=1?b=2`)).status).toBe(200);
    expect(emulator.requests).toMatchObject([{ path: "/v1/organizations/me", query: "a=1?b=2" }]);
  });
});
