import { describe, expect, it } from "vitest";
import { alice, bob, organizationWithGroup, paths } from "../../harness/index.ts";

const empty = { data: [], has_more: false, next_page: null };

describe("the lists of RBAC groups", () => {
  it("the lists of RBAC groups are read once for all operations, with the members of a group on demand", async () => {
    const { process, console, group, requests } = await organizationWithGroup();
    console.addRbacGroupMember(group, alice);
    const { rbac } = process().cache;
    requests();
    await Promise.all([rbac.groups(0), rbac.groups(0), rbac.group(group, 0)]);
    const [member] = await rbac.members(group, 0);
    await rbac.members(group, 0);
    expect(member).toMatchObject({ rbac_group_id: group, email: expect.stringMatching(/^alice@/i) });
    expect(requests()).toEqual(["GET /rbac_groups", `GET /rbac_groups/${group}/members`]);
  });

  it("request the members again until they show what this process has written", async () => {
    const { process, console, emulator, group, users, requests } = await organizationWithGroup();
    const { cache, client } = process();
    const wire = console.addRbacGroupMember(group, alice);
    cache.rbac.storeMember(wire);
    emulator.faults.add({ kind: "status", status: 200, body: empty, path: paths.groupMembers, times: 2 });
    requests();
    const members = await cache.rbac.members(group, client.now());
    expect(members.map(({ user_id: id }) => id)).toEqual([users.alice]);
    expect(requests()).toHaveLength(3);
  });

  it("accept after three repetitions that a member whom this process has added is not in the group", async () => {
    const { process, console, group, requests } = await organizationWithGroup();
    const { cache, client } = process();
    const wire = console.addRbacGroupMember(group, bob);
    cache.rbac.storeMember(wire);
    console.removeRbacGroupMember(group, bob);
    requests();
    expect(await cache.rbac.members(group, client.now())).toEqual([]);
    expect(requests()).toHaveLength(4);
    // No later call waits.
    expect(await cache.rbac.members(group, client.now())).toEqual([]);
    expect(requests()).toHaveLength(1);
  });

  it("do not find a group that this process has deleted, or one that does not exist", async () => {
    const { process, console, group } = await organizationWithGroup();
    const { cache } = process();
    expect(await cache.rbac.group(group, 0)).toMatchObject({ name: "Engineering" });
    console.deleteRbacGroup(group);
    cache.rbac.dropGroup(group);
    expect(await cache.rbac.group(group, 0)).toBeUndefined();
    expect(await cache.rbac.group("rbac_group_other", 0)).toBeUndefined();
  });

  it("find a group that the list does not show yet by its own request", async () => {
    const { process, emulator, group } = await organizationWithGroup();
    const { cache } = process();
    emulator.faults.add({ kind: "status", status: 200, body: empty, path: paths.groups, times: 1 });
    expect(await cache.rbac.group(group, 0)).toMatchObject({ id: group });
  });

  it("know which groups this process created", async () => {
    const { process, group } = await organizationWithGroup();
    const { cache } = process();
    const wire = await cache.rbac.group(group, 0);
    expect(cache.rbac.isNew(group)).toBe(false);
    if (wire !== undefined) cache.rbac.storeGroup(wire, true);
    expect(cache.rbac.isNew(group)).toBe(true);
  });

  it("reject a list of members with an entry of another group", async () => {
    const { process, console, emulator, group } = await organizationWithGroup();
    const other = console.createRbacGroup({ name: "Other" }).id;
    const data = [console.addRbacGroupMember(other, alice)];
    emulator.faults.add({ kind: "status", status: 200, body: { ...empty, data }, path: paths.groupMembers });
    await expect(process().cache.rbac.members(group, 0)).rejects.toThrow(
      `the list has an entry of ${other}, so the response cannot be right`,
    );
  });
});
