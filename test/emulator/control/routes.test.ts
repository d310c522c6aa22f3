import { describe, expect, it, test } from "vitest";
import { controlRoutes } from "../../../emulator/control/routes.ts";
import { control, emulate, part, send } from "../setup.ts";
import { problem, startControl } from "./setup.ts";

describe("the control routes", () => {
  it("the control routes are listed with the fields of their bodies", async () => {
    const { ask } = await startControl();
    const listed = await ask("GET /_emulator");
    expect(listed).toContainEqual({ route: "GET /_emulator/state", does: expect.any(String) });
    expect(listed).toContainEqual({
      route: "POST /_emulator/console/setUserRole",
      takes: "user, role",
      example: { user: "ann@example.com", role: "admin" },
      does: "Change a user's role in the organization.",
    });
  });

  it("return the state and load a seed", async () => {
    const { emulator, ask, organization } = await startControl();
    expect(await ask("GET /_emulator/state")).toEqual(organization.state());
    const seed = { version: 1, organization: { name: "Other" }, users: [{ email: "ann@example.com" }] };
    expect(await ask("POST /_emulator/seed", seed)).toEqual({ id: organization.id, name: "Other" });
    expect(organization.state().users).toMatchObject([{ email: "ann@example.com" }]);
    const response = await send(emulator, "GET /v1/organizations/me");
    expect(response.body).toMatchObject({ name: "Other", id: organization.id });
    await ask("POST /_emulator/seed", "sample");
    expect(organization.name).toBe("Example Robotics");
    expect(await problem(emulator, "POST /_emulator/seed", { version: 1, users: [{}] })).toEqual([
      400,
      "The seed is invalid: users[0].email: Field required.",
    ]);
    expect(organization.name).toBe("Example Robotics");
  });

  it("move the clock", async () => {
    const { emulator, ask } = await startControl();
    const before = emulator.clock.now().getTime();
    expect(await ask("POST /_emulator/clock/advance", { days: 1, seconds: 1 })).toEqual({
      now: expect.any(String),
    });
    const { now } = { now: part(await ask("GET /_emulator/clock"), "now") };
    expect(Date.parse(String(now)) - before).toBeGreaterThanOrEqual(86_401_000);
    expect(await problem(emulator, "POST /_emulator/clock/advance", { days: -1 })).toEqual([
      400,
      "days: Input should be greater than or equal to 0",
    ]);
    expect(await problem(emulator, "POST /_emulator/clock/advance", { weeks: 1 })).toEqual([
      400,
      "weeks: Extra inputs are not permitted",
    ]);
  });

  it("add, list and remove faults", async () => {
    const { emulator, ask } = await startControl();
    const fault = { kind: "status", method: "GET", pathPattern: "users$", times: 2, status: 503 };
    await ask("POST /_emulator/faults", fault);
    await ask("POST /_emulator/faults", { kind: "html", path: "/v1/organizations/me" });
    expect((await send(emulator, "GET /v1/organizations/users")).status).toBe(503);
    expect((await send(emulator, "GET /v1/organizations/me")).status).toBe(502);
    expect(await ask("GET /_emulator/faults")).toEqual([{ ...fault, times: 1, after: 0 }]);
    await ask("DELETE /_emulator/faults");
    expect((await send(emulator, "GET /v1/organizations/users")).status).toBe(200);
    for (const bad of [
      { kind: "earthquake" },
      { kind: "slow", delayMs: "1s" },
      { kind: "status", pathPattern: "(" },
    ]) {
      expect(await problem(emulator, "POST /_emulator/faults", bad)).toEqual([400, expect.any(String)]);
    }
  });

  it("return and change assumptions and settings", async () => {
    const { emulator, ask, organization } = await startControl();
    expect(await ask("GET /_emulator/assumptions")).toEqual(emulator.assumptions);
    await ask("POST /_emulator/assumptions", {
      adminUser: 403,
      staleMemberReads: 30,
      shouldRetryHeader: true,
    });
    expect(emulator.assumptions).toMatchObject({
      adminUser: 403,
      staleMemberReads: 30,
      shouldRetryHeader: true,
    });
    expect(await problem(emulator, "POST /_emulator/assumptions", { adminUser: 404 })).toEqual([
      400,
      "adminUser: Input should be 400 or 403",
    ]);
    expect(await problem(emulator, "POST /_emulator/assumptions", { adminUsers: 403 })).toEqual([
      400,
      "adminUsers: Extra inputs are not permitted",
    ]);
    await ask("POST /_emulator/settings", { member_limit: 3, allowed_email_domains: ["example.com"] });
    await ask("POST /_emulator/settings", { member_limit: null, generated_usage: null });
    expect(await ask("GET /_emulator/settings")).toEqual({ allowed_email_domains: ["example.com"] });
    expect(organization.settings.member_limit).toBeUndefined();
    expect(await problem(emulator, "POST /_emulator/settings", { members: null })).toEqual([
      400,
      "members: Extra inputs are not permitted",
    ]);
    expect(await problem(emulator, "POST /_emulator/settings", { members: 3 })).toEqual([
      400,
      expect.any(String),
    ]);
  });

  it("return and clear requests, and return invitations", async () => {
    const { emulator, ask } = await startControl();
    const body = { email: "eva@example.com", role: "user" };
    await send(emulator, "POST /v1/organizations/invites?beta=true", { body });
    const requests = await ask("GET /_emulator/requests");
    expect(requests).toEqual([
      {
        at: expect.any(String),
        method: "POST",
        path: "/v1/organizations/invites",
        query: "beta=true",
        status: 200,
        requestId: expect.stringMatching(/^req_/),
        organizationId: emulator.organization().id,
        body,
      },
    ]);
    expect(JSON.stringify(requests)).not.toContain("sk-ant");
    expect(await ask("GET /_emulator/invitations")).toMatchObject([{ to: "eva@example.com" }]);
    await ask("DELETE /_emulator/requests");
    expect(emulator.requests).toEqual([]);
  });

  it("add and revoke credentials", async () => {
    const { emulator, ask } = await startControl();
    const secret = "sk-ant-oat01-token";
    const status = async () => {
      const headers = { "x-api-key": null, authorization: `Bearer ${secret}` };
      return (await send(emulator, "GET /v1/organizations/me", { headers })).status;
    };
    await ask("POST /_emulator/credentials", { secret, kind: "oauth", expiresAt: "2099-01-01T00:00:00Z" });
    expect(await status()).toBe(200);
    await ask("POST /_emulator/credentials/revoke", { secret });
    expect(await status()).toBe(401);
    expect(await problem(emulator, "POST /_emulator/credentials", { secret: "a b", kind: "oauth" })).toEqual([
      400,
      expect.any(String),
    ]);
  });
});

test("the example of every control route passes the checks of its body", async () => {
  for (const { method, path, example } of controlRoutes) {
    if (example === undefined) continue;
    const emulator = await emulate();
    const { status, body } = await control(emulator, `${method} ${path}`, example);
    // An example may name a user that is not in the organization, but no field is invalid.
    if (status !== 200) expect(body).toEqual({ error: expect.stringMatching(/^There is no /) });
  }
});
