import { expect, it } from "vitest";
import { declareSpendLimits } from "../../../cli/import/declareSpendLimits.ts";
import { NameMap, objectName } from "../../../provider/kernel/objectName.ts";
import { building } from "./building.ts";

const settings = { spend_limits_early_access: true };
const workspaces = [{ name: "Research", id: "wrkspc_1" }];
const spend_limits = [
  { id: "spl_tier", scope: { type: "usage_tier" as const }, amount: "900000" },
  { id: "spl_all", scope: { type: "organization" as const }, amount: "50050" },
  { id: "spl_lab", scope: { type: "workspace" as const, workspace_id: "Research" }, amount: "1000" },
];

it("declares the limits of the organization and of a workspace, but not that of the usage tier", async () => {
  const program = await building({ settings, workspaces, spend_limits });
  const [wire] = program.organization.workspaces.filter(({ id }) => id === "wrkspc_1");
  expect(await declareSpendLimits(program)).toMatchObject([
    {
      name: "organization",
      id: "spl_all",
      args: { scope: "organization", amount: "500.5", onDelete: "retain" },
    },
  ]);
  expect(await declareSpendLimits(program, wire)).toMatchObject([
    {
      name: "research",
      id: "spl_lab",
      args: { scope: "workspace", workspace: "wrkspc_1", amount: "10", onDelete: "retain" },
      outputs: { adopted: true, status: "active", currency: "USD" },
    },
  ]);
  expect(program.leftOut.lines()).toEqual([]);
});

it("skips spend limits that a stack manages, even under an earlier ID, and those that do not match", async () => {
  const managed = new NameMap<string>();
  managed.set(objectName("SpendLimit", "wrkspc_1 (monthly)", "workspace"), "prod");
  const program = await building(
    { settings, workspaces, spend_limits },
    { managed, matches: (name) => name === "Research" },
  );
  const [wire] = program.organization.workspaces.filter(({ id }) => id === "wrkspc_1");
  expect(await declareSpendLimits(program)).toEqual([]);
  expect(await declareSpendLimits(program, wire)).toEqual([]);
  expect(program.leftOut.lines()).toEqual(["1 spend limit (already managed by prod)"]);
});

it("declares the limits of users with their periods, and no inherited ones", async () => {
  const scope = { type: "user" as const, user_id: "ann@example.com" };
  const program = await building({
    settings: { organization_type: "claude_enterprise" },
    users: [
      { email: "admin@example.com", role: "admin" },
      { email: "Ann@example.com", id: "user_ann" },
    ],
    spend_limits: [
      { scope: { type: "organization" }, amount: "5" },
      { scope: { type: "seat_tier", seat_tier: "premium" }, amount: "5" },
      { scope, amount: null },
      { scope, amount: "700", period: "weekly" },
    ],
  });
  program.nameUsers(["ann@example.com"]);
  const declared = await declareSpendLimits(program);
  const args = { scope: "user", email: "ann@example.com", onDelete: "retain" };
  expect(declared.map(({ name, args: given }) => ({ name, args: given }))).toEqual(
    expect.arrayContaining([
      { name: "ann", args: { ...args, amount: "unlimited" } },
      { name: "ann-weekly", args: { ...args, amount: "7", period: "weekly" } },
    ]),
  );
  expect(declared).toHaveLength(2);
});
