import { describe, expect, test } from "vitest";
import { pointer } from "../../../../provider/kernel/pointer.ts";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { spendLimit as SpendLimit } from "../../../../provider/resources/spendLimit/plan.ts";
import {
  alice,
  bob,
  create,
  createPartially,
  destroy,
  enterpriseOrganization,
  organizationWithSpendLimits,
  paths,
  preview,
  refusal,
  spendLimitsOf,
  up,
} from "../../harness/index.ts";

const named = (name: string, args: Properties): Properties => ({
  [kernelKeys.origin]: `acme/dev::${name}`,
  ...args,
});

const organizationWide = { scope: "organization", amount: "500" };

describe("SpendLimit create", () => {
  test("sets a limit with one write in minor units and stores what the API adds", async () => {
    const context = await organizationWithSpendLimits();
    const { process, workspace, writes, emulator } = context;
    const args = { scope: "workspace", workspace, amount: "499.50" };
    const resource = await create(process(), SpendLimit, args);
    expect(writes()).toEqual([
      `POST /spend_limits {"amount":"49950","scope":{"type":"workspace","workspace_id":"${workspace}"},"period":"monthly"}`,
    ]);
    const [limit] = context.state().spend_limits;
    expect(resource.id).toBe(limit?.id);
    expect(resource.outputs).toEqual({
      scope: "workspace",
      workspace,
      amount: "499.5",
      period: "monthly",
      spendLimitId: limit?.id,
      currency: "USD",
      enabled: true,
      createdAt: limit?.created_at,
      updatedAt: limit?.updated_at,
      status: "active",
      adopted: false,
      __managed: ["scope", "workspace", "amount"],
      __organization: emulator.organization().id,
      __origin: "acme/dev::it",
      __provider: pointer("SpendLimit"),
      __schema: 1,
    });
    for (const same of ["499.5", "499.50", " 499.500"]) {
      expect((await preview(process(), resource, { ...args, amount: same })).action).toBe("nothing");
    }
    expect((await preview(process(), resource, { ...args, amount: "499.51" })).action).toBe("update");
  });

  test("requests each list once for all limits of a process", async () => {
    const { process, console, requests } = await organizationWithSpendLimits();
    const session = process();
    const workspaces = Array.from({ length: 20 }, (_, index) =>
      console.createWorkspace({ name: `W${index}` }),
    );
    await Promise.all(
      workspaces.map(({ id }) =>
        create(session, SpendLimit, { scope: "workspace", workspace: id, amount: "5" }),
      ),
    );
    expect(requests().filter((line) => line.startsWith("GET"))).toEqual([
      "GET /workspaces",
      "GET /spend_limits",
      "GET /users",
    ]);
  });

  test("adopts an existing limit with the declared amount without a write", async () => {
    const { process, console, writes } = await organizationWithSpendLimits();
    const { id } = console.setSpendLimit({ type: "organization" }, "50000");
    console.setExtraUsage(false);
    const resource = await create(process(), SpendLimit, organizationWide);
    expect(resource.id).toBe(id);
    expect(resource.outputs).toMatchObject({ adopted: true, enabled: false, amount: "500" });
    expect(writes()).toEqual([]);
  });

  test("rejects an existing limit with another amount, and suggests `aliases` before `import`", async () => {
    const { process, console, writes } = await organizationWithSpendLimits();
    const { id } = console.setSpendLimit({ type: "organization" }, "30000");
    expect(await refusal(create(process(), SpendLimit, organizationWide))).toBe(
      "cannot set the monthly spend limit of the organization to 500: it is already 300. " +
        "If you renamed or moved this resource, add the resource option `aliases`. " +
        `To adopt the limit, declare that amount with the resource option \`import: "${id}"\`, and change it afterwards.`,
    );
    expect(writes()).toEqual([]);
  });

  test("requests the list again before it rejects an amount", async () => {
    const { process, console, writes } = await organizationWithSpendLimits();
    console.setSpendLimit({ type: "organization" }, "30000");
    const session = process();
    await session.cache.spendLimits.all(0);
    console.setSpendLimit({ type: "organization" }, "50000");
    expect((await create(session, SpendLimit, organizationWide)).outputs).toMatchObject({ adopted: true });
    expect(writes()).toEqual([]);
  });

  test("reports a limit that it overwrote because the list was stale", async () => {
    const { process, console, emulator, notices } = await organizationWithSpendLimits();
    console.setSpendLimit({ type: "organization" }, "30000");
    emulator.clock.advance({ seconds: 5 });
    emulator.assumptions.staleLists = 60;
    const resource = await create(process(), SpendLimit, organizationWide);
    expect(resource.outputs).toMatchObject({ amount: "500", adopted: true });
    expect(notices.join("\n")).toContain(
      "The monthly spend limit of the organization existed, although the list did not show it yet. It is 500 now",
    );
  });

  test("leaves the limits of other scopes unchanged", async () => {
    const context = await organizationWithSpendLimits();
    context.console.setSpendLimit({ type: "usage_tier" }, "900000");
    context.console.setSpendLimit({ type: "workspace", workspace_id: "Research" }, "7");
    await create(context.process(), SpendLimit, organizationWide);
    expect(spendLimitsOf(context)).toEqual([
      "organization monthly 50000",
      "usage_tier monthly 900000",
      `workspace ${context.workspace} monthly 7`,
    ]);
  });

  test("rejects an unknown and an archived workspace before a write", async () => {
    const { process, console, workspace, writes } = await organizationWithSpendLimits();
    console.archiveWorkspace(workspace);
    const limit = (id: string) =>
      refusal(create(process(), SpendLimit, { scope: "workspace", workspace: id, amount: "5" }));
    expect(await limit(workspace)).toContain(
      "the workspace is archived, which is final. Use another workspace.",
    );
    expect(await limit("wrkspc_01none")).toContain("the organization has no workspace with this ID.");
    expect(writes()).toEqual([]);
  });

  test("explains in one sentence what to do without early access", async () => {
    const { emulator, process, writes } = await organizationWithSpendLimits();
    emulator.organization().settings.spend_limits_early_access = false;
    expect(await refusal(create(process(), SpendLimit, organizationWide))).toMatch(
      /^cannot list the spend limits: this organization has no access to the Spend Limits API, which is in early access\. Ask your Anthropic account team for early access, or set the limit in the Console and remove the SpendLimit from the program\. \[req_\w+\]$/,
    );
    expect(writes()).toEqual([]);
  });

  test("explains what to do without early access when only the write is rejected", async () => {
    const { emulator, process } = await organizationWithSpendLimits();
    emulator.faults.add({
      kind: "status",
      method: "POST",
      path: paths.spendLimits,
      errorCode: "spend_limits_admin_api_writes_not_enabled",
    });
    expect(await refusal(create(process(), SpendLimit, organizationWide))).toContain(
      "Ask your Anthropic account team for early access",
    );
  });

  test.each([
    ["JPY", "500", ["500"]],
    ["KWD", "500", ["500000"]],
    ["USD", "500", ["50000"]],
  ])("converts the amount to the minor units of %s", async (currency, amount, minorUnits) => {
    const context = await organizationWithSpendLimits();
    context.emulator.organization().settings.currency = currency;
    // The usage tier shows the currency before the first write.
    context.console.setSpendLimit({ type: "usage_tier" }, "1");
    const resource = await create(context.process(), SpendLimit, { scope: "organization", amount });
    expect(resource.outputs).toMatchObject({ amount, currency });
    expect(context.posts().map(({ body }) => body)).toMatchObject(minorUnits.map((amount) => ({ amount })));
  });

  test("corrects the amount at once when the first response shows another currency than expected", async () => {
    const context = await organizationWithSpendLimits();
    context.emulator.organization().settings.currency = "JPY";
    const resource = await create(context.process(), SpendLimit, organizationWide);
    expect(resource.outputs).toMatchObject({ amount: "500", currency: "JPY" });
    expect(spendLimitsOf(context)).toEqual(["organization monthly 500"]);
  });

  test.each(["500", "500.5"])(
    "SpendLimit create is partial when the correction of %s fails, and resumes",
    async (amount) => {
      const context = await organizationWithSpendLimits();
      const { emulator, process } = context;
      emulator.organization().settings.currency = "JPY";
      if (amount === "500") {
        emulator.faults.add({
          kind: "status",
          status: 403,
          method: "POST",
          path: paths.spendLimits,
          after: 1,
        });
      }
      const partial = await createPartially(process(), SpendLimit, { scope: "organization", amount });
      expect(partial.initError).toMatch(
        /^The limit is 500[05]0 JPY instead of 500[.\d]*, since its currency/,
      );
      const resource = await up(process(), partial, organizationWide);
      expect(resource.id).toBe(partial.id);
      expect(spendLimitsOf(context)).toEqual(["organization monthly 500"]);
    },
  );

  test("rejects more decimals than the currency has", async () => {
    const { emulator, console, process, writes } = await organizationWithSpendLimits();
    emulator.organization().settings.currency = "JPY";
    console.setSpendLimit({ type: "usage_tier" }, "1");
    const limit = (amount: string) =>
      refusal(create(process(), SpendLimit, { scope: "organization", amount }));
    expect(await limit("500.5")).toContain("amounts in JPY have no decimals. Round `amount`.");
    expect(writes()).toEqual([]);
  });

  test("survives a new ID for a limit that is set again", async () => {
    const context = await organizationWithSpendLimits({ assumptions: { spendLimitUpsertId: "new" } });
    const resource = await create(context.process(), SpendLimit, organizationWide);
    const changed = await up(context.process(), resource, { scope: "organization", amount: "600" });
    expect(changed.id).toBe(resource.id);
    const [limit] = context.state().spend_limits;
    expect(changed.outputs).toMatchObject({ amount: "600", spendLimitId: limit?.id });
    expect(limit?.id).not.toBe(resource.id);
    const again = await up(context.process(), changed, organizationWide);
    expect(again.outputs["amount"]).toBe("500");
    expect(spendLimitsOf(context)).toEqual(["organization monthly 50000"]);
  });
});

