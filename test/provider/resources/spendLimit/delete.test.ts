import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { spendLimit as SpendLimit } from "../../../../provider/resources/spendLimit/plan.ts";
import {
  alice,
  bob,
  create,
  destroy,
  enterpriseOrganization,
  organizationWithSpendLimits,
  preview,
  refreshed,
  refusal,
  spendLimitsOf,
  up,
} from "../../harness/index.ts";

const named = (name: string, args: Properties): Properties => ({
  [kernelKeys.origin]: `acme/dev::${name}`,
  ...args,
});

describe("SpendLimit delete", () => {
  test("deletes the limit of a workspace, also an adopted one", async () => {
    const context = await organizationWithSpendLimits();
    context.console.setSpendLimit({ type: "workspace", workspace_id: context.workspace }, "50000");
    const args = { scope: "workspace", workspace: context.workspace, amount: "500" };
    const resource = await context.existing(SpendLimit, args);
    expect(resource.outputs["adopted"]).toBe(true);
    await destroy(context.process(), resource);
    expect(spendLimitsOf(context)).toEqual([]);
  });

  test("leaves the organization's limit unchanged unless `onDelete` is remove", async () => {
    const context = await organizationWithSpendLimits();
    const args = { scope: "organization", amount: "500" };
    const resource = await context.existing(SpendLimit, args);
    await destroy(context.process(), resource);
    expect(context.requests()).toEqual([]);
    expect(context.notices.join("\n")).toContain(
      'The monthly spend limit of the organization is left unchanged, since `onDelete` is not "remove".',
    );
    const changed = await up(context.process(), resource, { ...args, onDelete: "remove" });
    expect(context.writes()).toEqual([]);
    await destroy(context.process(), changed);
    expect(spendLimitsOf(context)).toEqual([]);
  });

  test('leaves a limit unchanged with `onDelete: "retain"`', async () => {
    const context = await organizationWithSpendLimits();
    const args = { scope: "workspace", workspace: context.workspace, amount: "5", onDelete: "retain" };
    await destroy(context.process(), await context.existing(SpendLimit, args));
    expect(spendLimitsOf(context)).toHaveLength(1);
  });

  test("succeeds when there is no limit, or its workspace is archived", async () => {
    const { process, console, existing, workspace, writes } = await organizationWithSpendLimits();
    const resource = await existing(SpendLimit, { scope: "workspace", workspace, amount: "5" });
    console.deleteSpendLimit(resource.id);
    await destroy(process(), resource);
    console.setSpendLimit({ type: "workspace", workspace_id: workspace }, "500");
    console.archiveWorkspace(workspace);
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  test("deletes a limit that a stale list does not show", async () => {
    const context = await organizationWithSpendLimits();
    const args = { scope: "workspace", workspace: context.workspace, amount: "5" };
    const resource = await context.existing(SpendLimit, args);
    context.emulator.assumptions.staleLists = 60;
    await destroy(context.process(), resource);
    expect(spendLimitsOf(context)).toEqual([]);
  });

  test("fails, and deletes nothing, when access has ended", async () => {
    const { process, emulator, existing, workspace, writes } = await organizationWithSpendLimits();
    const resource = await existing(SpendLimit, { scope: "workspace", workspace, amount: "5" });
    emulator.organization().settings.spend_limits_early_access = false;
    expect(await refusal(destroy(process(), resource))).toContain(
      'set `onDelete: "retain"` and run `pulumi up` before you delete the resource',
    );
    const args = { scope: "workspace", workspace, amount: "5", onDelete: "retain" };
    await destroy(process(), await up(process(), resource, args));
    expect(writes()).toEqual([]);
  });

  test("delete of a pending limit deletes only a limit that this stack may have set", async () => {
    const context = await enterpriseOrganization();
    const { process, console } = context;
    const pending = await create(process(), SpendLimit, { scope: "user", email: bob, amount: "5" });
    await destroy(process(), pending);
    const user = console.addUser({ email: bob });
    console.setSpendLimit({ type: "user", user_id: user.id }, "900");
    await destroy(process(), pending);
    await destroy(process(), await refreshed(process(), pending));
    expect(spendLimitsOf(context)).toEqual([`user ${user.id} monthly 900`]);
    console.setSpendLimit({ type: "user", user_id: user.id }, "500");
    await destroy(process(), pending);
    expect(spendLimitsOf(context)).toEqual([]);
  });

  test.each(["scope", "workspace"])(
    "fails without `%s` in the state, and succeeds after a refresh",
    async (property) => {
      const context = await organizationWithSpendLimits();
      const { process, workspace } = context;
      const resource = await context.existing(SpendLimit, { scope: "workspace", workspace, amount: "5" });
      const { [property]: _, ...outputs } = resource.outputs;
      const incomplete = { ...resource, outputs };
      expect(await refusal(destroy(process(), incomplete))).toContain("Run `pulumi refresh`");
      await destroy(process(), await refreshed(process(), incomplete));
      expect(spendLimitsOf(context)).toEqual([]);
    },
  );

  test("delete of the limit of a user who left succeeds", async () => {
    const { process, console, existing, writes } = await enterpriseOrganization();
    const resource = await existing(SpendLimit, { scope: "user", email: alice, amount: "5" });
    console.removeUser(alice);
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });
});

describe("SpendLimit replacement", () => {
  test("another workspace, scope or period replaces it, and the old limit is deleted", async () => {
    const context = await organizationWithSpendLimits();
    const { process, console, workspace } = context;
    const other = console.createWorkspace({ name: "Labs" }).id;
    const args = { scope: "workspace", workspace, amount: "5" };
    const resource = await context.existing(SpendLimit, args);
    const moved = { ...args, workspace: other };
    expect(await preview(process(), resource, moved)).toMatchObject({
      action: "replace",
      deleteFirst: false,
    });
    await up(process(), resource, moved);
    expect(spendLimitsOf(context)).toEqual([`workspace ${other} monthly 500`]);
    expect((await preview(process(), resource, { scope: "organization", amount: "5" })).action).toBe(
      "replace",
    );
    // The default period is no change.
    expect((await preview(process(), resource, { ...args, period: "monthly" })).action).toBe("update");
    await up(process(), resource, { ...args, period: "monthly" });
    expect(context.writes().filter((line) => line.includes(workspace))).toEqual([]);
  });

  test("another period of a user replaces it", async () => {
    const context = await enterpriseOrganization();
    const args = { scope: "user", email: alice, amount: "5" };
    const resource = await context.existing(SpendLimit, args);
    await up(context.process(), resource, { ...args, period: "weekly" });
    expect(spendLimitsOf(context)).toEqual([`user ${context.user.id} weekly 500`]);
  });

  test("a rename without an alias keeps the limit", async () => {
    const context = await organizationWithSpendLimits();
    const args = { scope: "workspace", workspace: context.workspace, amount: "5" };
    const before = await context.existing(SpendLimit, named("old", args));
    const session = context.process();
    const after = await create(session, SpendLimit, named("new", args));
    await destroy(session, before);
    expect(after.id).toBe(before.id);
    expect(context.writes()).toEqual([]);
  });

  test("limits that two resources exchange change their amounts and stay", async () => {
    const context = await organizationWithSpendLimits();
    const { process, console, workspace } = context;
    const other = console.createWorkspace({ name: "Labs" }).id;
    const first = named("first", { scope: "workspace", workspace, amount: "5" });
    const second = named("second", { scope: "workspace", workspace: other, amount: "9" });
    const one = await context.existing(SpendLimit, first);
    const two = await context.existing(SpendLimit, second);
    const session = process();
    const swapped = [
      { ...first, workspace: other },
      { ...second, workspace },
    ] as const;
    // The engine previews and replaces each resource in turn, and deletes the old ones last.
    const previews = [await preview(session, one, swapped[0]), await preview(session, two, swapped[1])];
    expect(previews.map(({ action }) => action)).toEqual(["replace", "replace"]);
    for (const { news } of previews) await SpendLimit.create(session, news);
    await destroy(session, one);
    await destroy(session, two);
    expect(spendLimitsOf(context)).toEqual(
      [`workspace ${workspace} monthly 900`, `workspace ${other} monthly 500`].sort(),
    );
    expect(context.writes().filter((line) => line.startsWith("DELETE"))).toEqual([]);
  });
});
