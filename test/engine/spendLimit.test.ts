import { expect, test } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const research = 'const research = new anthropic.Workspace("research", { name: "Research" });';
const ofResearch = (name: string, amount: string, more = "") =>
  `new anthropic.SpendLimit("${name}", { scope: "workspace", workspace: research, amount: "${amount}" }${more});`;
const total = (amount: string, more = "") =>
  `new anthropic.SpendLimit("total", { scope: "organization", amount: "${amount}"${more} });`;

async function withAccess(): Promise<Emulator> {
  return await emulated({ seed: { version: 1, settings: { spend_limits_early_access: true } } });
}

function limitsOf(emulator: Emulator): string[] {
  const { spend_limits: limits } = emulator.organization().state();
  return limits.map(({ scope, amount }) => `${scope.type} ${amount}`).toSorted();
}

test("spend limits are set, changed, repaired and deleted, and equal amounts are no difference", async () => {
  const emulator = await withAccess();
  const { console } = emulator.organization();
  const stack = await newStack({
    emulator,
    program: research + ofResearch("limit", "499.50") + total("2000"),
  });
  await stack.up();
  const { id: workspace = "" } = await stack.resource("research");
  const { id = "", outputs } = await stack.resource("limit");
  expect(id).toMatch(/^spl_/);
  expect(outputs).toMatchObject({ amount: "499.5", period: "monthly", currency: "USD", adopted: false });
  expect(limitsOf(emulator)).toEqual(["organization 200000", "workspace 49950"]);
  const lists = requestsOf(emulator).filter((request) => request === "GET /spend_limits");
  expect(lists).toHaveLength(1);

  // Another spelling of the same amount sends nothing.
  await stack.program(research + ofResearch("limit", "499.5") + total("2000.00"));
  await stack.up(["--expect-no-changes"]);
  expect(requestsOf(emulator)).toEqual([]);

  await stack.program(research + ofResearch("limit", "600") + total("2000"));
  await stack.up();
  const scope = { type: "workspace", workspace_id: workspace };
  expect(writesOf(emulator)).toEqual([
    `POST /spend_limits ${JSON.stringify({ amount: "60000", scope, period: "monthly" })}`,
  ]);

  console.setSpendLimit({ type: "workspace", workspace_id: workspace }, "1");
  const deleted = (await stack.resource("total")).id ?? "";
  console.deleteSpendLimit(deleted);
  await stack.refresh(["--preview-only", "--expect-no-changes"], { fails: 7 });
  await stack.up(["--refresh"]);
  expect(limitsOf(emulator)).toEqual(["organization 200000", "workspace 60000"]);

  // Removing the limit of the workspace deletes it. That of the organization stays until `onDelete` says otherwise.
  await stack.program(research + total("2000", ', onDelete: "remove"'));
  await stack.up();
  expect(limitsOf(emulator)).toEqual(["organization 200000"]);
  await stack.program(research);
  await stack.up();
  expect(limitsOf(emulator)).toEqual([]);
}, 240_000);

test("ownership of a spend limit moves, and replacements keep or move it", async () => {
  const emulator = await withAccess();
  const program = (name: string) =>
    `${research}${ofResearch(name, "500")} new anthropic.Workspace("labs", { name: "Labs" });`;
  const stack = await newStack({ emulator, program: program("limit") });
  await stack.up();
  writesOf(emulator);
  await stack.program(program("renamed"));
  expect((await stack.up()).output).toContain("still declared in this program. Nothing was removed.");
  const urn = (await stack.resource("renamed")).urn ?? "";
  await stack.up(["--replace", urn]);
  await stack.run(["state", "taint", urn, "--yes"]);
  await stack.up();
  expect(writesOf(emulator)).toEqual([]);
  expect(limitsOf(emulator)).toEqual(["workspace 50000"]);

  await stack.program(
    `${research} const labs = new anthropic.Workspace("labs", { name: "Labs" });
    new anthropic.SpendLimit("renamed", { scope: "workspace", workspace: labs, amount: "500" });`,
  );
  expect((await stack.up()).output).toContain("+-1 replaced");
  const { id: labs } = await stack.resource("labs");
  const [limit, ...others] = emulator.organization().state().spend_limits;
  expect(limit).toMatchObject({ scope: { workspace_id: labs }, amount: "50000" });
  expect(others).toEqual([]);

  // Archiving the workspace ends its limit, so that `destroy` sends no further request.
  writesOf(emulator);
  await stack.destroy();
  expect(writesOf(emulator).filter((write) => !write.endsWith("/archive"))).toEqual([]);
}, 240_000);

test("an existing limit is adopted, imported or rejected, and without early access nothing changes", async () => {
  const emulator = await withAccess();
  const { console, settings } = emulator.organization();
  const { id } = console.setSpendLimit({ type: "organization" }, "30000");
  const tier = console.setSpendLimit({ type: "usage_tier" }, "900000");
  const stack = await newStack({ emulator, program: total("500") });
  const rejected = await stack.up([], { fails: true });
  expect(diagnostics(rejected.output)).toContain(
    `it is already 300. If you renamed or moved this resource, add the resource option \`aliases\`. To adopt the limit, declare that amount with the resource option \`import: "${id}"\``,
  );

  const importing = (amount: string) =>
    `new anthropic.SpendLimit("total", { scope: "organization", amount: "${amount}" }, { import: "${id}" });
    const tier = anthropic.SpendLimit.get("tier", "${tier.id}");
    export const cap = tier.amount;`;
  await stack.program(importing("300"));
  await stack.up();
  expect(await stack.outputs()).toEqual({ cap: "9000" });
  expect(writesOf(emulator)).toEqual([]);
  await stack.program(importing("500"));
  await stack.up();
  expect(limitsOf(emulator)).toEqual(["organization 50000", "usage_tier 900000"]);

  settings.spend_limits_early_access = false;
  await stack.program(total("700"));
  for (const command of ["up", "refresh"] as const) {
    const { output } = await stack[command]([], { fails: true });
    expect(output).toContain("Ask your Anthropic account team for early access");
  }
  expect(limitsOf(emulator)).toEqual(["organization 50000", "usage_tier 900000"]);
  expect((await stack.resource("total")).outputs).toMatchObject({ amount: "500" });
}, 240_000);

test("the limit of an invited user is pending and set by the first `up` after the user has joined", async () => {
  const emulator = await emulated({
    seed: { version: 1, settings: { organization_type: "claude_enterprise" } },
  });
  const { console } = emulator.organization();
  const stack = await newStack({
    emulator,
    program: `
      const alice = new anthropic.Member("alice", { email: "alice@example.com", role: "user" });
      new anthropic.SpendLimit("weekly", { scope: "user", email: alice.email, amount: "50", period: "weekly" });`,
  });
  await stack.up();
  const limit = async () => (await stack.resource("weekly")).outputs;
  expect(await limit()).toMatchObject({ status: "pending", waitingFor: "acceptance" });
  const alice = console.acceptInvite("alice@example.com");
  await stack.up();
  expect(await limit()).toMatchObject({ status: "active", userId: alice.id });
  expect(emulator.organization().state().spend_limits).toMatchObject([{ amount: "5000", period: "weekly" }]);
  await stack.up(["--expect-no-changes"]);
}, 240_000);
