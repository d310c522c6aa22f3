import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import type { Client } from "../../../provider/api/client.ts";
import { type Created, createAfterLook, createOnce } from "../../../provider/api/createOnce.ts";
import { InviteWire, type WorkspaceWire } from "../../../provider/api/objects.ts";
import { OrganizationCache } from "../../../provider/api/organizationCache.ts";
import { clientOf, createWorkspace, emulate, failure, sent } from "./setup.ts";

const workspaces = "/v1/organizations/workspaces";
const invites = "/v1/organizations/invites";

async function start() {
  const emulator = await emulate();
  const { client } = clientOf(emulator);
  return { emulator, client, cache: new OrganizationCache(client), console: emulator.organization().console };
}

interface Trial {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly looks?: number;
  readonly pauseMs?: number;
  /** How long the response of the create takes. */
  readonly responseMs?: number;
}

async function once(client: Client, cache: OrganizationCache, trial: Trial = {}): Promise<WorkspaceWire> {
  return (await created(client, cache, trial)).object;
}

function created(
  client: Client,
  cache: OrganizationCache,
  trial: Trial = {},
): Promise<Created<WorkspaceWire>> {
  const { name = "Research", tags = { team: "ml" }, looks = 5, pauseMs = 20, responseMs = 0 } = trial;
  return createOnce({
    client,
    doing: `create workspace "${name}"`,
    send: async () => {
      const { value } = await createWorkspace(client, name, { tags });
      await sleep(responseMs);
      return value;
    },
    look: () => cache.workspaces(cache.now()),
    alike: (candidate) => candidate.name === name,
    matches: (candidate) =>
      candidate.name === name && JSON.stringify(candidate.tags) === JSON.stringify(tags),
    id: ({ id }) => id,
    createdAt: ({ created_at }) => new Date(created_at),
    adoptLine: (id) => `import: "${id}"`,
    placeholderId: "wrkspc_...",
    looks,
    pauseMs,
  });
}

