import { describe, expect, test } from "vitest";
import { rbacGroupMembers as RbacGroupMembers } from "../../../../provider/resources/rbacGroupMembers/plan.ts";
import {
  alice,
  bob,
  carol,
  create,
  destroy,
  drift,
  failures,
  groupMembersOf,
  organizationWithGroup,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

const elsewhere = { id: "user_else", email: "else@example.com" };

describe("RbacGroupMembers", () => {
  test("adds members by email address and ID, and removes those that the program drops", async () => {
    const context = await organizationWithGroup();
    const { process, group, users, writes, notices } = context;
    const resource = await create(process(), RbacGroupMembers, {
      group,
      members: [" Alice@example.com", users.bob],
    });
    expect(resource.id).toBe(group);
    expect(writes()).toEqual([
      `POST /rbac_groups/${group}/members {"user_id":"${users.alice}"}`,
      `POST /rbac_groups/${group}/members {"user_id":"${users.bob}"}`,
    ]);
    expect(resource.outputs).toMatchObject({
      group,
      members: [alice, users.bob],
      memberStatuses: [
        { email: alice, userId: users.alice, status: "active" },
        { email: bob, userId: users.bob, status: "active" },
      ],
      status: "active",
      adopted: false,
    });
    const same = { group, members: [users.bob, alice] };
    expect((await preview(process(), resource, same)).action).toBe("nothing");
    expect(await drift(process(), resource)).toBe("nothing");
    // The other spelling of the same user is no removal.
    const spelled = await up(process(), resource, { group, members: [alice, bob] });
    expect(writes()).toEqual([]);
    const fewer = await up(process(), spelled, { group, members: [alice] });
    expect(writes()).toEqual([`DELETE /rbac_groups/${group}/members/${users.bob}`]);
    expect(notices).toContain(`it: Removed from RBAC group ${group}: ${bob} (${users.bob}).`);
    await destroy(process(), fewer);
    expect(groupMembersOf(context, group)).toEqual([]);
  });

  test("waits for invited users, and adds them with the first update after they accept", async () => {
    const context = await organizationWithGroup();
    const { process, console, group, notices, writes } = context;
    console.invite(carol, "user");
    const args = { group, members: [alice, carol] };
    const resource = await create(process(), RbacGroupMembers, args);
    expect(resource.outputs["memberStatuses"]).toMatchObject([
      { email: alice, status: "active" },
      { email: carol, status: "pending", waitingFor: "acceptance" },
    ]);
    expect(notices).toContain(
      `it: The membership of ${carol} in RBAC group ${group} is pending: they have not accepted the invitation yet. The next \`pulumi up\` after they join adds it.`,
    );
    writes();
    expect((await preview(process(), resource, args)).action).toBe("nothing");
    const { id } = console.acceptInvite(carol);
    expect(await drift(process(), resource)).toBe("nothing");
    const joined = await up(process(), resource, args);
    expect(writes()).toEqual([`POST /rbac_groups/${group}/members {"user_id":"${id}"}`]);
    expect(joined.outputs["memberStatuses"]).toMatchObject([
      { status: "active" },
      { userId: id, status: "active" },
    ]);
  });

  test("reports undeclared members as drift, and removes them after the preview showed them", async () => {
    const context = await organizationWithGroup();
    const { process, console, group, users, writes } = context;
    const args = { group, members: [alice] };
    const resource = await create(process(), RbacGroupMembers, args);
    console.addRbacGroupMember(group, bob);
    writes();
    // Without a refresh, nothing is removed that no preview has shown.
    await up(process(), resource, args);
    expect(groupMembersOf(context, group)).toEqual([alice, bob]);
    expect(await drift(process(), resource)).toBe("update");
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ members: [alice, bob] });
    await up(process(), seen, args);
    expect(writes()).toEqual([`DELETE /rbac_groups/${group}/members/${users.bob}`]);
    console.removeRbacGroupMember(group, alice);
    const without = await refreshed(process(), resource);
    expect(without.outputs["members"]).toEqual([]);
    await up(process(), without, args);
    expect(groupMembersOf(context, group)).toEqual([alice]);
  });

  test("leaves members of other organizations unchanged, unless they are declared or all are", async () => {
    const context = await organizationWithGroup();
    const { process, console, emulator, group, writes } = context;
    emulator.organization().settings.enterprise_users = [elsewhere];
    console.addRbacGroupMember(group, elsewhere.id);
    const args = { group, members: [alice] };
    const resource = await create(process(), RbacGroupMembers, args);
    expect(await drift(process(), resource)).toBe("nothing");
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({
      members: [alice],
      memberStatuses: [{ email: alice }, { email: elsewhere.email, status: "otherOrganization" }],
    });
    expect((await preview(process(), seen, args)).action).toBe("nothing");
    writes();
    await up(process(), seen, { group, members: [bob] });
    await destroy(process(), seen);
    expect(groupMembersOf(context, group)).toEqual([bob, elsewhere.email]);

    console.removeRbacGroupMember(group, bob);
    // Declared by ID, or by the email address that the group shows, they are members like others.
    const named = await up(process(), seen, { group, members: [elsewhere.id] });
    expect(named.outputs["memberStatuses"]).toMatchObject([{ userId: elsewhere.id, status: "active" }]);
    const spelled = await up(process(), named, { group, members: [elsewhere.email] });
    expect(await drift(process(), spelled)).toBe("nothing");
    const removed = await up(process(), spelled, { group, members: [bob] });
    expect(groupMembersOf(context, group)).toEqual([bob]);
    const added = await up(process(), removed, { group, members: [bob, elsewhere.id] });
    expect(groupMembersOf(context, group)).toEqual([bob, elsewhere.email]);

    const complete = { group, members: [bob], allOrganizations: true };
    const fresh = await refreshed(process(), {
      ...added,
      outputs: { ...added.outputs, memberStatuses: undefined },
    });
    await up(process(), fresh, complete);
    expect(groupMembersOf(context, group)).toEqual([bob]);
  });

  test("RbacGroupMembers with `allOrganizations` reports members of other organizations as drift", async () => {
    const context = await organizationWithGroup();
    const { process, console, emulator, group } = context;
    const args = { group, members: [alice], allOrganizations: true };
    const resource = await create(process(), RbacGroupMembers, args);
    emulator.organization().settings.enterprise_users = [elsewhere];
    console.addRbacGroupMember(group, elsewhere.id);
    const seen = await refreshed(process(), resource);
    expect(seen.outputs["members"]).toEqual([alice, elsewhere.email]);
    await up(process(), seen, args);
    expect(groupMembersOf(context, group)).toEqual([alice]);
  });

  test("keeps an ID that no organization has as pending, without asking again", async () => {
    const { process, group, writes } = await organizationWithGroup();
    const args = { group, members: ["user_nobody"] };
    const resource = await create(process(), RbacGroupMembers, args);
    expect(resource.outputs["memberStatuses"]).toEqual([
      { userId: "user_nobody", status: "pending", waitingFor: "notInvited" },
    ]);
    expect(writes()).toHaveLength(1);
    expect((await preview(process(), resource, args)).action).toBe("nothing");
    await up(process(), resource, { group, members: ["user_nobody", alice] });
    expect(writes()).toHaveLength(1);
  });

  test("RbacGroupMembers is not created over undeclared members, which `import` records", async () => {
    const context = await organizationWithGroup();
    const { process, console, group, users, writes, notices } = context;
    console.addRbacGroupMember(group, alice);
    console.addRbacGroupMember(group, bob);
    const args = { group, members: [alice] };
    expect(await refusal(create(process(), RbacGroupMembers, args))).toContain(
      `cannot declare the members of RBAC group ${group}: it has members that the program does not declare: ${bob} (${users.bob}). If you renamed or moved this resource, add the resource option \`aliases\`. Otherwise add them to \`members\``,
    );
    expect(await create(process(), RbacGroupMembers, { ...args, except: [bob] })).toMatchObject({
      id: group,
    });
    const adopted = await create(process(), RbacGroupMembers, { ...args, adopt: group });
    expect(notices.join("\n")).toContain(`has members that the program does not declare: ${bob}`);
    expect(writes()).toEqual([]);
    await up(process(), adopted, args);
    expect(groupMembersOf(context, group)).toEqual([alice]);
    expect(
      await refusal(create(process(), RbacGroupMembers, { group, members: [alice, bob], adopt: group })),
    ).toContain(`${bob} is not a member of the group. Nothing was changed.`);
  });

  test("rejects duplicates, users in both arrays, and a list that becomes empty", async () => {
    const context = await organizationWithGroup();
    const { process, group, users } = context;
    expect(failures(process(), RbacGroupMembers, { group, members: [alice], except: [alice] })).toEqual([
      `${alice} is in both \`members\` and \`except\`. Remove it from one of them.`,
    ]);
    expect(
      failures(process(), RbacGroupMembers, { group: "Engineering", members: ["alice"] }).join("\n"),
    ).toMatch(/must be an ID that begins with `rbac_group_`.*\n.*must be an email address/);
    expect(
      await refusal(create(process(), RbacGroupMembers, { group, members: [alice, users.alice] })),
    ).toContain("`members` names the same user twice");
    const resource = await create(process(), RbacGroupMembers, { group, members: [alice] });
    const none = { group, members: [] };
    expect(failures(process(), RbacGroupMembers, none, resource.inputs).join("\n")).toContain(
      "`members` is empty now",
    );
    await up(process({ allowEmpty: "true" }), resource, none);
    expect(groupMembersOf(context, group)).toEqual([]);
  });

  test("stops at the limit of removals before the first one", async () => {
    const context = await organizationWithGroup();
    const { process, group, users } = context;
    const resource = await create(process(), RbacGroupMembers, { group, members: [alice, bob] });
    expect(await refusal(destroy(process({ maxRemovals: "1" }), resource))).toContain(
      `cannot remove 2 members from RBAC group ${group}: this run has made 0 removals`,
    );
    expect(groupMembersOf(context, group)).toEqual([alice, bob]);
    expect(users.alice).not.toBe(users.bob);
  });

  test("moves to another group: members are added there, and removed here", async () => {
    const context = await organizationWithGroup();
    const { process, console, group } = context;
    const other = console.createRbacGroup({ name: "Research" }).id;
    const resource = await create(process(), RbacGroupMembers, { group, members: [alice] });
    const moved = await up(process(), resource, { group: other, members: [alice] });
    expect(moved.id).toBe(other);
    expect(groupMembersOf(context, group)).toEqual([]);
    expect(groupMembersOf(context, other)).toEqual([alice]);
  });

  test("RbacGroupMembers of a group that was deleted says so, and delete then does nothing", async () => {
    const { process, console, group, notices, writes } = await organizationWithGroup();
    const args = { group, members: [alice] };
    const resource = await create(process(), RbacGroupMembers, args);
    console.deleteRbacGroup(group);
    const gone = await refreshed(process(), resource);
    expect(gone.outputs["status"]).toBe("removed");
    expect((await preview(process(), gone, args)).action).toBe("update");
    expect(notices.at(-1)).toContain("the group was deleted outside of Pulumi");
    writes();
    await destroy(process(), resource);
    await destroy(process(), gone);
    expect(writes()).toEqual([]);
    expect(await refusal(create(process(), RbacGroupMembers, args))).toBe(
      `cannot declare the members of RBAC group ${group}: the organization has no RBAC group with this ID. Correct \`group\`, or use an RbacGroup of the program.`,
    );
  });

  test("RbacGroupMembers of a group of the identity provider is read-only while SCIM is in use", async () => {
    const { process, console, emulator } = await organizationWithGroup();
    emulator.organization().settings.scim_provisioning = true;
    const { id } = console.createRbacGroup({ name: "Synced", source: "scim" });
    expect(await refusal(create(process(), RbacGroupMembers, { group: id, members: [alice] }))).toContain(
      "The identity provider provisions this group, so only it can change the group and its members.",
    );
  });

  test("follows a user whose email address changed", async () => {
    const { process, console, group, users, writes } = await organizationWithGroup();
    const args = { group, members: [alice] };
    const resource = await create(process(), RbacGroupMembers, args);
    console.setUserEmail(users.alice, "alicia@example.com");
    writes();
    const seen = await refreshed(process(), resource);
    expect(seen.outputs["members"]).toEqual(["alicia@example.com"]);
    expect(await refusal(up(process(), seen, args))).toContain(
      `the user's email address changed from ${alice} to alicia@example.com`,
    );
    await up(process(), seen, { group, members: ["alicia@example.com"] });
    expect(writes()).toEqual([]);
  });
});
