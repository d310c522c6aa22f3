import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { ApiKeyWire, InviteWire, UserWire, WorkspaceWire } from "../../../provider/api/objects.ts";
import { OrganizationCache } from "../../../provider/api/organizationCache.ts";
import { clientOf, emulate, failure, sent } from "./setup.ts";

const users = "/v1/organizations/users";
const workspaces = "/v1/organizations/workspaces";
const keys = "/v1/organizations/api_keys";

async function start() {
  const emulator = await emulate();
  const { client } = clientOf(emulator);
  const cache = new OrganizationCache(client, { relistPauseMs: 20 });
  return { emulator, cache, client, console: emulator.organization().console };
}

describe("OrganizationCache", () => {
  it("requests a list once for concurrent callers and caches it", async () => {
    const { emulator, cache } = await start();
    const minFreshness = cache.now();
    const lists = await Promise.all(Array.from({ length: 20 }, () => cache.users(minFreshness)));
    expect(new Set(lists.map((list) => list.length))).toEqual(new Set([1]));
    await cache.users(OrganizationCache.anyAge);
    await cache.users(cache.lastMinute());
    expect(sent(emulator, "GET", users)).toHaveLength(1);
  });

  it("requests a list again when the cached one is not fresh enough", async () => {
    const { console, emulator, cache } = await start();
    expect(await cache.users(OrganizationCache.anyAge)).toHaveLength(1);
    console.addUser({ email: "alice@example.com" });
    expect(await cache.users(cache.lastMinute())).toHaveLength(1);
    expect(await cache.users(cache.now())).toHaveLength(2);
    expect(await cache.users(OrganizationCache.anyAge)).toHaveLength(2);
    expect(sent(emulator, "GET", users)).toHaveLength(2);
  });

  it("shares a running request only if it started late enough", async () => {
    const { console, emulator, cache } = await start();
    emulator.faults.add({ kind: "slow", path: users, delayMs: 150 });
    const early = cache.users(cache.now());
    await sleep(30);
    const joining = cache.users(OrganizationCache.anyAge);
    const operations = Array.from({ length: 10 }, () => cache.users(cache.now()));
    await early;
    console.addUser({ email: "alice@example.com" });
    expect(await joining).toHaveLength(1);
    // Ten operations with different starts share one list that was requested after all of them.
    for (const list of await Promise.all(operations)) expect(list).toHaveLength(2);
    expect(sent(emulator, "GET", users)).toHaveLength(2);
  });

  it("allows a list that is a minute old with lastMinute", async () => {
    const { cache } = await start();
    const before = cache.now();
    expect(cache.lastMinute()).toBeLessThan(before - 59_000);
    expect(cache.lastMinute()).toBeGreaterThan(before - 61_000);
  });

  it("contains archived workspaces and the default workspace", async () => {
    const { console, cache } = await start();
    const { id } = console.createWorkspace({ name: "Old" });
    console.archiveWorkspace(id);
    const found = await cache.workspaces(OrganizationCache.anyAge);
    expect(found.map(({ name }) => name).sort()).toEqual(["Default", "Old"]);
    expect(found.find(({ name }) => name === "Old")?.archived_at).toMatch(/^\d{4}-/);
  });

  it("fails when a list cannot be requested, and does not cache the failure", async () => {
    const { emulator, cache } = await start();
    for (const fault of [
      { kind: "status", status: 403 },
      { kind: "status", status: 404, errorType: "not_found_error" },
      { kind: "status", status: 200, body: { data: [], has_more: true } },
      { kind: "status", status: 200, body: [] },
    ] as const) {
      emulator.faults.add(fault);
      const errors = await Promise.all([
        failure(cache.users(OrganizationCache.anyAge)),
        failure(cache.users(OrganizationCache.anyAge)),
      ]);
      expect(errors[0]).toBe(errors[1]);
    }
    expect(await cache.users(OrganizationCache.anyAge)).toHaveLength(1);
  });

  it("rejects a list without an administrator or a default workspace", async () => {
    const { emulator, cache } = await start();
    const { default_workspace: usual, users: members } = emulator.organization().state();
    const list = (...data: object[]) => ({ data, has_more: false, first_id: null, last_id: null });
    for (const [path, body, what] of [
      [users, list(), "every organization has an administrator, and the list is empty"],
      [users, list(bob), "every organization has an administrator, and the list of 1 has none"],
      [workspaces, list(), "every organization has a default workspace, and the list is empty"],
      [
        workspaces,
        list({ ...usual, name: "Research" }),
        "every organization has a default workspace, and the list of 1 has none",
      ],
      [
        workspaces,
        list({ ...usual, archived_at: time }),
        "every organization has a default workspace, and the list of 1 has none",
      ],
    ] as const) {
      emulator.faults.add({ kind: "status", status: 200, path, body });
      const looking =
        path === users ? cache.users(OrganizationCache.anyAge) : cache.workspaces(OrganizationCache.anyAge);
      const error = await failure(looking);
      expect(error.reason).toBe("unreadable");
      expect(error.message).toContain(what);
      expect(error.message).toMatch(/ \[req_\w+\]$/);
    }
    for (const role of ["admin", "owner", "primary_owner"]) {
      const body = list({ ...members[0], role });
      emulator.faults.add({ kind: "status", status: 200, path: users, body });
      expect(await cache.users(cache.now())).toHaveLength(1);
    }
    expect(await cache.workspaces(OrganizationCache.anyAge)).toHaveLength(1);
  });

  it.each([
    ["user", users, (cache: OrganizationCache) => cache.confirmUser("user_01JwQvzr7rXLA5AGx3HKfFUJ")],
    [
      "invitation",
      users,
      (cache: OrganizationCache) => cache.confirmInvite("invite_01JwQvzr7rXLA5AGx3HKfFUJ"),
    ],
    [
      "workspace",
      workspaces,
      (cache: OrganizationCache) => cache.confirmWorkspace("wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ"),
    ],
    [
      "API key",
      workspaces,
      (cache: OrganizationCache) => cache.confirmApiKey("apikey_01JwQvzr7rXLA5AGx3HKfFUJ"),
    ],
  ] as const)("believes the absence of one %s only beside a plausible list", async (_, path, confirm) => {
    const { emulator, cache } = await start();
    emulator.faults.add({ kind: "status", status: 200, path, body: { data: [], has_more: false } });
    expect((await failure(confirm(cache))).message).toContain("every organization has a");
    expect(await confirm(cache)).toBeUndefined();
    emulator.clearRequests();
    // The list that confirms the absence is not read more often than necessary.
    expect(await confirm(cache)).toBeUndefined();
    expect(sent(emulator, "GET", path)).toEqual([]);
  });

  it("keeps the cached list when a newer one fails", async () => {
    const { emulator, cache } = await start();
    await cache.users(OrganizationCache.anyAge);
    emulator.faults.add({ kind: "status", status: 403 });
    await failure(cache.users(cache.now()));
    expect(await cache.users(OrganizationCache.anyAge)).toHaveLength(1);
  });

  it("requests a list again for callers that waited for one that failed", async () => {
    const { emulator, cache } = await start();
    emulator.faults.add({ kind: "slow", path: users, delayMs: 100 });
    emulator.faults.add({ kind: "status", path: users, status: 403 });
    const early = cache.users(cache.now());
    await sleep(20);
    const late = failure(cache.users(cache.now()));
    expect(await early).toHaveLength(1);
    expect(await late).toMatchObject({ reason: "forbidden" });
    expect(await cache.users(cache.now())).toHaveLength(1);
  });
});

