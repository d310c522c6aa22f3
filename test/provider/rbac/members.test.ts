import { describe, expect, test } from "vitest";
import type { Fault } from "../../../emulator/index.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import { addGroupMember, removeGroupMember } from "../../../provider/rbac/members.ts";
import {
  alice,
  bob,
  groupMembersOf,
  lostAfterWrite,
  lostBeforeWrite,
  organizationWithGroup,
  paths,
  rateLimits,
  refusal,
} from "../harness/index.ts";

type Context = Awaited<ReturnType<typeof start>>;

/** An organization with a group, whose only member is bob, and one operation. */
async function start() {
  const context = await organizationWithGroup();
  const { emulator, console, process, group, users, writes } = context;
  console.addRbacGroupMember(group, users.bob);
  const session = process();
  const now = operation(session, {});
  writes();
  const fault = (more: Partial<Fault>) => emulator.faults.add({ kind: "status", status: 404, ...more });
  return {
    ...context,
    session,
    now,
    /** Faults of the write, of the list of members, and of the request of the group. */
    post: (more: Partial<Fault> = {}) => fault({ method: "POST", path: paths.groupMembers, ...more }),
    remove: (more: Partial<Fault> = {}) => fault({ method: "DELETE", path: paths.groupMember, ...more }),
    list: (more: Partial<Fault> = {}) =>
      fault({ method: "GET", path: paths.groupMembers, times: 99, ...more }),
    lookUp: (more: Partial<Fault> = {}) => {
      fault({ method: "GET", path: paths.groups, times: 99, ...more });
      fault({ method: "GET", path: paths.group, times: 99, ...more });
    },
    add: (userId = users.alice, isKnown = true) =>
      addGroupMember(now, group, userId, { doing: "add them", isKnown }),
    end: (userId = users.bob) => removeGroupMember(now, group, userId, "remove them"),
    members: () => groupMembersOf(context, group),
    /** The number of writes since the last call. */
    sent: () => writes().length,
  };
}

const nobody = { status: 200, body: { data: [], next_page: null } } as const;

describe("addGroupMember", () => {
  test("adds a user, whom the shared list then shows without a request", async () => {
    const { add, members, session, group, users, requests } = await start();
    await session.cache.rbac.members(group, 0);
    requests();
    expect(await add()).toMatchObject({ rbac_group_id: group, user_id: users.alice });
    expect(members()).toEqual([alice, bob]);
    const listed = await session.cache.rbac.members(group, 0);
    expect(listed.map(({ email }) => email.toLowerCase()).sort()).toEqual([alice, bob]);
    expect(requests()).toHaveLength(1);
  });

  test.each([...lostAfterWrite, ...lostBeforeWrite, ...rateLimits])(
    "adds a user once when $name",
    async ({ fault }) => {
      const { add, members, post, users } = await start();
      post(fault);
      expect(await add()).toMatchObject({ user_id: users.alice });
      expect(members()).toEqual([alice, bob]);
    },
  );

  test("fails if the outcome stays unknown, without waiting for the user", async () => {
    const { add, post, sent } = await start();
    post({ kind: "refuse", times: 99 });
    expect(await refusal(add())).toContain("cannot add them");
    expect(sent()).toBeLessThan(5);
  });

  test.each(["group", "user"])("does not take the membership of another %s for this one", async (other) => {
    const { add, post, group, users, members } = await start();
    const ids = { rbac_group_id: group, user_id: users.alice };
    const own = other === "group" ? { rbac_group_id: "rbac_group_01x" } : { user_id: users.bob };
    const member = { type: "rbac_group_member", email: alice, created_at: "2026-01-01T00:00:00Z" };
    post({ status: 200, body: { ...member, ...ids, ...own } });
    // The list, which is read then, does not show the user, so the request is sent again.
    expect(await add()).toMatchObject(ids);
    expect(members()).toEqual([alice, bob]);
    post({ status: 200, body: { ...member, ...ids, ...own }, times: 99 });
    expect(await refusal(add("user_01x"))).toContain("the response is about another group or user");
  });

  test("accepts a user who is a member, although the API rejects the request", async () => {
    const { add, sent, users } = await start();
    expect(await add(users.bob)).toMatchObject({ user_id: users.bob });
    expect(sent()).toBe(1);
  });

  test("fails with the API's reason if it rejects a user who is no member", async () => {
    for (const fault of [{}, { status: 403 }]) {
      const { add, post, list, sent } = await start();
      post({ status: 400, message: "Not today" });
      if ("status" in fault) list(fault);
      const message = await refusal(add());
      expect(message).toContain("Not today");
      expect(message).not.toContain("identity provider");
      expect(sent()).toBe(1);
    }
  });

  test("says that the identity provider manages the group, unless the group cannot be read", async () => {
    for (const isReadable of [true, false]) {
      const { emulator, console, now, users, lookUp } = await start();
      emulator.organization().settings.scim_provisioning = true;
      const { id } = console.createRbacGroup({ name: "Synced", source: "scim" });
      if (!isReadable) lookUp({ status: 500 });
      const adding = addGroupMember(now, id, users.alice, { doing: "add them", isKnown: true });
      const advice = "The identity provider provisions this group";
      expect((await refusal(adding)).includes(advice)).toBe(isReadable);
    }
  });

  test("fails at once with an error code", async () => {
    const { add, post, sent } = await start();
    post({ errorCode: "rbac_group_grants_owner_access", status: 400 });
    expect(await refusal(add())).toContain("rbac_group_grants_owner_access");
    expect(sent()).toBe(1);
  });

  test("returns nothing for a user whom no organization has, without waiting", async () => {
    const { add, sent } = await start();
    expect(await add("user_01nobody", false)).toBeUndefined();
    expect(sent()).toBe(1);
  });

  test("waits for a user of this organization, at most four times", async () => {
    const { add, members, post, sent } = await start();
    post({ times: 4 });
    expect(await add()).toBeDefined();
    expect([members(), sent()]).toEqual([[alice, bob], 5]);
    post({ times: 5 });
    expect(await add()).toBeUndefined();
    expect(sent()).toBe(5);
  });

  test("waits for a group that this process has just created, also for an unknown user", async () => {
    const { add, post, session, group, sent } = await start();
    const wire = await session.cache.rbac.group(group, 0);
    if (wire === undefined) throw new Error("there is no group");
    session.cache.rbac.storeGroup(wire, true);
    post({ times: 2 });
    await add(undefined, false);
    expect(sent()).toBe(3);
  });

  test("says that the group was deleted", async () => {
    const { add, console, group } = await start();
    console.deleteRbacGroup(group);
    expect(await refusal(add(undefined, false))).toContain(
      "The group was deleted outside of Pulumi. Run `pulumi up --refresh`.",
    );
  });

  test("fails with the 404 if the group cannot be looked up", async () => {
    const { add, post, lookUp } = await start();
    post();
    lookUp({ status: 500 });
    expect(await refusal(add(undefined, false))).toMatch(/^cannot add them: [^.]*404/);
  });
});

