import { describe, expect, it, onTestFinished } from "vitest";
import { checkAccess, identify } from "../../../cli/whoami/access.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator/index.ts";
import { ApiError, sentences } from "../../../provider/api/apiError.ts";
import { Client } from "../../../provider/api/client.ts";

async function emulated(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({
    seed: "sample",
    requestsPerMinute: "unlimited",
    warn: () => undefined,
    ...options,
  });
  onTestFinished(() => emulator.stop());
  return emulator;
}

const clientOf = (emulator: Emulator, token = async () => emulator.adminKey) =>
  new Client({
    baseUrl: new URL(emulator.url),
    credential: () => ({ source: "a test", kind: "adminKey", token }),
    requestsPerMinute: Number.POSITIVE_INFINITY,
    notify: () => undefined,
    pace: 0,
  });

async function accessOf(emulator: Emulator) {
  const { access, ...rest } = await checkAccess(() => clientOf(emulator), "adminKey", new Date());
  return { ...rest, access: new Map(access.map((one) => [one.family, one])) };
}

describe("checkAccess", () => {
  it("sends one request of the smallest size for each family, and none to an unknown workspace", async () => {
    const emulator = await emulated();
    const { access, organization, failure } = await accessOf(emulator);
    const sent = emulator.requests.map(({ path }) => path);
    expect(sent.toSorted()).toEqual([...access.values()].map(({ path }) => path).toSorted());
    expect(new Set(sent).size).toBe(sent.length);
    expect(new Set(emulator.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(organization).toBe(emulator.organization().id);
    expect(failure).toBe(undefined);
  });

  it("continues after a family that accepts only OAuth tokens", async () => {
    const emulator = await emulated({ assumptions: { adminKeyOnOauthOnly: 401 } });
    const { access } = await accessOf(emulator);
    expect(access.get("workspace service accounts")).toMatchObject({
      allowed: false,
      reason:
        "needs an OAuth token with the scope `org:admin`, such as one from federation (401 authentication_error: This endpoint needs an OAuth token with the scope org:admin)",
    });
    expect(access.get("API keys")?.allowed).toBe(true);
    expect(access.get("federation rules")?.reason).toContain("(401 authentication_error: ");
  });

  it.each([
    [
      { status: 403, message: "no scope" },
      "the credential has no permission (403 permission_error: no scope)",
    ],
    [
      { status: 401, message: "no" },
      "the API rejects the credential for this endpoint (401 authentication_error: no)",
    ],
    [
      { status: 404, message: "no route" },
      "not available to this organization (404 not_found_error: no route)",
    ],
    [
      { errorCode: "organization_type_not_supported", message: "other type" },
      "not available to this type of organization (400 organization_type_not_supported: other type)",
    ],
    [{ status: 400, message: "odd" }, "not available (400 invalid_request_error: odd)"],
  ])("explains the rejection %o", async (response, reason) => {
    const emulator = await emulated();
    emulator.faults.add({ kind: "status", path: "/v1/organizations/api_keys", ...response });
    const { access } = await accessOf(emulator);
    expect(access.get("API keys")).toMatchObject({ allowed: false, reason });
    expect(access.get("cost report")?.allowed).toBe(true);
  });

  it("checks no family of a workspace when there is no workspace or workspaces cannot be read", async () => {
    const empty = await accessOf(await emulated({ seed: { version: 1 } }));
    expect(empty.access.get("workspace members")).toMatchObject({
      allowed: undefined,
      reason: "not checked, because the organization has no workspaces",
    });
    const emulator = await emulated();
    emulator.faults.add({ kind: "status", path: "/v1/organizations/workspaces", status: 403 });
    const refused = await accessOf(emulator);
    expect(refused.access.get("workspace members")?.reason).toBe(
      "not checked, because workspaces could not be read",
    );
  });

  it("continues after one family without a response, and stops after two in a row", async () => {
    const emulator = await emulated();
    const page = "/v1/organizations/users";
    emulator.faults.add({ kind: "html", path: page, times: 9 });
    const once = await accessOf(emulator);
    expect(once.access.get("users")).toMatchObject({ allowed: undefined });
    expect(once.access.get("users")?.reason).toMatch(/^the API failed \(502 text\/html/);
    expect(once.access.get("invitations")?.allowed).toBe(true);
    expect(once.failure?.message).toContain("cannot read the users: the API failed");

    emulator.faults.clear();
    emulator.clearRequests();
    emulator.faults.add({ kind: "htmlAfter", times: 99 });
    const { access } = await accessOf(emulator);
    expect(new Set(emulator.requests.map(({ path }) => path))).toEqual(
      new Set([page, "/v1/organizations/invites"]),
    );
    expect(access.get("federation rules")?.reason).toBe("not checked, see above");
  });
});

describe("identify", () => {
  it("returns the organization and the server's time", async () => {
    const emulator = await emulated({ now: new Date("2026-11-01T12:00:00Z") });
    const { access, id, name, now, failure } = await identify(clientOf(emulator));
    expect(now.toISOString()).toMatch(/^2026-11-01T12:00:/);
    expect({ id, name }).toEqual({ id: emulator.organization().id, name: "Example Robotics" });
    expect({ allowed: access.allowed, failure }).toEqual({ allowed: true, failure: undefined });
  });

  it("lets the check continue for an organization without the endpoint, but not after a rejected key", async () => {
    const emulator = await emulated();
    const path = "/v1/organizations/me";
    emulator.faults.add({ kind: "status", path, status: 404, message: "no" });
    expect(await identify(clientOf(emulator))).toMatchObject({
      id: undefined,
      failure: undefined,
      access: {
        allowed: false,
        reason: "not available to this organization (404 not_found_error: no)",
      },
    });
    emulator.faults.add({ kind: "status", path, status: 401 });
    expect((await identify(clientOf(emulator))).failure).toMatchObject({ reason: "unauthenticated" });
  });

  it("reports why no token was obtained", async () => {
    const emulator = await emulated();
    const text = sentences({ doing: "exchange the token" }, "it expired", "Get another one.", undefined);
    const token = () => Promise.reject(new ApiError(text, { reason: "unreadable" }));
    const { access, failure } = await identify(clientOf(emulator, token));
    expect(access).toMatchObject({ allowed: undefined, reason: "it expired" });
    expect(failure?.message).toBe("cannot exchange the token: it expired. Get another one.");
  });
});