const time = "2026-10-01T00:00:00Z";
const bob: UserWire = {
  type: "user",
  id: "user_bob",
  email: "bob@example.com",
  name: "",
  role: "user",
  added_at: time,
};
const invitation: InviteWire = {
  type: "invite",
  id: "invite_1",
  email: "bob@example.com",
  role: "user",
  status: "pending",
  invited_at: time,
  expires_at: time,
  accepted_at: null,
  rbac_group_ids: [],
};
const created: WorkspaceWire = {
  type: "workspace",
  id: "wrkspc_created",
  name: "Created",
  created_at: time,
  archived_at: null,
  display_color: null,
  compartment_id: null,
  data_residency: null,
  external_key_id: null,
  user_profile_id: null,
  tags: {},
};
const key: ApiKeyWire = {
  type: "api_key",
  id: "apikey_1",
  name: "Key",
  status: "active",
  created_at: time,
  expires_at: null,
  created_by: null,
  partial_key_hint: null,
  principal: null,
  scope: { type: "workspace", workspace_id: "wrkspc_created" },
};

describe("the process's own writes", () => {
  it("update the cached lists without a request", async () => {
    const { emulator, cache } = await start();
    await Promise.all([
      cache.users(OrganizationCache.anyAge),
      cache.invites(OrganizationCache.anyAge),
      cache.workspaces(OrganizationCache.anyAge),
      cache.apiKeys(OrganizationCache.anyAge),
      cache.apiKeys(OrganizationCache.anyAge, "wrkspc_created"),
    ]);
    const before = emulator.requests.length;
    cache.storeUser(bob);
    cache.storeInvite(invitation);
    cache.storeWorkspace(created);
    cache.storeApiKey(key);
    expect(await cache.users(OrganizationCache.anyAge)).toContainEqual(bob);
    expect(await cache.invites(OrganizationCache.anyAge)).toEqual([invitation]);
    expect(await cache.workspaces(OrganizationCache.anyAge)).toContainEqual(created);
    expect(await cache.apiKeys(OrganizationCache.anyAge)).toEqual([key]);
    expect(await cache.apiKeys(OrganizationCache.anyAge, "wrkspc_created")).toEqual([key]);

    cache.storeUser({ ...bob, role: "developer" });
    cache.storeWorkspace({ ...created, archived_at: time });
    cache.storeApiKey({ ...key, status: "inactive" });
    cache.dropInvite(invitation.id);
    expect(await cache.users(OrganizationCache.anyAge)).toContainEqual({ ...bob, role: "developer" });
    expect(await cache.users(OrganizationCache.anyAge)).not.toContainEqual(bob);
    expect(await cache.workspaces(OrganizationCache.anyAge)).toContainEqual({
      ...created,
      archived_at: time,
    });
    expect((await cache.apiKeys(OrganizationCache.anyAge, "wrkspc_created"))[0]?.status).toBe("inactive");
    expect(await cache.invites(OrganizationCache.anyAge)).toEqual([]);
    cache.dropUser(bob.id);
    expect(await cache.users(OrganizationCache.anyAge)).toHaveLength(1);
    expect(emulator.requests).toHaveLength(before);
  });

  it("do not change a list that was already returned", async () => {
    const { cache } = await start();
    const before = await cache.users(OrganizationCache.anyAge);
    cache.storeUser(bob);
    expect(before).toHaveLength(1);
  });

  it("update a list whose request was running", async () => {
    const { emulator, cache } = await start();
    emulator.faults.add({ kind: "slow", path: users, delayMs: 100 });
    const underWay = cache.users(OrganizationCache.anyAge);
    await sleep(20);
    cache.storeUser(bob);
    expect(await underWay).toContainEqual(bob);
    expect(await cache.users(OrganizationCache.anyAge)).toContainEqual(bob);
  });

  it("the process's own writes are replaced by a list that was requested after them", async () => {
    const { cache } = await start();
    cache.storeUser(bob);
    expect(await cache.users(OrganizationCache.anyAge)).not.toContainEqual(bob);
  });
});

