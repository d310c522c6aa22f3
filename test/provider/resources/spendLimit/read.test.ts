import { describe, expect, test } from "vitest";
import { spendLimit as SpendLimit } from "../../../../provider/resources/spendLimit/plan.ts";
import {
  alice,
  bob,
  create,
  destroy,
  drift,
  enterpriseOrganization,
  listFaults,
  organizationWithSpendLimits,
  paths,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

const organizationWide = { scope: "organization", amount: "500" };

describe("SpendLimit read", () => {
  test("shows an amount that was changed outside of Pulumi, and the next `up` restores it", async () => {
    const { process, console, existing, state } = await organizationWithSpendLimits();
    const resource = await existing(SpendLimit, organizationWide);
    console.setSpendLimit({ type: "organization" }, "70050");
    expect(await drift(process(), resource)).toBe("update");
    const seen = await refreshed(process(), resource);
    expect(seen.inputs).toMatchObject({ amount: "700.5" });
    await up(process(), seen, organizationWide);
    expect(state().spend_limits).toMatchObject([{ amount: "50000" }]);
  });

  test("ignores changes to properties that the program does not manage", async () => {
    const { process, console, existing } = await organizationWithSpendLimits();
    const resource = await existing(SpendLimit, organizationWide);
    console.setExtraUsage(false);
    expect(await drift(process(), resource)).toBe("nothing");
    expect((await refreshed(process(), resource)).outputs).toMatchObject({ enabled: false });
  });

  test("drops a limit that was deleted, and the next `up` sets it again", async () => {
    const { process, console, existing } = await organizationWithSpendLimits();
    const resource = await existing(SpendLimit, organizationWide);
    console.deleteSpendLimit(resource.id);
    expect(await refresh(process(), resource)).toBeUndefined();
  });

  test("finds a limit that was set again and has another ID", async () => {
    const { process, console, existing, emulator } = await organizationWithSpendLimits();
    const resource = await existing(SpendLimit, organizationWide);
    console.deleteSpendLimit(resource.id);
    const { id } = console.setSpendLimit({ type: "organization" }, "50000");
    const seen = await refreshed(process(), resource);
    expect(seen.id).toBe(resource.id);
    expect(seen.outputs).toMatchObject({ spendLimitId: id });
    expect(await drift(process(), resource)).toBe("nothing");
    expect(emulator.organization().state().spend_limits).toHaveLength(1);
  });

  test("keeps a limit that a stale list does not show", async () => {
    const { process, emulator, existing } = await organizationWithSpendLimits();
    const resource = await existing(SpendLimit, organizationWide);
    emulator.assumptions.staleLists = 60;
    expect((await refreshed(process(), resource)).outputs).toMatchObject({ amount: "500" });
  });

  test.each(["organization_type_not_supported", "spend_limits_admin_api_writes_not_enabled"])(
    "keeps the limit in state when access ends: %s",
    async (errorCode) => {
      const { process, emulator, existing } = await organizationWithSpendLimits();
      const resource = await existing(SpendLimit, organizationWide);
      emulator.faults.add({ kind: "status", method: "GET", path: paths.spendLimits, errorCode });
      expect(await refusal(refresh(process(), resource))).toContain(
        "Ask your Anthropic account team for early access",
      );
    },
  );

  // A list with opaque cursors needs no `has_more`.
  test.each(listFaults.filter(({ name }) => !name.includes("lacks `has_more`")))(
    "keeps the limit in state when $name",
    async ({ fault }) => {
      const { process, emulator, existing } = await organizationWithSpendLimits();
      const resource = await existing(SpendLimit, organizationWide);
      emulator.faults.add({ ...fault, method: "GET", path: paths.spendLimits, times: 99 });
      await expect(refresh(process(), resource)).rejects.toThrow(/^cannot /);
    },
  );

  test("keeps the limit in state when its ID belongs to another scope", async () => {
    const { process, emulator, existing, workspace, state } = await organizationWithSpendLimits();
    const resource = await existing(SpendLimit, organizationWide);
    const body = { ...state().spend_limits[0], scope: { type: "workspace", workspace_id: workspace } };
    const none = { data: [], next_page: null };
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.spendLimits, body: none });
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.spendLimit, body });
    expect(await refusal(refresh(process(), resource))).toContain(
      "the response is about another scope or period",
    );
  });

  test.each(["refresh", "up", "delete"])(
    "changes nothing on %s when two limits have its scope",
    async (operation) => {
      const { process, emulator, existing, workspace, state, writes } = await organizationWithSpendLimits();
      const args = { scope: "workspace", workspace, amount: "500" };
      const resource = await existing(SpendLimit, args);
      const [limit] = state().spend_limits;
      const body = { data: [{ ...limit, id: "spl_01other", amount: "900" }, limit], next_page: null };
      emulator.faults.add({
        kind: "status",
        status: 200,
        method: "GET",
        path: paths.spendLimits,
        body,
        times: 9,
      });
      const run = {
        refresh: () => refresh(process(), resource),
        up: () => create(process(), SpendLimit, { ...args, amount: "900" }),
        delete: () => destroy(process(), resource),
      }[operation];
      expect(await refusal(run?.() ?? Promise.resolve())).toContain(
        "the list has several limits with the same scope and period",
      );
      expect(writes()).toEqual([]);
    },
  );

  test("marks the limit of an archived workspace, whose update is rejected", async () => {
    const { process, console, existing, workspace, writes, notices } = await organizationWithSpendLimits();
    const args = { scope: "workspace", workspace, amount: "500" };
    const resource = await existing(SpendLimit, args);
    console.archiveWorkspace(workspace);
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ status: "archived", amount: "500" });
    expect((await preview(process(), seen, args)).action).toBe("update");
    expect(notices.join("\n")).toContain("`up` will refuse to update the monthly spend limit of workspace");
    expect(await refusal(up(process(), seen, args))).toContain("the workspace is archived, which is final.");
    expect(writes()).toEqual([]);
  });

  test("does not adopt a limit that someone else set for a user who has just joined", async () => {
    const { process, console } = await enterpriseOrganization();
    const args = { scope: "user", email: bob, amount: "5" };
    const pending = await create(process(), SpendLimit, args);
    const user = console.addUser({ email: bob });
    console.setSpendLimit({ type: "user", user_id: user.id }, "900");
    const seen = await refreshed(process(), pending);
    expect(seen.outputs).toMatchObject({ status: "pending", amount: "5" });
    expect(await refusal(up(process(), seen, args))).toContain("it is already 9.");
    console.setSpendLimit({ type: "user", user_id: user.id }, "500");
    expect((await refreshed(process(), seen)).outputs).toMatchObject({ status: "active", amount: "5" });
  });

  test("a limit is pending again after its user left the organization", async () => {
    const { process, console, existing } = await enterpriseOrganization();
    const args = { scope: "user", email: alice, amount: "5" };
    const resource = await existing(SpendLimit, args);
    console.removeUser(alice);
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ status: "pending", waitingFor: "notInvited" });
    expect(seen.outputs).not.toHaveProperty("userId");
    expect((await preview(process(), seen, args)).action).toBe("nothing");
  });

  test("shows a new email address of the same user, which updates in place", async () => {
    const { process, console, existing, user, writes } = await enterpriseOrganization();
    const resource = await existing(SpendLimit, { scope: "user", email: alice, amount: "5" });
    console.setUserEmail(alice, "alice.b@example.com");
    const seen = await refreshed(process(), resource);
    expect(seen.inputs).toMatchObject({ email: "alice.b@example.com" });
    const declared = { scope: "user", email: "alice.b@example.com", amount: "5" };
    expect((await preview(process(), resource, declared)).action).toBe("update");
    const updated = await up(process(), resource, declared);
    expect(updated.outputs).toMatchObject({ userId: user.id, email: "alice.b@example.com" });
    expect(writes()).toEqual([]);
  });
});

