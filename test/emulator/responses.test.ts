import { expect, it } from "vitest";
import { emulate, send } from "./setup.ts";

const me = "GET /v1/organizations/me";

it("a response of the API has a request ID, the organization, the date of the emulator's clock and JSON", async () => {
  const emulator = await emulate({ now: new Date("2030-05-06T07:08:09Z") });
  const { headers, status } = await send(emulator, me);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("anthropic-organization-id")).toBe(emulator.organization().id);
  expect(headers.get("request-id")).toBe(emulator.requests[0]?.requestId);
  expect(headers.get("request-id")).toMatch(/^req_01[A-Za-z0-9]{22}$/);
  expect(headers.get("date")).toMatch(/^Mon, 06 May 2030 07:08:(09|10) GMT$/);
  expect(headers.get("anthropic-workspace-id")).toBeNull();
});

it("a response of the API has the JSON of an error with the same request ID if the request fails", async () => {
  const emulator = await emulate();
  const { body, headers } = await send(emulator, "GET /v1/organizations/users/user_01nobody");
  expect(body).toEqual({
    type: "error",
    error: { type: "not_found_error", message: "User 'user_01nobody' not found" },
    request_id: headers.get("request-id"),
  });
  expect(headers.get("anthropic-organization-id")).toBe(emulator.organization().id);
});

it("a response of the API has x-should-retry only with the assumption shouldRetryHeader", async () => {
  const emulator = await emulate();
  const hint = async () => (await send(emulator, me)).headers.get("x-should-retry");
  emulator.faults.add({ kind: "status", times: 2 });
  expect(await hint()).toBeNull();
  emulator.assumptions.shouldRetryHeader = true;
  expect(await hint()).toBe("true");
  expect((await send(emulator, "GET /v1/nothing")).headers.get("x-should-retry")).toBe("false");
  expect(await hint()).toBeNull();
});