describe("API keys of one workspace", () => {
  it("come from the list of all keys when it is fresh enough", async () => {
    const { console, emulator, cache } = await start();
    const workspace = console.createWorkspace({ name: "Research" });
    console.createApiKey({ name: "Mine", workspaceId: workspace.id });
    console.createApiKey({ name: "Other" });
    expect(await cache.apiKeys(OrganizationCache.anyAge)).toHaveLength(2);
    expect((await cache.apiKeys(OrganizationCache.anyAge, workspace.id)).map(({ name }) => name)).toEqual([
      "Mine",
    ]);
    expect(sent(emulator, "GET", keys)).toHaveLength(1);
  });

  it("API keys of one workspace are requested alone otherwise, and filtered again", async () => {
    const { console, emulator, cache } = await start();
    const workspace = console.createWorkspace({ name: "Research" });
    console.createApiKey({ name: "Mine", workspaceId: workspace.id });
    const other = console.createApiKey({ name: "Other" });
    expect((await cache.apiKeys(cache.now(), workspace.id)).map(({ name }) => name)).toEqual(["Mine"]);
    expect(emulator.requests[0]?.query).toContain(`workspace_id=${workspace.id}`);
    emulator.faults.add({ kind: "status", status: 200, body: { data: [other], has_more: false } });
    expect(await cache.apiKeys(cache.now(), workspace.id)).toEqual([]);
  });
});

