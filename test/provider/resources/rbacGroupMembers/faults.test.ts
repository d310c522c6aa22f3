import { describe, expect, test } from "vitest";
import { rbacGroupMembers as RbacGroupMembers } from "../../../../provider/resources/rbacGroupMembers/plan.ts";
import {
  alice,
  bob,
  create,
  createPartially,
  destroy,
  groupMembersOf,
  lostAfterWrite,
  lostBeforeWrite,
  organizationWithGroup,
  paths,
  rateLimits,
  refresh,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

const emptyList = {
  kind: "status",
  status: 200,
  method: "GET",
  body: { data: [], next_page: null },
} as const;

describe("RbacGroupMembers", () => {
  test("removes everybody although one refresh got an empty list", async () => {
    const context = await organizationWithGroup();
    const { process, emulator, group, existing } = context;
    const resource = await existing(RbacGroupMembers, { group, members: [alice, bob] });
    emulator.faults.add({ ...emptyList, path: paths.groupMembers });
    const read = await refreshed(process(), resource);
    expect(read.outputs["members"]).toEqual([alice, bob]);
    await destroy(process(), read);
    expect(groupMembersOf(context, group)).toEqual([]);
  });

  test.each([
    ["one empty list", emptyList],
    ["a list that cannot be requested", { kind: "status", status: 403, method: "GET" } as const],
  ])("does not conclude from a 404 and %s that a user is no member", async (_, fault) => {
    const context = await organizationWithGroup();
    const { process, emulator, group, existing } = context;
    const resource = await existing(RbacGroupMembers, { group, members: [alice, bob] });
    emulator.faults.add({ kind: "status", status: 404, method: "DELETE", path: paths.groupMember });
    emulator.faults.add({ ...fault, path: paths.groupMembers, after: 1 });
    await destroy(process(), resource).catch(() => destroy(process(), resource));
    expect(groupMembersOf(context, group)).toEqual([]);
  });

  test("stores and removes nobody whom a response is about by mistake", async () => {
    const context = await organizationWithGroup();
    const { process, emulator, group, users, state, existing } = context;
    const resource = await existing(RbacGroupMembers, { group, members: [bob] });
    const [ofBob] = state().rbac_group_members;
    const fault = { kind: "status", status: 200 } as const;
    const body = { type: "rbac_group_member", ...ofBob };
    emulator.faults.add({ ...fault, method: "POST", path: paths.groupMembers, body });
    const both = await up(process(), resource, { group, members: [alice, bob] });
    expect(groupMembersOf(context, group)).toEqual([alice, bob]);
    expect(JSON.stringify(both.outputs["memberStatuses"])).toContain(users.alice);
    const deleted = { type: "rbac_group_member_deleted", rbac_group_id: group, user_id: users.bob };
    emulator.faults.add({ ...fault, method: "DELETE", path: paths.groupMember, body: deleted });
    const fewer = { group, members: [bob] };
    await up(process(), both, fewer).catch(() => up(process(), both, fewer));
    expect(groupMembersOf(context, group)).toEqual([bob]);
  });

  test.each([...lostAfterWrite, ...lostBeforeWrite, ...rateLimits])(
    "adds and removes each member once when $name",
    async ({ fault }) => {
      const context = await organizationWithGroup();
      const { process, emulator, group } = context;
      emulator.faults.add({ ...fault, method: "POST", path: paths.groupMembers, times: 1 });
      const resource = await create(process(), RbacGroupMembers, { group, members: [alice, bob] });
      expect(groupMembersOf(context, group)).toEqual([alice, bob]);
      emulator.faults.add({ ...fault, method: "DELETE", path: paths.groupMember, times: 1 });
      const fewer = await up(process(), resource, { group, members: [bob] });
      expect(groupMembersOf(context, group)).toEqual([bob]);
      emulator.faults.add({ ...fault, method: "DELETE", path: paths.groupMember, times: 1 });
      await destroy(process(), fewer);
      expect(groupMembersOf(context, group)).toEqual([]);
    },
  );

  test("stores what was applied before an error, and resumes", async () => {
    const context = await organizationWithGroup();
    const { process, emulator, group, users, writes } = context;
    emulator.faults.add({
      kind: "status",
      status: 400,
      method: "POST",
      path: paths.groupMembers,
      after: 1,
      times: 1,
    });
    const args = { group, members: [alice, bob] };
    const partial = await createPartially(process(), RbacGroupMembers, args);
    expect(partial.initError).toContain(`Applied 1 of 2 changes to the members of RBAC group ${group}`);
    expect(partial.outputs["members"]).toEqual([alice]);
    writes();
    await up(process(), partial, args);
    expect(writes()).toEqual([`POST /rbac_groups/${group}/members {"user_id":"${users.bob}"}`]);
  });

  test("accepts that someone else has just added the member", async () => {
    const context = await organizationWithGroup();
    const { process, console, emulator, group } = context;
    const empty = { data: [], has_more: false, next_page: null };
    emulator.faults.add({
      kind: "status",
      status: 200,
      body: empty,
      path: paths.groupMembers,
      method: "GET",
      times: 1,
    });
    console.addRbacGroupMember(group, alice);
    const resource = await create(process(), RbacGroupMembers, { group, members: [alice] });
    expect(resource.outputs["memberStatuses"]).toMatchObject([{ status: "active" }]);
  });

  test("adds members to a group that reads do not show yet", async () => {
    const context = await organizationWithGroup();
    const { process, emulator, group } = context;
    emulator.faults.add({ kind: "status", status: 404, method: "POST", path: paths.groupMembers, times: 2 });
    await create(process(), RbacGroupMembers, { group, members: [alice] });
    expect(groupMembersOf(context, group)).toEqual([alice]);
  });

  test("removes a member that a stale list does not show", async () => {
    const context = await organizationWithGroup();
    const { process, emulator, group } = context;
    const resource = await create(process(), RbacGroupMembers, { group, members: [alice, bob] });
    const empty = { data: [], has_more: false, next_page: null };
    emulator.faults.add({
      kind: "status",
      status: 200,
      body: empty,
      path: paths.groupMembers,
      method: "GET",
      times: 1,
    });
    await up(process(), resource, { group, members: [bob] });
    expect(groupMembersOf(context, group)).toEqual([bob]);
  });

  test.each([403, 500])(
    "RbacGroupMembers is unchanged when its members cannot be read (%d)",
    async (status) => {
      const context = await organizationWithGroup();
      const { process, emulator, group, writes } = context;
      const resource = await create(process(), RbacGroupMembers, { group, members: [alice] });
      writes();
      emulator.faults.add({ kind: "status", status, path: paths.groupMembers, method: "GET", times: 99 });
      expect(await refusal(refresh(process(), resource))).toContain(
        `cannot list the members of RBAC group ${group}`,
      );
      expect(await refusal(destroy(process(), resource))).toContain(
        `cannot list the members of RBAC group ${group}`,
      );
      expect(writes()).toEqual([]);
    },
  );

  test("never takes a member for one of another organization's group", async () => {
    const { process, console, emulator, group } = await organizationWithGroup();
    const other = console.createRbacGroup({ name: "Other" }).id;
    console.addRbacGroupMember(other, alice);
    const entries = { data: emulator.organization().state().rbac_group_members, next_page: null };
    emulator.faults.add({
      kind: "status",
      status: 200,
      body: entries,
      path: paths.groupMembers,
      method: "GET",
      times: 9,
    });
    expect(await refusal(create(process(), RbacGroupMembers, { group, members: [alice] }))).toContain(
      `the list has an entry of ${other}, so the response cannot be right`,
    );
  });
});