describe("SpendLimit of a user", () => {
  test("sets limits of every period, declared by email or ID", async () => {
    const context = await enterpriseOrganization();
    const { process, user } = context;
    const session = process();
    const weekly = await create(session, SpendLimit, {
      scope: "user",
      email: alice,
      amount: "50",
      period: "weekly",
    });
    expect(weekly.outputs).toMatchObject({ email: alice, userId: user.id, period: "weekly" });
    await create(session, SpendLimit, { scope: "user", userId: user.id, amount: "unlimited" });
    expect(spendLimitsOf(context)).toEqual([`user ${user.id} monthly null`, `user ${user.id} weekly 5000`]);
  });

  test("keeps the limit of a user who has not joined pending, and sets it with the first `up` after that", async () => {
    const context = await enterpriseOrganization();
    const { process, console, writes } = context;
    const args = { scope: "user", email: bob, amount: "50" };
    console.invite(bob, "user");
    const pending = await create(process(), SpendLimit, args);
    expect(pending.id).toBe(`${bob}/monthly`);
    expect(pending.outputs).toMatchObject({ status: "pending", waitingFor: "acceptance", amount: "50" });
    expect((await preview(process(), pending, args)).action).toBe("nothing");
    expect(writes()).toEqual([]);

    const user = console.acceptInvite(bob);
    expect((await preview(process(), pending, args)).action).toBe("update");
    const active = await up(process(), pending, args);
    expect(active.id).toBe(`${bob}/monthly`);
    expect(active.outputs).toMatchObject({ status: "active", userId: user.id, adopted: false });
    expect(active.outputs).not.toHaveProperty("waitingFor");
    expect(spendLimitsOf(context)).toEqual([`user ${user.id} monthly 5000`]);
    expect((await preview(process(), active, args)).action).toBe("nothing");
  });

  test("rejects a limit that someone else set after the user joined", async () => {
    const { process, console, writes } = await enterpriseOrganization();
    const args = { scope: "user", email: bob, amount: "50" };
    console.invite(bob, "user");
    const pending = await create(process(), SpendLimit, args);
    const user = console.acceptInvite(bob);
    console.setSpendLimit({ type: "user", user_id: user.id }, "900");
    expect(await refusal(up(process(), pending, args))).toContain("it is already 9.");
    expect(writes()).toEqual([]);
  });

  test("rejects a second resource for a user who is declared by email and by ID", async () => {
    const context = await enterpriseOrganization();
    const { process, user } = context;
    const byEmail = named("one", { scope: "user", email: alice, amount: "50" });
    const byId = named("two", { scope: "user", userId: user.id, amount: "60" });
    for (const [first, second] of [
      [byEmail, byId],
      [byId, byEmail],
    ] as const) {
      const session = process();
      const resource = await create(session, SpendLimit, first);
      context.writes();
      const reason = "another resource in this program declares the limit of this user, Alice@Example.com";
      expect(await refusal(create(session, SpendLimit, second))).toContain(reason);
      // The next run knows the first one from its state.
      const next = process();
      await preview(next, resource, first);
      await expect(create(next, SpendLimit, second)).rejects.toThrow("declare");
      expect(context.writes()).toEqual([]);
      await destroy(process(), resource);
    }
  });

  test("moves to a resource that declares the user by ID instead of email", async () => {
    const { process, user, existing, writes } = await enterpriseOrganization();
    const before = await existing(SpendLimit, named("old", { scope: "user", email: alice, amount: "50" }));
    const session = process();
    const moved = named("new", { scope: "user", userId: user.id, amount: "50" });
    expect((await create(session, SpendLimit, moved)).id).toBe(before.id);
    await destroy(session, before);
    expect(writes()).toEqual([]);
  });

  test("SpendLimit of a user is rejected by the API of a Console organization", async () => {
    const { process, console } = await organizationWithSpendLimits();
    console.addUser({ email: alice });
    expect(
      await refusal(create(process(), SpendLimit, { scope: "user", email: alice, amount: "5" })),
    ).toContain("cannot set 'user' limits");
  });
});