describe("SpendLimit get and import", () => {
  const get = async (context: Awaited<ReturnType<typeof organizationWithSpendLimits>>, id: string) =>
    (await SpendLimit.read(context.process(), id, {})).props;

  test("get reads limits of every scope by ID", async () => {
    const context = await organizationWithSpendLimits();
    const tier = context.console.setSpendLimit({ type: "usage_tier" }, "1000000");
    const lab = context.console.setSpendLimit({ type: "workspace", workspace_id: "Research" }, "150");
    expect(await get(context, tier.id)).toMatchObject({ scope: "usage_tier", amount: "10000" });
    expect(await get(context, lab.id)).toMatchObject({
      scope: "workspace",
      workspace: context.workspace,
      amount: "1.5",
    });
    await expect(get(context, "spl_01none")).rejects.toThrow("the organization has no object with this ID");
  });

  test("import adopts a limit that is as declared, and writes nothing", async () => {
    const { process, console, workspace, writes } = await organizationWithSpendLimits();
    const { id } = console.setSpendLimit({ type: "workspace", workspace_id: workspace }, "50000");
    const args = { scope: "workspace", workspace, amount: "500.00", adopt: id };
    const resource = await create(process(), SpendLimit, args);
    expect(resource.outputs).toMatchObject({ adopted: true, amount: "500", period: "monthly" });
    await expect(create(process(), SpendLimit, { ...args, amount: "400" })).rejects.toThrow(
      '`amount` is "500" in the organization, and "400" in the program',
    );
    const changed = await up(process(), resource, { ...args, amount: "400" });
    expect(changed.outputs).toMatchObject({ amount: "400", adopted: true });
    expect(writes()).toHaveLength(1);
  });

  test("import rejects a limit that the API can only read", async () => {
    const { process, console } = await organizationWithSpendLimits();
    const { id } = console.setSpendLimit({ type: "usage_tier" }, "50000");
    const args = { scope: "organization", amount: "500", adopt: id };
    await expect(create(process(), SpendLimit, args)).rejects.toThrow(
      "the API can only read limits with the scope `usage_tier`. Use `SpendLimit.get` to read it.",
    );
  });

  test("import adopts the limit of a user by the ID of a pending one", async () => {
    const { process, console, user } = await enterpriseOrganization();
    console.setSpendLimit({ type: "user", user_id: user.id }, "50000", "weekly");
    const args = { scope: "user", email: alice, amount: "500", period: "weekly", adopt: `${alice}/weekly` };
    const resource = await create(process(), SpendLimit, args);
    expect(resource.outputs).toMatchObject({ adopted: true, userId: user.id });
  });

  test("import rejects the limit of an archived workspace by its ID", async () => {
    const { process, console, workspace, writes } = await organizationWithSpendLimits();
    const { id } = console.setSpendLimit({ type: "workspace", workspace_id: workspace }, "50000");
    console.archiveWorkspace(workspace);
    const args = { scope: "workspace", workspace, amount: "500", adopt: id };
    expect(await refusal(create(process(), SpendLimit, args))).toBe(
      `cannot adopt SpendLimit ${id}: the workspace is archived, which is final.`,
    );
    expect(writes()).toEqual([]);
  });
});
