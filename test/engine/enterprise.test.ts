import { expect, test } from "vitest";
import { codeBlocks, shellBlocks } from "../pages/follow.ts";
import { runCommandIn } from "./command.ts";
import { emulated, requestsOf, writesOf } from "./emulated.ts";
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
