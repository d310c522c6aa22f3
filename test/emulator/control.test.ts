import { describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { control, emulate, part, send } from "./setup.ts";

async function start() {
  const emulator = await emulate({ seed: "sample", organizations: [{ adminKey: "sk-ant-admin01-two" }] });
  const ask = async (what: string, body?: unknown) => (await control(emulator, what, body)).body;
  return { emulator, ask, organization: emulator.organization() };
}

async function problem(emulator: Emulator, what: string, body?: unknown) {
  const response = await control(emulator, what, body);
  return [response.status, part(response.body, "error")];
}

describe("the control routes", () => {
  it("are listed, with what they take", async () => {
    const { ask } = await start();
    const listed = await ask("GET /_emulator");
    expect(listed).toContainEqual({ route: "GET /_emulator/state", does: expect.any(String) });
    expect(listed).toContainEqual({
      route: "POST /_emulator/console/setUserRole",
      takes: "user, role",
      example: { user: "ann@example.com", role: "admin" },
      does: "Change a user's role in the organization.",
    });
  });

  it("take no key and are no requests to the Admin API", async () => {
    const { emulator } = await start();
    const rejected = await send(emulator, "GET /_emulator/state");
    expect([rejected.status, part(rejected.body, "error")]).toEqual([
      400,
      expect.stringContaining("need no credentials"),
    ]);
    expect(emulator.requests).toEqual([]);
  });

  it("give the state and take a seed", async () => {
    const { emulator, ask, organization } = await start();
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

  it("choose among organizations", async () => {
    const { emulator, ask } = await start();
    const [one, two] = emulator.organizations;
    expect(await ask("GET /_emulator/organizations")).toEqual([
      { id: one?.id, name: "Example Robotics" },
      { id: two?.id, name: "Emulated Organization" },
    ]);
    await ask(`POST /_emulator/console/createWorkspace?organization=${two?.id}`, { name: "Theirs" });
    expect(two?.state().workspaces).toMatchObject([{ name: "Theirs" }]);
    expect(await problem(emulator, "GET /_emulator/state?organization=x")).toEqual([404, expect.any(String)]);
  });

  it("move the clock", async () => {
    const { emulator, ask } = await start();
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

  it("add, list and clear faults", async () => {
    const { emulator, ask } = await start();
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

  it("show and change assumptions and settings", async () => {
    const { emulator, ask, organization } = await start();
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

  it("show and forget requests, and show mail", async () => {
    const { emulator, ask } = await start();
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
    const { emulator, ask } = await start();
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

  it("act as a person in the Console", async () => {
    const { emulator, ask, organization } = await start();
    const act = (action: string, body: object) => ask(`POST /_emulator/console/${action}`, body);
    const user = "eva@example.com";
    await act("createWorkspace", {
      name: "Robots",
      tags: { a: "b" },
      dataResidency: { default_inference_geo: "us" },
    });
    expect(await act("updateWorkspace", { workspace: "Robots", displayColor: "#000000" })).toMatchObject({
      display_color: "#000000",
      tags: { a: "b" },
      data_residency: { default_inference_geo: "us", workspace_geo: "us" },
    });
    await act("invite", { email: user, role: "admin" });
    expect(await act("acceptInvite", { invite: user })).toMatchObject({ role: "admin" });
    await act("setUserRole", { user, role: "user" });
    await act("addMember", { workspace: "Robots", user, role: "workspace_user" });
    expect(await act("setMemberRole", { workspace: "Robots", user, role: "workspace_admin" })).toMatchObject({
      workspace_role: "workspace_admin",
    });
    expect(await act("removeMember", { workspace: "Robots", user })).toEqual({ done: true });
    await act("setUserEmail", { user, email: "eve@example.com" });
    await act("removeUser", { user: "eve@example.com" });
    await act("addUser", { email: user, name: "Eva", role: "developer" });
    expect(await act("deleteInvite", { invite: "hana.sato@example.com" })).toMatchObject({
      status: "deleted",
    });
    const key = await act("createApiKey", { name: "k", createdBy: user, expiresAt: "2090-01-01T00:00:00Z" });
    const id = part(key, "id");
    expect(await act("renameApiKey", { id, name: "kk" })).toMatchObject({ name: "kk" });
    expect(await act("setApiKeyStatus", { id, status: "inactive" })).toMatchObject({ status: "inactive" });
    expect(await act("archiveWorkspace", { workspace: "Robots" })).toMatchObject({
      archived_at: expect.any(String),
    });
    expect(organization.state().users.at(-1)).toMatchObject({ name: "Eva", role: "developer" });
    expect(
      await problem(emulator, "POST /_emulator/console/removeUser", { user: "nobody@example.com" }),
    ).toEqual([400, 'There is no user "nobody@example.com".']);
    expect(await problem(emulator, "POST /_emulator/console/removeUser", {})).toEqual([
      400,
      "user: Field required",
    ]);
  });

  it("say where the list is when there is no such route", async () => {
    const { emulator } = await start();
    expect(await problem(emulator, "GET /_emulator/nothing")).toEqual([
      404,
      "There is no route GET /_emulator/nothing. GET /_emulator lists the routes.",
    ]);
  });
});
