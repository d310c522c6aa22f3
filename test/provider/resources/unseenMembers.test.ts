import { describe, expect, test } from "vitest";
import type { Properties } from "../../../provider/kernel/values.ts";
import { rbacGroup as RbacGroup } from "../../../provider/resources/rbacGroup/plan.ts";
import { rbacGroupMembers as RbacGroupMembers } from "../../../provider/resources/rbacGroupMembers/plan.ts";
import { workspaceMembers as WorkspaceMembers } from "../../../provider/resources/workspaceMembers/plan.ts";
import {
  alice,
  bob,
  create,
  destroy,
  developer,
  drift,
  groupMembersOf,
  organizationWithGroup,
  organizationWithUsers,
  paths,
  preview,
  refreshed,
  refusal,
  stateWith,
  up,
  updatePartially,
} from "../harness/index.ts";

// Members whom a refresh did not find: they were removed outside of Pulumi, or the responses were wrong.

const emptyList = { kind: "status", status: 200, method: "GET" } as const;

async function withGroup() {
  const context = await organizationWithGroup();
  const { emulator, group, console, users } = context;
  return {
    ...context,
    kind: RbacGroupMembers,
    args: (...emails: string[]): Properties => ({ group, members: emails }),
    members: () => groupMembersOf(context, group).map((email) => email.split("@")[0]),
    /** From now on, no response shows a member. */
    hide: () =>
      emulator.faults.add({
        ...emptyList,
        path: paths.groupMembers,
        body: { data: [], next_page: null },
        times: 99,
      }),
    removeAlice: () => console.removeRbacGroupMember(group, users.alice),
  };
}

async function withWorkspace() {
  const context = await organizationWithUsers();
  const { emulator, workspace, console, memberships, id } = context;
  return {
    ...context,
    kind: WorkspaceMembers,
    args: (...emails: string[]): Properties => ({ workspace, members: emails.map(developer) }),
    members: () => memberships(workspace).map((line) => line.split(" ")[0]),
    hide: () => {
      const body = { data: [], has_more: false, first_id: null, last_id: null };
      emulator.faults.add({ ...emptyList, path: paths.workspaceMembers, body, times: 99 });
      emulator.faults.add({
        kind: "status",
        status: 404,
        method: "GET",
        path: paths.workspaceMember,
        times: 99,
      });
    },
    removeAlice: () => console.removeMember(workspace, id(alice)),
  };
}

describe.each([
  ["RbacGroupMembers", withGroup],
  ["WorkspaceMembers", withWorkspace],
])("%s whose members a refresh did not find", (_, start) => {
  /** A list of alice and bob after a refresh whose responses showed nobody. */
  async function unseen() {
    const context = await start();
    const { process, kind, args, hide, emulator, writes } = context;
    const resource = await create(process(), kind, args(alice, bob));
    hide();
    const read = await refreshed(process(), resource);
    emulator.faults.clear();
    writes();
    return { ...context, resource, read };
  }

  test("a list whose members a refresh did not find has none in the outputs, and `up` adds them again", async () => {
    const { process, args, members, resource, read, removeAlice } = await unseen();
    removeAlice();
    expect(read.outputs["members"]).toEqual([]);
    const repaired = await up(process(), read, args(alice, bob));
    expect(members()).toEqual(["alice", "bob"]);
    expect(repaired.outputs).toEqual(resource.outputs);
  });

  test.each(["members are shown again", "members are still not shown"])(
    "removes members that a refresh did not find in a delete while the %s",
    async (when) => {
      const { process, members, read, hide } = await unseen();
      if (when === "members are still not shown") hide();
      await destroy(process(), read);
      expect(members()).toEqual([]);
    },
  );

  test("removes members that a refresh did not find in a delete after another refresh found them", async () => {
    const { process, members, read, resource } = await unseen();
    const again = await refreshed(process(), read);
    expect(again.outputs).toEqual(resource.outputs);
    await destroy(process(), again);
    expect(members()).toEqual([]);
  });

  test("removes in a delete also those that an interrupted update did not come to", async () => {
    const { process, members, read, args, hide, removeAlice, emulator, writes } = await unseen();
    removeAlice();
    hide();
    // The add of bob is rejected, since he is a member.
    const partial = await updatePartially(process(), read, args(alice, bob));
    emulator.faults.clear();
    expect(members()).toEqual(["alice", "bob"]);
    writes();
    await destroy(process({ maxRemovals: "2" }), partial);
    expect(members()).toEqual([]);
    expect(writes()).toHaveLength(2);
  });

  test("removes in an update those that the program no longer declares", async () => {
    const { process, members, read, args } = await unseen();
    const fewer = await up(process(), read, args(bob));
    expect(members()).toEqual(["bob"]);
    expect(fewer.outputs["unseenMembers"]).toBeUndefined();
  });

  test.each(["members are shown again", "members are still not shown"])(
    "counts their removals while the %s",
    async (when) => {
      const { process, members, read, hide } = await unseen();
      if (when === "members are still not shown") hide();
      expect(await refusal(destroy(process({ maxRemovals: "1" }), read))).toContain("ANTHROPIC_MAX_REMOVALS");
      expect(members().length).toBeGreaterThan(0);
    },
  );

  test("accepts in a delete that they were removed outside of Pulumi", async () => {
    const { process, args, kind, members, removeAlice } = await start();
    const resource = await create(process(), kind, args(alice));
    removeAlice();
    const read = await refreshed(process(), resource);
    expect(await drift(process(), read)).toBe("nothing");
    expect((await preview(process(), read, args(alice))).action).toBe("update");
    await destroy(process(), read);
    expect(members()).toEqual([]);
  });
});

describe("RbacGroup whose members no list shows", () => {
  /** A group with two members, whose list is in the state. */
  async function group() {
    const context = await withGroup();
    const { process, existing, console, users } = context;
    const resource = await existing(RbacGroup, { name: "Other" });
    for (const id of [users.alice, users.bob]) console.addRbacGroupMember(resource.id, id);
    const args = { group: resource.id, members: [alice, bob], __origin: "acme/dev::list" };
    const list = await create(process(), RbacGroupMembers, args);
    return { ...context, resource, list };
  }

  test.each(["directly", "after a refresh"])(
    "RbacGroup whose members no list shows is not deleted %s with more members in the state than the limit allows",
    async (when) => {
      const { process, resource, list, hide, state } = await group();
      hide();
      const recorded = when === "directly" ? list : await refreshed(process(), list);
      const readState = stateWith(resource, recorded);
      const limited = process({ maxRemovals: "1" }, {}, undefined, readState);
      expect(await refusal(destroy(limited, resource))).toContain("this operation needs 2 more");
      expect(state().rbac_groups.map(({ id }) => id)).toContain(resource.id);
      await destroy(process({ maxRemovals: "2" }, {}, undefined, readState), resource);
      expect(state().rbac_groups.map(({ id }) => id)).not.toContain(resource.id);
    },
  );

  test("does not count members twice whom the delete of the list has removed", async () => {
    const { process, resource, list, state } = await group();
    const session = process({ maxRemovals: "3" }, {}, undefined, stateWith(resource, list));
    await destroy(session, list);
    await destroy(session, resource);
    expect(state().rbac_groups.map(({ id }) => id)).not.toContain(resource.id);
  });
});