describe("members of a workspace", () => {
  async function withMember() {
    const started = await start();
    const { console } = started;
    const workspace = console.createWorkspace({ name: "Research" }).id;
    const alice = console.addUser({ email: "alice@example.com" }).id;
    const path = `${workspaces}/${workspace}/members`;
    const member = { type: "workspace_member" as const, user_id: alice, workspace_id: workspace };
    return { ...started, workspace, alice, path, member };
  }

  it("members of a workspace have one list per workspace", async () => {
    const { alice, console, cache, path, workspace, emulator } = await withMember();
    console.addMember(workspace, alice, "workspace_user");
    const other = console.createWorkspace({ name: "Other" }).id;
    expect(await cache.members(workspace, OrganizationCache.anyAge)).toHaveLength(1);
    expect(await cache.members(other, OrganizationCache.anyAge)).toEqual([]);
    expect(await cache.members(workspace, OrganizationCache.anyAge)).toHaveLength(1);
    expect(sent(emulator, "GET", path)).toHaveLength(1);
  });

  it("the members of a workspace are rejected if the list contains a member of another workspace", async () => {
    const { emulator, cache, member, path, workspace } = await withMember();
    const other = { ...member, workspace_id: "wrkspc_01other", workspace_role: "workspace_user" };
    emulator.faults.add({ kind: "status", path, status: 200, body: { data: [other], has_more: false } });
    await expect(cache.members(workspace, cache.now())).rejects.toThrow(
      /^cannot list the members of workspace wrkspc_\w+: the list has an entry of wrkspc_01other,/,
    );
    expect(await cache.members(workspace, cache.now())).toEqual([]);
  });

  it("that the process added within the last minute are listed again before they count as removed", async () => {
    const { alice, console, emulator, cache, member, path, workspace } = await withMember();
    console.addMember(workspace, alice, "workspace_user");
    cache.storeMember({ ...member, workspace_role: "workspace_user" });
    const stale = { kind: "status", path, status: 200, body: { data: [], has_more: false } } as const;
    emulator.faults.add({ ...stale, times: 2 });
    expect(await cache.members(workspace, cache.now())).toHaveLength(1);
    expect(sent(emulator, "GET", path)).toHaveLength(3);
  });

  it("that another client removed again count as removed after the retries, without further waiting", async () => {
    const { emulator, cache, member, path, workspace } = await withMember();
    cache.storeMember({ ...member, workspace_role: "workspace_user" });
    expect(await cache.members(workspace, cache.now())).toEqual([]);
    expect(sent(emulator, "GET", path)).toHaveLength(4);
    expect(await cache.members(workspace, cache.now())).toEqual([]);
    expect(sent(emulator, "GET", path)).toHaveLength(5);
  });

  it("whose role the process changed, or whom it removed, are listed again while the list is stale", async () => {
    const { alice, console, emulator, cache, member, path, workspace } = await withMember();
    console.addMember(workspace, alice, "workspace_admin");
    const old = { data: [{ ...member, workspace_role: "workspace_user" }], has_more: false };
    cache.storeMember({ ...member, workspace_role: "workspace_admin" });
    emulator.faults.add({ kind: "status", path, status: 200, body: old });
    expect((await cache.members(workspace, cache.now()))[0]?.workspace_role).toBe("workspace_admin");

    console.removeMember(workspace, alice);
    cache.dropMember(workspace, alice);
    emulator.faults.add({ kind: "status", path, status: 200, body: old });
    expect(await cache.members(workspace, cache.now())).toEqual([]);
    expect(sent(emulator, "GET", path)).toHaveLength(4);
  });

  it("members of a workspace are correct after a list that is stale for a moment", async () => {
    const { alice, console, emulator, cache, member, workspace } = await withMember();
    emulator.assumptions.staleLists = 0.05;
    console.addMember(workspace, alice, "workspace_user");
    cache.storeMember({ ...member, workspace_role: "workspace_user" });
    expect(await cache.members(workspace, cache.now())).toHaveLength(1);
  });

  it("count as recently written until they are removed", async () => {
    const { alice, cache, member, workspace } = await withMember();
    expect(cache.wroteMember(workspace, alice)).toBe(false);
    cache.storeMember({ ...member, workspace_role: "workspace_user" });
    expect(cache.wroteMember(workspace, alice)).toBe(true);
    cache.dropMember(workspace, alice);
    expect(cache.wroteMember(workspace, alice)).toBe(false);
  });

  it("members of a workspace are removed with a removed user", async () => {
    const { alice, console, cache, workspace } = await withMember();
    console.addMember(workspace, alice, "workspace_user");
    expect(await cache.members(workspace, OrganizationCache.anyAge)).toHaveLength(1);
    cache.dropUser(alice);
    expect(await cache.members(workspace, OrganizationCache.anyAge)).toEqual([]);
  });
});

