import { describe, expect, test } from "vitest";
import { pointer } from "../../../../provider/kernel/pointer.ts";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import { rbacGroup as RbacGroup } from "../../../../provider/resources/rbacGroup/plan.ts";
import {
  create,
  destroy,
  drift,
  enterpriseOrganization,
  failures,
  groupMembersOf,
  lookupFailures,
  organization,
  organizationWithGroup,
  preview,
  refreshed,
  refusal,
  stateWith,
  up,
} from "../../harness/index.ts";

const args = { name: "Engineering" };

describe("RbacGroup", () => {
  test("RbacGroup is created with one write, renamed in place, and deleted", async () => {
    const { process, writes, state, emulator } = await enterpriseOrganization();
    const resource = await create(process(), RbacGroup, args);
    const [group] = state().rbac_groups;
    expect(writes()).toEqual(['POST /rbac_groups {"name":"Engineering"}']);
    expect(resource.id).toBe(group?.id);
    expect(resource.outputs).toEqual({
      name: "Engineering",
      sourceType: "direct",
      roleIds: [],
      createdAt: group?.created_at,
      updatedAt: group?.updated_at,
      status: "active",
      adopted: false,
      __managed: ["name"],
      __organization: emulator.organization().id,
      __origin: "acme/dev::it",
      __provider: pointer("RbacGroup"),
      __schema: 1,
    });
    expect((await preview(process(), resource, { name: " Engineering " })).action).toBe("nothing");
    const renamed = await up(process(), resource, { name: "Research" });
    expect(renamed.id).toBe(resource.id);
    expect(writes()).toEqual([`POST /rbac_groups/${resource.id} {"name":"Research"}`]);
    await destroy(process(), renamed);
    expect(writes()).toEqual([`DELETE /rbac_groups/${resource.id}`]);
    expect(state().rbac_groups).toEqual([]);
  });

  test("RbacGroup that was renamed in the program is rejected with the advice to add an alias, and not to create a second group", async () => {
    const { process, existing, state, writes } = await enterpriseOrganization({ pace: 0 });
    const old = await existing(RbacGroup, { ...args, __origin: "acme/dev::before" });
    const session = () => process({}, {}, undefined, stateWith(old));
    const renamed = { ...args, __origin: "acme/dev::after" };
    expect(await refusal(create(session(), RbacGroup, renamed))).toBe(
      `cannot create RBAC group "Engineering": the organization has an RBAC group of that name, ${old.id}. If you renamed or moved this resource, add the resource option \`aliases: [{ name: "before" }]\`. To adopt it, add the resource option \`import: "${old.id}"\`.`,
    );
    // With `import`, the new resource adopts the group, and the delete of the old one leaves it.
    const run = session();
    const adopted = await create(run, RbacGroup, { ...renamed, adopt: old.id });
    await destroy(run, old);
    expect(adopted.id).toBe(old.id);
    expect(writes()).toEqual([]);
    expect(state().rbac_groups.map(({ id }) => id)).toEqual([old.id]);
  });

  test("RbacGroup is not created if another group has the name, unless the program allows two", async () => {
    const { process, group, writes } = await organizationWithGroup();
    expect(await refusal(create(process(), RbacGroup, args))).toBe(
      `cannot create RBAC group "Engineering": the organization has an RBAC group of that name, ${group}. If you renamed or moved this resource, add the resource option \`aliases\`. If an interrupted run of this stack created it, run \`npx pulumi-anthropic recover --stack dev --yes\` and then \`up\` again. To adopt it, add the resource option \`import: "${group}"\`. To create a second one, set \`allowDuplicateName: true\`.`,
    );
    expect(writes()).toEqual([]);
    const second = await create(process(), RbacGroup, { ...args, allowDuplicateName: true });
    expect(second.id).not.toBe(group);
  });

  test("RbacGroup has a name that no other resource of the program declares", async () => {
    const { process } = await enterpriseOrganization();
    const session = process();
    const named = (name: string, more = {}) => ({
      [kernelKeys.origin]: `acme/dev::${name}`,
      ...args,
      ...more,
    });
    expect(failures(session, RbacGroup, named("one"))).toEqual([]);
    expect(failures(session, RbacGroup, named("two"))).toEqual([
      "`name`: the resource `one` of this program also declares an RBAC group of that name. Give one of them another name, or set `allowDuplicateName: true`.",
    ]);
    expect(failures(session, RbacGroup, named("three", { allowDuplicateName: true }))).toEqual([]);
  });

  test("keeps the known roles while the API does not know them, which is no drift", async () => {
    const { process, console, emulator, group } = await organizationWithGroup();
    const role = console.createRbacRole({ display_name: "Chat" });
    console.setRbacGroupRoles(group, ["Chat"]);
    const adopted = await create(process(), RbacGroup, { ...args, adopt: group });
    expect(adopted.outputs).toMatchObject({ roleIds: [role.id], adopted: true });
    emulator.assumptions.rbacRoleIds = "unknown";
    expect(await drift(process(), adopted)).toBe("nothing");
    expect((await refreshed(process(), adopted)).outputs["roleIds"]).toEqual([role.id]);
    const fresh = await create(process(), RbacGroup, { name: "New" });
    expect(fresh.outputs).not.toHaveProperty("roleIds");
    emulator.assumptions.rbacRoleIds = "known";
    console.setRbacGroupRoles(group, []);
    expect((await refreshed(process(), adopted)).outputs["roleIds"]).toEqual([]);
  });

  test("that was adopted is retained by delete, unless the program says otherwise", async () => {
    const { process, group, writes, notices } = await organizationWithGroup();
    const adopted = await create(process(), RbacGroup, { ...args, adopt: group });
    await destroy(process(), adopted);
    expect(writes()).toEqual([]);
    expect(notices.at(-1)).toContain(
      `RBAC group "Engineering" (${group}) is left unchanged, since it is not certain that this stack created it`,
    );
    const deleting = await up(process(), adopted, { ...args, onDelete: "delete" });
    await destroy(process(), deleting);
    expect(writes()).toEqual([`DELETE /rbac_groups/${group}`]);
  });

  test("keeps its resource when it was deleted outside of Pulumi, and is recreated on request", async () => {
    const { process, console, notices, writes } = await enterpriseOrganization({ pace: 0 });
    const resource = await create(process(), RbacGroup, args);
    console.deleteRbacGroup(resource.id);
    const gone = await refreshed(process(), resource);
    expect(gone.outputs["status"]).toBe("removed");
    const why = `update RBAC group "Engineering" (${resource.id}): it was deleted outside of Pulumi. Remove it from the program, or set \`onRemoved: "recreate"\` to create a new group without roles and members.`;
    expect((await preview(process(), gone, args)).action).toBe("update");
    expect(notices.at(-1)).toContain(`\`up\` will refuse to ${why}`);
    expect(await refusal(up(process(), gone, args))).toBe(`cannot ${why}`);
    writes();
    const recreated = await up(process(), gone, { ...args, onRemoved: "recreate" });
    expect(recreated.id).not.toBe(resource.id);
    expect(recreated.outputs["status"]).toBe("active");
    expect(writes()).toEqual(['POST /rbac_groups {"name":"Engineering"}']);
    await destroy(process(), gone);
    expect(writes()).toEqual([]);
  });

  test("counts its members as removals when it is deleted", async () => {
    const context = await organizationWithGroup();
    const { process, console, group, writes, notices } = context;
    console.addRbacGroupMember(group, "alice@example.com");
    console.addRbacGroupMember(group, "bob@example.com");
    const resource = await create(process(), RbacGroup, { ...args, adopt: group, onDelete: "delete" });
    expect(await refusal(destroy(process({ maxRemovals: "1" }), resource))).toContain(
      `cannot delete RBAC group "Engineering" (${group}): this run has made 0 removals so far, this operation needs 2 more`,
    );
    expect(writes()).toEqual([]);
    expect(groupMembersOf(context, group)).toHaveLength(2);
    await destroy(process({ maxRemovals: "2" }), resource);
    expect(notices).toContain(
      `it: RBAC group "Engineering" (${group}) was deleted, which ended the access that it gave to 2 members.`,
    );
  });

  test("RbacGroup of the identity provider is read-only while SCIM is in use, which preview announces", async () => {
    const { process, console, emulator, notices } = await enterpriseOrganization();
    const { settings } = emulator.organization();
    settings.scim_provisioning = true;
    const { id } = console.createRbacGroup({ name: "Synced", source: "scim" });
    const resource = await create(process(), RbacGroup, { name: "Synced", adopt: id, onDelete: "delete" });
    expect(resource.outputs["sourceType"]).toBe("scim");
    notices.length = 0;
    await preview(process(), resource, { name: "New", onDelete: "delete" });
    expect(notices).toEqual([
      `The identity provider provisions RBAC group "Synced" (${id}). While the enterprise uses SCIM, the API rejects changes of the group and its members: change it in the identity provider.`,
    ]);
    const todo =
      "The identity provider provisions this group, so only it can change the group and its members. Make the change there, and declare the group as it is, or remove it from the program.";
    expect(await refusal(up(process(), resource, { name: "New", onDelete: "delete" }))).toContain(todo);
    expect(await refusal(destroy(process(), resource))).toContain(todo);
    settings.scim_provisioning = false;
    expect((await up(process(), resource, { name: "New", onDelete: "delete" })).outputs["name"]).toBe("New");
  });

  test("RbacGroup with a role that grants owner access is not deleted, with what to do", async () => {
    const { process, console, state } = await enterpriseOrganization();
    const resource = await create(process(), RbacGroup, args);
    console.createRbacRole({ display_name: "Owner", owner_access: "granted" });
    console.setRbacGroupRoles(resource.id, ["Owner"]);
    expect(await refusal(destroy(process(), resource))).toContain(
      "Groups that grant owner access can only be changed in the Claude admin settings",
    );
    expect(state().rbac_groups).toHaveLength(1);
  });

  test("RbacGroup is rejected in a Console organization: at preview with an Admin key, otherwise with the error of the API", async () => {
    const { emulator, process, requests } = await organization();
    const reason =
      "only Claude Enterprise organizations have this, but the credential from ANTHROPIC_ADMIN_KEY is an Admin API key of a Console organization. Use a key (sk-ant-api01-...) of a Claude Enterprise organization, or remove it from the program.";
    expect(await lookupFailures(process(), RbacGroup, args)).toEqual([
      `cannot manage an RbacGroup: ${reason}`,
    ]);
    expect(requests()).toEqual([]);
    emulator.organization().credentials.add({ secret: "sk-ant-oat01-a", kind: "oauth" });
    const token = { ANTHROPIC_ADMIN_KEY: undefined, ANTHROPIC_AUTH_TOKEN: "sk-ant-oat01-a" };
    expect(await refusal(create(process({}, token), RbacGroup, args))).toContain(
      "The RBAC Groups API is available to Claude Enterprise organizations only",
    );
  });
});