describe("createOnce", () => {
  it("sends one request and lists nothing when the response arrives", async () => {
    const { client, emulator, cache } = await start();
    expect((await once(client, cache)).name).toBe("Research");
    expect(emulator.requests).toHaveLength(1);
  });

  it("lists nothing after the API rejected the create", async () => {
    const { client, emulator, cache } = await start();
    expect(await failure(once(client, cache, { name: "" }))).toMatchObject({ reason: "invalid" });
    expect(emulator.requests).toHaveLength(1);
  });

  it.each([
    ["a lost response", { kind: "loseResponse" }],
    ["a 500", { kind: "statusAfter", status: 500 }],
    ["a proxy's page", { kind: "htmlAfter" }],
    ["truncated JSON", { kind: "cutJson" }],
  ] as const)("finds the created object after %s", async (_what, fault) => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ ...fault, method: "POST" });
    const found = await once(client, cache);
    expect(found.tags).toEqual({ team: "ml" });
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
    expect(await cache.workspaces(OrganizationCache.anyAge)).toHaveLength(2);
  });

  it("says whether the object was found in a list", async () => {
    const { client, emulator, cache } = await start();
    expect((await created(client, cache)).found).toBe(false);
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    expect((await created(client, cache, { name: "Labs" })).found).toBe(true);
  });

  it("lists again while the list is stale or fails", async () => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    emulator.faults.add({ kind: "status", method: "GET", status: 200, body: { data: [], has_more: false } });
    emulator.faults.add({ kind: "status", method: "GET", status: 400 });
    expect((await once(client, cache)).name).toBe("Research");
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
  });

  it("fails with the line that adopts the object when no list shows it", async () => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ kind: "status", method: "POST", status: 500 });
    const error = await failure(once(client, cache));
    expect(error).toMatchObject({ reason: "unavailable", outcomeUnknown: true });
    expect(error.message).toMatch(
      /^cannot create workspace "Research": the API failed \(500 .*\), so it may exist, and no list shows it yet\. Check the Console before you run again\. If it exists, adopt it with `import: "wrkspc_\.\.\."`\. \[req_\w+\]$/,
    );
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
    expect(sent(emulator, "GET", workspaces)).toHaveLength(5);
  });

  it("does not take an equal object that existed before", async () => {
    const { client, console, emulator, cache } = await start();
    console.createWorkspace({ name: "Research", tags: { team: "ml" } });
    emulator.clock.advance({ minutes: 1 });
    emulator.faults.add({ kind: "status", method: "POST", status: 500 });
    const error = await failure(once(client, cache, { looks: 2 }));
    expect(error.message).toContain("no list shows it yet");
  });

  it("compares times by the server's clock", async () => {
    const emulator = await emulate({ now: new Date("2020-01-01T00:00:00Z") });
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    expect((await once(client, new OrganizationCache(client))).name).toBe("Research");
  });

  it("does not take an object with another value of a sent field, but names it in the error", async () => {
    const { client, console, emulator, cache } = await start();
    emulator.faults.add({ kind: "status", method: "POST", status: 500 });
    const trial = once(client, cache, { looks: 4, pauseMs: 50 });
    const other = console.createWorkspace({ name: "Research", tags: { team: "other" } });
    const error = await failure(trial);
    expect(error.message).toContain(
      `an object with the same name exists, which may be a different one (${other.id})`,
    );
    expect(error.message).toContain(`\`import: "${other.id}"\``);
  });

  it("takes neither of two equal objects", async () => {
    const { client, console, emulator, cache } = await start();
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    const trial = once(client, cache);
    const other = console.createWorkspace({ name: "Research", tags: { team: "ml" } });
    const error = await failure(trial);
    expect(error.message).toMatch(/may be a different one \(wrkspc_\w+, wrkspc_\w+\)/);
    expect(error.message).toContain(other.id);
  });

  it("gives one object to only one of two equal creates", async () => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    emulator.faults.add({ kind: "status", method: "POST", status: 500 });
    const results = await Promise.allSettled([
      once(client, cache, { looks: 2 }),
      once(client, cache, { looks: 2 }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("does not take the object of another create that waits for its response", async () => {
    const { client, emulator, cache } = await start();
    const slow = once(client, cache, { responseMs: 300 });
    await expect.poll(() => sent(emulator, "POST", workspaces)).toHaveLength(1);
    emulator.faults.add({ kind: "status", method: "POST", status: 500 });
    const lost = await failure(once(client, cache, { looks: 3, pauseMs: 20 }));
    expect(lost.message).toContain("no list shows it yet");
    expect((await slow).name).toBe("Research");
  });

  it("finds its own object after another create got its response", async () => {
    const { client, emulator, cache } = await start();
    const slow = once(client, cache, { responseMs: 300 });
    await expect.poll(() => sent(emulator, "POST", workspaces)).toHaveLength(1);
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    const found = await once(client, cache);
    expect(found.id).not.toBe((await slow).id);
  });

  it("stops listing when the key is rejected", async () => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    emulator.faults.add({ kind: "status", method: "GET", status: 401, times: 100 });
    const error = await failure(once(client, cache));
    expect(error.outcomeUnknown).toBe(true);
    expect(error.message).toContain("no list could be requested");
    expect(sent(emulator, "GET", workspaces)).toHaveLength(1);
  });
});

function inviteOnce(client: Client, cache: OrganizationCache, role = "user") {
  const email = "bob@example.com";
  return createAfterLook({
    client,
    send: async () =>
      (
        await client.request({
          method: "POST",
          path: invites,
          body: { email, role },
          schema: InviteWire,
          doing: `invite ${email}`,
        })
      ).value,
    look: async () =>
      (await cache.invites(cache.now())).find(
        (invite) => invite.email === email && invite.status === "pending",
      ),
    asDeclared: (invite) => invite.role === role,
    pauseMs: 10,
  });
}

describe("createAfterLook", () => {
  it("sends one request when the response arrives", async () => {
    const { client, emulator, cache } = await start();
    expect((await inviteOnce(client, cache)).email).toBe("bob@example.com");
    expect(emulator.requests).toHaveLength(1);
  });

  it("returns the object whose response was lost, with one email sent", async () => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    expect((await inviteOnce(client, cache)).status).toBe("pending");
    expect(emulator.sentInvitations).toHaveLength(1);
    expect(sent(emulator, "POST", invites)).toHaveLength(1);
  });

  it("sends again when the object does not exist, with one email sent", async () => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ kind: "refuse", method: "POST", times: 2 });
    expect((await inviteOnce(client, cache)).status).toBe("pending");
    expect(emulator.sentInvitations).toHaveLength(1);
    expect(sent(emulator, "POST", invites)).toHaveLength(3);
  });

  it("fails after two retries", async () => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ kind: "refuse", method: "POST", times: 100 });
    expect((await failure(inviteOnce(client, cache))).outcomeUnknown).toBe(true);
    expect(sent(emulator, "POST", invites)).toHaveLength(3);
  });

  it("looks up the object again when a retry is rejected as a duplicate", async () => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    emulator.faults.add({ kind: "status", method: "GET", status: 200, body: { data: [], has_more: false } });
    expect((await inviteOnce(client, cache)).status).toBe("pending");
    expect(sent(emulator, "POST", invites)).toHaveLength(2);
    expect(emulator.sentInvitations).toHaveLength(1);
  });

  it("waits for a late list when a retry is rejected as a duplicate", async () => {
    const { client, emulator, cache } = await start();
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    const body = { data: [], has_more: false };
    emulator.faults.add({ kind: "status", method: "GET", status: 200, body, times: 4 });
    expect((await inviteOnce(client, cache)).status).toBe("pending");
    expect(sent(emulator, "POST", invites)).toHaveLength(2);
    expect(emulator.sentInvitations).toHaveLength(1);
  });

  it("does not return an object that is not as declared", async () => {
    const { client, console, emulator, cache } = await start();
    console.invite("bob@example.com", "developer");
    emulator.faults.add({ kind: "refuse", method: "POST" });
    expect((await failure(inviteOnce(client, cache))).outcomeUnknown).toBe(true);
    expect(sent(emulator, "POST", invites)).toHaveLength(1);
  });

  it("looks up nothing when the first attempt is rejected", async () => {
    const { client, console, emulator, cache } = await start();
    console.invite("bob@example.com", "user");
    expect(await failure(inviteOnce(client, cache))).toMatchObject({ code: "invite_already_exists" });
    expect(emulator.requests).toHaveLength(1);
  });

  it("rethrows an error that is not an ApiError", async () => {
    const { client } = await start();
    const boom = new TypeError("boom");
    const create = createAfterLook({
      client,
      send: () => Promise.reject(boom),
      look: () => Promise.resolve(undefined),
      asDeclared: () => true,
    });
    await expect(create).rejects.toBe(boom);
    expect(boom).not.toBeInstanceOf(ApiError);
  });
});