describe("confirming one object", () => {
  it("returns the object, or undefined when the API has none", async () => {
    const { console, cache } = await start();
    const alice = console.addUser({ email: "alice@example.com" });
    const pending = console.invite("bob@example.com", "user");
    const workspace = console.createWorkspace({ name: "Research" });
    const apiKey = console.createApiKey({ name: "Key", workspaceId: workspace.id });
    expect(await cache.confirmUser(alice.id)).toEqual(alice);
    expect((await cache.confirmInvite(pending.id))?.email).toBe("bob@example.com");
    expect((await cache.confirmWorkspace(workspace.id))?.name).toBe("Research");
    expect((await cache.confirmApiKey(apiKey.id))?.name).toBe("Key");

    console.removeUser(alice.id);
    console.archiveWorkspace(workspace.id);
    expect(await cache.confirmUser(alice.id)).toBeUndefined();
    expect((await cache.confirmWorkspace(workspace.id))?.archived_at).toMatch(/^\d{4}-/);
    const unknown = "01AAAAAAAAAAAAAAAAAAAAAA";
    expect(await cache.confirmWorkspace(`wrkspc_${unknown}`)).toBeUndefined();
    expect(await cache.confirmApiKey(`apikey_${unknown}`)).toBeUndefined();
  });

  it.each(["deleted", 404] as const)(
    "returns no deleted invitation when the API responds %s",
    async (way) => {
      const { console, emulator, cache } = await start();
      emulator.assumptions.deletedInviteGet = way;
      const { id } = console.invite("bob@example.com", "user");
      console.deleteInvite(id);
      expect(await cache.confirmInvite(id)).toBeUndefined();
    },
  );

  it.each([401, 403, 500, 400] as const)(
    "fails instead of returning undefined when the API responds %d",
    async (status) => {
      const { emulator, cache } = await start();
      emulator.faults.add({ kind: "status", status, times: 10 });
      expect((await failure(cache.confirmUser("user_01"))).reason).not.toBe("not_found");
    },
  );

  it("fails when a proxy responds 'not found'", async () => {
    const { emulator, cache } = await start();
    emulator.faults.add({ kind: "html", status: 404, times: 10 });
    expect(await failure(cache.confirmUser("user_01"))).toMatchObject({ reason: "unreadable" });
  });

  it("fails when the response is about another object", async () => {
    const { emulator, cache } = await start();
    emulator.faults.add({ kind: "status", status: 200, body: bob });
    expect((await failure(cache.confirmUser("user_alice"))).message).toContain(
      "the response is about user_bob",
    );
  });
});
