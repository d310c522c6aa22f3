import { describe, expect, it } from "vitest";
import { Faults } from "../../emulator/faults.ts";
import type { Emulator, Fault } from "../../emulator/index.ts";
import { emulate, errorOf, part, send } from "./setup.ts";

const me = "GET /v1/organizations/me";
const create = (emulator: Emulator) =>
  send(emulator, "POST /v1/organizations/workspaces", { body: { name: "Robots" } });
const created = (emulator: Emulator) => emulator.organization().state().workspaces.length;

async function withFault(fault: Fault) {
  const emulator = await emulate();
  emulator.faults.add(fault);
  return emulator;
}

describe("a fault", () => {
  it("refuse closes the connection before the request takes effect", async () => {
    const emulator = await withFault({ kind: "refuse" });
    await expect(create(emulator)).rejects.toThrow("fetch failed");
    expect(created(emulator)).toBe(0);
    expect(emulator.requests).toMatchObject([{ status: 0, fault: "refuse", body: { name: "Robots" } }]);
  });

  it("loseResponse closes the connection after the request took effect", async () => {
    const emulator = await withFault({ kind: "loseResponse" });
    await expect(create(emulator)).rejects.toThrow("fetch failed");
    expect(created(emulator)).toBe(1);
    expect(emulator.requests).toMatchObject([{ status: 0, fault: "loseResponse" }]);
  });

  it("status responds with an error, and the request has no effect", async () => {
    const emulator = await withFault({ kind: "status" });
    const response = await create(emulator);
    expect(errorOf(response)).toMatchObject({ status: 500, type: "api_error", code: undefined });
    expect(response.headers.get("anthropic-organization-id")).toBe(emulator.organization().id);
    expect(created(emulator)).toBe(0);
  });

  it("statusAfter responds with an error after the request took effect", async () => {
    const emulator = await withFault({ kind: "statusAfter", status: 529 });
    expect(errorOf(await create(emulator))).toMatchObject({ status: 529, type: "overloaded_error" });
    expect(created(emulator)).toBe(1);
  });

  it("status uses the status, type and message of the error code, or those of the fault", async () => {
    const emulator = await withFault({ kind: "status", errorCode: "external_key_changed" });
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

  it("rejects an unknown error code and a status that is not the documented one", async () => {
    const emulator = await emulate();
    expect(() => emulator.faults.add({ kind: "status", errorCode: "brewing" })).toThrow(
      'The API has no error code "brewing". Pass the exact response as `body`.',
    );
    expect(() => emulator.faults.add({ kind: "status", errorCode: "already_member", status: 409 })).toThrow(
      'The status of "already_member" is 400, not 409. Omit `status`.',
    );
    expect(emulator.faults.list()).toEqual([]);
  });

  it("statusAfter names the workspace with workspace_created_incomplete", async () => {
    const emulator = await withFault({ kind: "statusAfter", errorCode: "workspace_created_incomplete" });
    const { body, status } = await create(emulator);
    expect(status).toBe(503);
    expect(part(part(body, "error"), "details")).toEqual({
      error_code: "workspace_created_incomplete",
      workspace_id: emulator.organization().state().workspaces[0]?.id,
    });
  });

  it("status responds with the exact body of the fault", async () => {
    const emulator = await withFault({ kind: "status", status: 200, body: { surprise: [1, null] } });
    const response = await create(emulator);
    expect([response.status, response.body]).toEqual([200, { surprise: [1, null] }]);
    expect(created(emulator)).toBe(0);
  });

  it("slow delays the usual response", async () => {
    const emulator = await withFault({ kind: "slow", delayMs: 60 });
    const start = performance.now();
    expect((await create(emulator)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
    expect(emulator.requests).toMatchObject([{ status: 200, fault: "slow" }]);
  });

  it("html and htmlAfter respond with the page of a proxy, html without effect", async () => {
    const emulator = await withFault({ kind: "html" });
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
    const emulator = await withFault({ kind: "cutJson" });
    const response = await create(emulator);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(response.body).toMatch(/^\{"id":"wrkspc_/);
    expect(response.headers.get("content-length")).toBe(String(String(response.body).length));
    expect(created(emulator)).toBe(1);
  });

  it("rateLimit responds with 429, with or without retry-after", async () => {
    const emulator = await withFault({ kind: "rateLimit", retryAfter: 7 });
    const told = await create(emulator);
    expect([told.status, told.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(errorOf(told).type).toBe("rate_limit_error");
    emulator.faults.add({ kind: "rateLimit" });
    const silent = await create(emulator);
    expect([silent.status, silent.headers.get("retry-after")]).toEqual([429, null]);
    expect(created(emulator)).toBe(0);
  });

  it("hang sends no response until the emulator stops", async () => {
    const emulator = await withFault({ kind: "hang" });
    const hanging = create(emulator);
    const lost = expect(hanging).rejects.toThrow("fetch failed");
    while (emulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await emulator.stop();
    await lost;
    expect(created(emulator)).toBe(0);
    expect(emulator.requests).toMatchObject([{ status: 0, fault: "hang" }]);
  });

  it("does not apply to control routes", async () => {
    const emulator = await withFault({ kind: "refuse" });
    expect((await send(emulator, "GET /_emulator/clock", { headers: { "x-api-key": null } })).status).toBe(
      200,
    );
  });
});

describe("a fault", () => {
  const affected = (fault: Fault, requests: [string, string][]): boolean[] => {
    const faults = new Faults();
    faults.add(fault);
    return requests.map(([method, path]) => faults.take(method, path) !== undefined);
  };

  it("matches by method and by an exact path, a path with stars or a regular expression", () => {
    const list: [string, string] = ["GET", "/v1/organizations/workspaces"];
    const one: [string, string] = ["GET", "/v1/organizations/workspaces/wrkspc_01a"];
    const write: [string, string] = ["POST", "/v1/organizations/workspaces/wrkspc_01a"];
    const members: [string, string] = ["POST", "/v1/organizations/workspaces/wrkspc_01a/members"];
    const all = [list, one, write, members];
    const kind = "status";
    const times = 9;
    expect(affected({ kind, times }, all)).toEqual([true, true, true, true]);
    expect(affected({ kind, times, method: "post" }, all)).toEqual([false, false, true, true]);
    expect(affected({ kind, times, path: list[1] }, all)).toEqual([true, false, false, false]);
    expect(affected({ kind, times, path: "/v1/organizations/workspaces/*" }, all)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(affected({ kind, times, path: /members$/g }, [members, members])).toEqual([true, true]);
    expect(affected({ kind, times, path: "/v1/organizations.workspaces" }, all)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it("applies to one request, or to `times` requests after `after` others", () => {
    const request: [string, string] = ["GET", "/"];
    const five = Array.from({ length: 5 }, () => request);
    expect(affected({ kind: "status" }, five)).toEqual([true, false, false, false, false]);
    expect(affected({ kind: "status", times: 2, after: 2 }, five)).toEqual([false, false, true, true, false]);
  });

  it("applies before those added later, and clear() removes all", async () => {
    const emulator = await withFault({ kind: "status", status: 503 });
    emulator.faults.add({ kind: "status", status: 504, times: 2 });
    expect([(await send(emulator, me)).status, (await send(emulator, me)).status]).toEqual([503, 504]);
    expect(emulator.faults.list()).toEqual([{ kind: "status", status: 504, times: 1, after: 0 }]);
    emulator.faults.clear();
    expect((await send(emulator, me)).status).toBe(200);
  });
});
