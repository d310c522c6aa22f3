import { describe, expect, it } from "vitest";
import { ErrorResponse } from "../../emulator/errors.ts";
import { loggedBody, printable, RequestLog } from "../../emulator/requestLog.ts";
import { emulate, send } from "./setup.ts";

describe("the log of requests", () => {
  it("the log of requests has the requests with their bodies in order of arrival, and can be cleared", async () => {
    const emulator = await emulate();
    const body = { name: "Robots" };
    await send(emulator, "POST /v1/organizations/workspaces", { body });
    await send(emulator, "POST /v1/organizations/workspaces", { raw: "{" });
    await send(emulator, "GET /v1/organizations/workspaces?limit=5");
    expect(emulator.requests).toEqual([
      {
        at: expect.any(Date),
        method: "POST",
        path: "/v1/organizations/workspaces",
        query: "",
        status: 200,
        requestId: expect.any(String),
        organizationId: emulator.organization().id,
        body,
      },
      expect.objectContaining({ status: 400, body: "{" }),
      expect.objectContaining({ method: "GET", query: "limit=5", status: 200 }),
    ]);
    emulator.clearRequests();
    expect(emulator.requests).toEqual([]);
  });

  it("drops the oldest requests beyond 100,000", () => {
    const log = new RequestLog();
    const request = { at: new Date(), method: "GET", path: "/", query: "", organizationId: undefined };
    for (let count = 0; count <= 100_000; count += 1) log.open({ ...request, requestId: `req_${count}` });
    expect(log.requests).toHaveLength(50_001);
    expect(log.requests[0]?.requestId).toBe("req_50000");
  });
});

describe("loggedBody", () => {
  it("returns JSON, other text, or nothing for an empty or rejected body", () => {
    expect(loggedBody("/v1/x", Buffer.from('{"a":1}'))).toEqual({ body: { a: 1 } });
    expect(loggedBody("/v1/x", Buffer.from("{"))).toEqual({ body: "{" });
    expect(loggedBody("/v1/x", Buffer.from(""))).toEqual({});
    expect(loggedBody("/v1/x", new ErrorResponse(413, "too large"))).toEqual({});
  });

  it("omits identity tokens", () => {
    const path = "/v1/oauth/token";
    expect(loggedBody(path, Buffer.from('{"assertion":"e30.e30.e30","scope":"x"}'))).toEqual({
      body: { assertion: "[identity token]", scope: "x" },
    });
    expect(loggedBody(path, Buffer.from("e30.e30.e30"))).toEqual({});
  });
});

describe("printable", () => {
  it("replaces control characters and commands of CI runners, and shortens long text", () => {
    expect(printable("/v1\u009b31m\n##[error]é")).toBe("/v1?31m?#?[error]?");
    expect(printable("x".repeat(300))).toHaveLength(200);
  });
});
