import { expect, test } from "vitest";
import { codeBlocks, shellBlocks } from "../pages/follow.ts";
import { runCommandIn } from "./command.ts";
import { count, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const programOf = (blocks: { rest(): readonly string[] }) =>
  blocks
    .rest()
    .map((text) => text.replace(/^import .*\n/m, ""))
    .join("\n");

test("external keys and Compliance Settings of the pages are created, renamed, repaired, replaced and removed", async () => {
  const encryption = programOf(codeBlocks("docs/encryption.md"));
  const compliance = programOf(codeBlocks("docs/compliance.md"));
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console, state } = emulator.organization();
  const stack = await newStack({ emulator, name: "prod", program: encryption + compliance });

  await stack.up();
  const { id: key = "", outputs } = await stack.resource("main");
  expect(outputs).toMatchObject({ validation: "success", adopted: false });
  const [workspace] = state().workspaces;
  expect(workspace).toMatchObject({ name: "Contracts", external_key_id: key });
  expect(state().compliance_settings.state.type).toBe("enabled");
  writesOf(emulator);

  // Changed outside of Pulumi, and renamed in the program without an alias.
  console.setComplianceState("disabled");
  console.updateExternalKey(key, { displayName: "Renamed" });
  const drift = await stack.refresh(["--preview-only", "--diff", "--expect-no-changes"], { fails: 7 });
  expect(drift.output).toContain("Somebody disabled it, or this is the state of the parent organization.");
  expect(drift.output).toMatch(/~ displayName *: "Production data" => "Renamed"/);
  await stack.up(["--refresh"]);
  expect(writesOf(emulator).toSorted()).toEqual([
    'POST /compliance_settings {"state":{"type":"enabled"}}',
    `POST /external_keys/${key} {"display_name":"Production data"}`,
  ]);

  await stack.program(
    (encryption + compliance)
      .replace('ExternalKey("main"', 'ExternalKey("primary"')
      .replace('ComplianceSettings("compliance"', 'ComplianceSettings("audit"'),
  );
  const renamed = await stack.up();
  expect(renamed.output).toContain(
    `ExternalKey ${key} is still declared in this program. Nothing was removed.`,
  );
  const urns = await Promise.all(
    ["primary", "audit"].map(async (name) => (await stack.resource(name)).urn ?? ""),
  );
  await stack.up(urns.flatMap((urn) => ["--replace", urn]));
  expect(writesOf(emulator).filter((line) => !line.endsWith("/validate"))).toEqual([]);
  expect(state().workspaces).toHaveLength(1);
  await stack.up(["--expect-no-changes"]);
  expect(requestsOf(emulator)).toEqual([]);

  // A workspace keeps its key, also after it was archived.
  await stack.program(encryption.replace('onDelete: "retain"', 'onDelete: "delete"'));
  await stack.up();
  writesOf(emulator);
  const destroyed = await stack.destroy([], { fails: true });
  expect(destroyed.output).toMatch(
    /cannot delete external key "Production data" \(ekey_\w+\): this workspace uses it: "Contracts" \(wrkspc_\w+, archived\)/,
  );
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${workspace?.id}/archive`]);
  const [, , ...detach] = shellBlocks("docs/encryption.md")
    .next("npx pulumi-anthropic detach")
    .trim()
    .split(" ");
  expect(await runCommandIn(stack, emulator, detach)).toMatchObject({ code: 0 });
  await stack.destroy();
  expect(state().external_keys.map(({ id }) => id)).toEqual([key]);
}, 240_000);

test("the groups of docs/groups.md are created, repaired, renamed, adopted and deleted with a scoped key", async () => {
  const emulator = await emulated({
    requestsPerMinute: "unlimited",
    seed: {
      version: 1,
      settings: { organization_type: "claude_enterprise" },
      users: [
        { email: "olga@example.com", role: "primary_owner" },
        { email: "ada@example.com" },
        { email: "grace@example.com" },
      ],
    },
  });
  const { console, credentials, state } = emulator.organization();
  const key = "sk-ant-api01-groups";
  credentials.add({
    secret: key,
    kind: "scoped",
    scopes: ["read:members", "write:members", "read:rbac_groups", "write:rbac_groups"],
  });
  const membersOf = (group: string) =>
    state()
      .rbac_group_members.filter(({ rbac_group_id: id }) => id === group)
      .map(({ email }) => email)
      .toSorted();
  const { id: existing } = console.createRbacGroup({ name: "Research" });
  console.addRbacGroupMember(existing, "grace@example.com");
  const [own = "", functions = "", adopted = ""] = codeBlocks("docs/groups.md").rest();
  const page = own.replace(/^import .*\n/m, "") + functions;
  const adopting = adopted.replace(/"rbac_group_\w+"/, JSON.stringify(existing));
  const stack = await newStack({ emulator, program: page, env: { ANTHROPIC_ADMIN_KEY: key } });

  await stack.up();
  const group = state().rbac_groups.find(({ name }) => name === "Engineering")?.id ?? "";
  expect(membersOf(group)).toEqual(["ada@example.com", "grace@example.com"]);
  expect(await stack.outputs()).toMatchObject({ groups: expect.any(Array), roles: expect.any(Array) });
  writesOf(emulator);

  // Changed outside of Pulumi.
  console.renameRbacGroup(group, "Elsewhere");
  const { user_id: ada } = console.addRbacGroupMember(existing, "ada@example.com");
  console.removeRbacGroupMember(group, "ada@example.com");
  const drift = await stack.refresh(["--preview-only", "--diff", "--expect-no-changes"], { fails: 7 });
  expect(drift.output).toMatch(/~ name *: "Engineering" => "Elsewhere"/);
  expect(drift.output).toContain('~ [0]: "ada@example.com" => "grace@example.com"');
  await stack.up(["--refresh"]);
  expect(writesOf(emulator).toSorted()).toEqual([
    `POST /rbac_groups/${group} {"name":"Engineering"}`,
    `POST /rbac_groups/${group}/members {"user_id":"${ada}"}`,
  ]);

  // Both are renamed, and beside them a group of the organization is adopted, which has an undeclared member.
  const moved = `RbacGroup("builders", { name: "Engineering", onDelete: "delete" }, { import: "${group}" })`;
  const renamed = page
    .replace('RbacGroup("engineering", { name: "Engineering" })', moved)
    .replace('RbacGroupMembers("engineering"', 'RbacGroupMembers("builders"');
  await stack.program(renamed + adopting);
  const { output } = await stack.up();
  expect(count(output, "still declared in this program. Nothing was removed.")).toBe(2);
  expect(output).toContain(
    `RBAC group ${existing} has members that the program does not declare: ada@example.com.`,
  );
  expect(writesOf(emulator)).toEqual([]);
  await stack.up();
  expect(writesOf(emulator)).toEqual([`DELETE /rbac_groups/${existing}/members/${ada}`]);

  await stack.destroy();
  expect(writesOf(emulator).toSorted()).toEqual(
    [
      `DELETE /rbac_groups/${existing}/members/${state().users.find(({ email }) => email === "grace@example.com")?.id}`,
      `DELETE /rbac_groups/${group}`,
    ].toSorted(),
  );
  expect(state().rbac_groups.map(({ name }) => name)).toEqual(["Research"]);
}, 240_000);