describe("removeGroupMember", () => {
  test("removes a member, whom the shared list then no longer shows", async () => {
    const { end, members, session, group, requests } = await start();
    await session.cache.rbac.members(group, 0);
    requests();
    expect(await end()).toBe("removed");
    expect(members()).toEqual([]);
    expect(await session.cache.rbac.members(group, 0)).toEqual([]);
    expect(requests()).toHaveLength(1);
  });

  test.each([...lostAfterWrite, ...lostBeforeWrite, ...rateLimits])(
    "removes a member when $name",
    async ({ fault }) => {
      const { end, members, remove } = await start();
      remove(fault);
      expect(["removed", "absent"]).toContain(await end());
      expect(members()).toEqual([]);
    },
  );

  test("counts as removed if every response is lost and the list no longer shows the member", async () => {
    const { end, members, remove } = await start();
    remove({ kind: "statusAfter", status: 500, times: 99 });
    expect(await end()).toBe("removed");
    expect(members()).toEqual([]);
  });

  test("fails if every request is lost and the list still shows the member", async () => {
    const { end, members, remove } = await start();
    remove({ kind: "refuse", times: 99 });
    expect(await refusal(end())).toContain("cannot remove them");
    expect(members()).toEqual([bob]);
  });

  test("fails if the response is about another user", async () => {
    const { end, remove, group, users } = await start();
    const body = { type: "rbac_group_member_deleted", rbac_group_id: group, user_id: users.alice };
    remove({ status: 200, body });
    expect(await refusal(end())).toContain("the response is about another group or user");
  });

  test("finds a user absent who is in no list", async () => {
    const { end, members, users, sent } = await start();
    expect(await end(users.alice)).toBe("absent");
    expect([members(), sent()]).toEqual([[bob], 1]);
  });

  test("repeats a request that does not find the member of a list, at most four times", async () => {
    const { end, members, remove, sent } = await start();
    remove({ times: 4 });
    expect(await end()).toBe("removed");
    expect([members(), sent()]).toEqual([[], 5]);
  });

  test("fails after five requests that do not find the member of a list", async () => {
    const { end, members, remove, sent } = await start();
    remove({ times: 5 });
    expect(await refusal(end())).toMatch(/^cannot remove them: [^.]*404/);
    expect([members(), sent()]).toEqual([[bob], 5]);
  });

  test("repeats a request although the first list does not show the member", async () => {
    const { end, members, remove, list } = await start();
    remove();
    list({ ...nobody, times: 1 });
    expect(await end()).toBe("removed");
    expect(members()).toEqual([]);
  });

  test("says that the identity provider manages the group", async () => {
    const { emulator, console, now, users } = await start();
    const { id } = console.createRbacGroup({ name: "Synced", source: "scim" });
    console.addRbacGroupMember(id, users.bob);
    emulator.organization().settings.scim_provisioning = true;
    const removing = removeGroupMember(now, id, users.bob, "remove them");
    expect(await refusal(removing)).toContain("The identity provider provisions this group");
  });

  test("finds a member of a deleted group absent", async () => {
    const { end, console, group } = await start();
    console.deleteRbacGroup(group);
    expect(await end()).toBe("absent");
  });

  test.each<[string, (context: Context) => void]>([
    ["the list cannot be read", ({ list }) => list({ status: 403 })],
    ["the list does not exist, although the group does", ({ list }) => list()],
    [
      "neither the list nor the group can be looked up",
      ({ list, lookUp }) => {
        list();
        lookUp({ status: 500 });
      },
    ],
  ])("fails with the 404 of the request if %s", async (_, break_) => {
    const context = await start();
    context.remove();
    break_(context);
    expect(await refusal(context.end())).toMatch(/^cannot remove them: [^.]*404/);
    expect(context.members()).toEqual([bob]);
  });
});
