import { describe, expect, it } from "vitest";
import type { Emulator, Fault } from "../../emulator/index.ts";
import { emulate, errorOf, part, send } from "./setup.ts";

const create = (emulator: Emulator) =>
  send(emulator, "POST /v1/organizations/workspaces", { body: { name: "Robots" } });
const created = (emulator: Emulator) => emulator.organization().state().workspaces.length;

async function startWithFault(fault: Fault) {
  const emulator = await emulate();
  emulator.faults.add(fault);
  return emulator;
}

describe("the fault", () => {
  it("refuse closes the connection before the request takes effect", async () => {
    const emulator = await startWithFault({ kind: "refuse" });
    await expect(create(emulator)).rejects.toThrow("fetch failed");
    expect(created(emulator)).toBe(0);
    expect(emulator.requests).toMatchObject([{ status: 0, fault: "refuse", body: { name: "Robots" } }]);
  });

  it("loseResponse closes the connection after the request took effect", async () => {
    const emulator = await startWithFault({ kind: "loseResponse" });
    await expect(create(emulator)).rejects.toThrow("fetch failed");
    expect(created(emulator)).toBe(1);
    expect(emulator.requests).toMatchObject([{ status: 0, fault: "loseResponse" }]);
  });

  it("status responds with an error, and the request has no effect", async () => {
    const emulator = await startWithFault({ kind: "status" });
    const response = await create(emulator);
    expect(errorOf(response)).toMatchObject({ status: 500, type: "api_error", code: undefined });
    expect(response.headers.get("anthropic-organization-id")).toBe(emulator.organization().id);
    expect(created(emulator)).toBe(0);
  });

  it("statusAfter responds with an error after the request took effect", async () => {
    const emulator = await startWithFault({ kind: "statusAfter", status: 529 });
    expect(errorOf(await create(emulator))).toMatchObject({ status: 529, type: "overloaded_error" });
    expect(created(emulator)).toBe(1);
  });

  it("status uses the status, type and message of the error code, or those of the fault", async () => {
    const emulator = await startWithFault({ kind: "status", errorCode: "external_key_changed" });
    expect(errorOf(await create(emulator))).toMatchObject({
      status: 409,
      type: "conflict_error",
      code: "external_key_changed",
    });
    emulator.faults.add({ kind: "status", errorCode: "workspace_policy_violation" });
    const violation = await create(emulator);
    expect(part(part(violation.body, "error"), "details")).toEqual({
      error_code: "workspace_policy_violation",
      field: "external_key_id",
    });
    emulator.faults.add({
      kind: "status",
      status: 418,
      errorType: "teapot_error",
      message: "Short and stout",
      retryAfter: 3,
    });
    const odd = await create(emulator);
    expect(errorOf(odd)).toEqual({
      status: 418,
      type: "teapot_error",
      code: undefined,
      message: "Short and stout",
    });
    expect(odd.headers.get("retry-after")).toBe("3");
  });

  it("statusAfter names the workspace with workspace_created_incomplete", async () => {
    const emulator = await startWithFault({ kind: "statusAfter", errorCode: "workspace_created_incomplete" });
    const { body, status } = await create(emulator);
    expect(status).toBe(503);
    expect(part(part(body, "error"), "details")).toEqual({
      error_code: "workspace_created_incomplete",
      workspace_id: emulator.organization().state().workspaces[0]?.id,
    });
  });

  it("status responds with the exact body of the fault", async () => {
    const emulator = await startWithFault({ kind: "status", status: 200, body: { surprise: [1, null] } });
    const response = await create(emulator);
    expect([response.status, response.body]).toEqual([200, { surprise: [1, null] }]);
    expect(created(emulator)).toBe(0);
  });

  it("slow delays the usual response", async () => {
    const emulator = await startWithFault({ kind: "slow", delayMs: 60 });
    const start = performance.now();
    expect((await create(emulator)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
    expect(emulator.requests).toMatchObject([{ status: 200, fault: "slow" }]);
  });

  it("html and htmlAfter respond with the page of a proxy, html without effect", async () => {
    const emulator = await startWithFault({ kind: "html" });
    const before = await create(emulator);
    expect([before.status, before.headers.get("content-type")]).toEqual([502, "text/html"]);
    expect(before.body).toContain("<html>");
    expect(before.headers.get("request-id")).toBeNull();
    expect(created(emulator)).toBe(0);
    emulator.faults.add({ kind: "htmlAfter" });
    expect((await create(emulator)).status).toBe(200);
    emulator.faults.add({ kind: "htmlAfter", status: 504 });
    expect((await create(emulator)).status).toBe(504);
    expect(created(emulator)).toBe(2);
  });

  it("cutJson responds with half of the JSON after the request took effect", async () => {
    const emulator = await startWithFault({ kind: "cutJson" });
    const response = await create(emulator);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(response.body).toMatch(/^\{"id":"wrkspc_/);
    expect(response.headers.get("content-length")).toBe(String(String(response.body).length));
    expect(created(emulator)).toBe(1);
  });

  it("rateLimit responds with 429, with or without retry-after", async () => {
    const emulator = await startWithFault({ kind: "rateLimit", retryAfter: 7 });
    const withHeader = await create(emulator);
    expect([withHeader.status, withHeader.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(errorOf(withHeader).type).toBe("rate_limit_error");
    emulator.faults.add({ kind: "rateLimit" });
    const withoutHeader = await create(emulator);
    expect([withoutHeader.status, withoutHeader.headers.get("retry-after")]).toEqual([429, null]);
    expect(created(emulator)).toBe(0);
  });

  it("hang sends no response until the emulator stops", async () => {
    const emulator = await startWithFault({ kind: "hang" });
    const hanging = create(emulator);
    const lost = expect(hanging).rejects.toThrow("fetch failed");
    while (emulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await emulator.stop();
    await lost;
    expect(created(emulator)).toBe(0);
    expect(emulator.requests).toMatchObject([{ status: 0, fault: "hang" }]);
  });

  it("does not apply to control routes", async () => {
    const emulator = await startWithFault({ kind: "refuse" });
    expect((await send(emulator, "GET /_emulator/clock", { headers: { "x-api-key": null } })).status).toBe(
      200,
    );
  });
});
