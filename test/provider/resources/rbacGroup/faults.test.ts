import { expect, test } from "vitest";
import { rbacGroup as RbacGroup } from "../../../../provider/resources/rbacGroup/plan.ts";
import {
  create,
  destroy,
  enterpriseOrganization,
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

const args = { name: "Engineering" };

test("RbacGroup is not deleted with members whom the first list does not show beyond the limit", async () => {
  const { process, emulator, group, existing, state } = await organizationWithGroup();
  const resource = await existing(RbacGroup, { name: "Other" });
  for (const { id } of state().users.slice(-2)) {
    emulator.organization().console.addRbacGroupMember(resource.id, id);
  }
  const body = { data: [], next_page: null };
  emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.groupMembers, body });
  expect(await refusal(destroy(process({ maxRemovals: "1" }), resource))).toContain("ANTHROPIC_MAX_REMOVALS");
  expect(state().rbac_groups.map(({ id }) => id)).toEqual([group, resource.id]);
});

test("RbacGroup is not renamed if the response is about another group", async () => {
  const { process, emulator, existing, state } = await organizationWithGroup();
  const resource = await existing(RbacGroup, { name: "Other" });
  const wire = state().rbac_groups.find(({ id }) => id === resource.id);
  const body = { type: "rbac_group", ...wire, id: "rbac_group_01", name: "New" };
  emulator.faults.add({ kind: "status", status: 200, method: "POST", path: paths.group, body });
  expect(await refusal(up(process(), resource, { name: "New" }))).toContain("the response is RBAC group");
});

test.each(lostAfterWrite)(
  "RbacGroup is created once when $name, and delete then retains it",
  async ({ fault }) => {
    const { process, emulator, state, notices } = await enterpriseOrganization({ pace: 0 });
    emulator.faults.add({ ...fault, method: "POST", path: paths.groups, times: 1 });
    const resource = await create(process(), RbacGroup, args);
    expect(state().rbac_groups.map(({ id }) => id)).toEqual([resource.id]);
    expect(resource.outputs["adopted"]).toBe(true);
    expect(notices.join("\n")).toContain("was found after the response to its create was lost");
    await destroy(process(), resource);
    expect(state().rbac_groups).toHaveLength(1);
  },
);

test.each(lostBeforeWrite)("RbacGroup is not created twice when $name", async ({ fault }) => {
  const { process, emulator, state } = await enterpriseOrganization({ pace: 0 });
  emulator.faults.add({ ...fault, method: "POST", path: paths.groups, times: 1 });
  const message = await refusal(create(process(), RbacGroup, args));
  expect(message).toContain(
    'Check the Console before you run again. If it exists, adopt it with `import: "rbac_group_..."`.',
  );
  expect(state().rbac_groups).toEqual([]);
});

test.each([...lostAfterWrite, ...lostBeforeWrite, ...rateLimits])(
  "RbacGroup is renamed and deleted when $name",
  async ({ fault }) => {
    const { process, emulator, existing, state } = await enterpriseOrganization({ pace: 0 });
    const resource = await existing(RbacGroup, args);
    emulator.faults.add({ ...fault, method: "POST", path: paths.group, times: 1 });
    const renamed = await up(process(), resource, { name: "Research" });
    expect(state().rbac_groups.map(({ name }) => name)).toEqual(["Research"]);
    emulator.faults.add({ ...fault, method: "DELETE", path: paths.group, times: 1 });
    await destroy(process(), renamed);
    expect(state().rbac_groups).toEqual([]);
  },
);

test.each([403, 500])("RbacGroup is not dropped by a refresh whose reads fail with %d", async (status) => {
  const { process, emulator, existing } = await enterpriseOrganization({ pace: 0 });
  const resource = await existing(RbacGroup, args);
  emulator.faults.add({ kind: "status", status, path: /rbac_groups/, times: 99 });
  expect(await refusal(refresh(process(), resource))).toContain("cannot list the RBAC groups");
});

test("RbacGroup is not dropped by a key that sees neither groups nor users", async () => {
  const { process, emulator, existing } = await enterpriseOrganization({ pace: 0 });
  const resource = await existing(RbacGroup, args);
  const empty = { data: [], has_more: false, next_page: null };
  emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.group, times: 99 });
  emulator.faults.add({ kind: "status", status: 200, body: empty, path: paths.groups, times: 99 });
  emulator.faults.add({ kind: "status", status: 403, path: paths.users, times: 99 });
  expect(await refusal(refresh(process(), resource))).toContain("cannot list the organization's users");
  emulator.faults.clear();
  emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.group, times: 99 });
  emulator.faults.add({ kind: "status", status: 200, body: empty, path: paths.groups, times: 99 });
  expect((await refreshed(process(), resource)).outputs["status"]).toBe("removed");
});

test("RbacGroup is found although reads are stale for some seconds after its create", async () => {
  const { process, emulator, existing } = await enterpriseOrganization({ pace: 0 });
  emulator.assumptions.staleRbacGroups = 3600;
  const resource = await existing(RbacGroup, args);
  // Another process, whose first two requests see the previous state.
  emulator.assumptions.staleRbacGroups = 0;
  emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.group, times: 2 });
  const empty = { data: [], has_more: false, next_page: null };
  emulator.faults.add({ kind: "status", status: 200, body: empty, path: paths.groups, times: 1 });
  expect((await refreshed(process(), resource)).outputs["status"]).toBe("active");
});

test("RbacGroup is not deleted if its members cannot be counted", async () => {
  const { process, emulator, group, state } = await organizationWithGroup();
  const resource = await create(process(), RbacGroup, { ...args, adopt: group, onDelete: "delete" });
  emulator.faults.add({ kind: "status", status: 500, path: paths.groupMembers, times: 99 });
  expect(await refusal(destroy(process(), resource))).toContain(
    `cannot list the members of RBAC group ${group}`,
  );
  expect(state().rbac_groups).toHaveLength(1);
});
