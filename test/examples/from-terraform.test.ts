import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { emulated, writesOf } from "../engine/emulated.ts";
import { anthropicOrg } from "./cli.ts";
import { stackOf } from "./example.ts";

test("what Terraform manages is taken over under its addresses, without a write", async () => {
  const emulator = await emulated({ seed: "sample" });
  const { state } = emulator.organization();
  const before = state();
  const workspace = (wanted: string) => before.workspaces.find(({ name }) => name === wanted)?.id;
  const kenji = before.users.find(({ email }) => email === "kenji.mori@example.com")?.id;
  const stack = await stackOf("examples/from-terraform", emulator);
  await writeFile(
    path.join(stack.directory, "terraform.ids.json"),
    JSON.stringify({
      "anthropic_organization_invite.hana": before.invites.find(({ email }) => email.startsWith("hana"))?.id,
      "anthropic_organization_member.kenji": kenji,
      "anthropic_workspace.research": workspace("Research"),
      "anthropic_workspace_member.kenji_research": `${workspace("Research")}/${kenji}`,
      'module.platform.anthropic_workspace.environments["staging"]': workspace("Staging"),
      "module.platform.anthropic_workspace_member.kenji": `${workspace("Staging")}/${kenji}`,
    }),
  );

  await stack.up();
  expect(emulator.mail).toEqual([]);
  await stack.preview(["--expect-no-changes"]);
  // What is not in Terraform is not here either: it can wait.
  await anthropicOrg(stack, emulator, [
    "drift",
    "--stack",
    "dev",
    "--fail-on",
    "changed,gone,declared-twice",
  ]);
  expect(writesOf(emulator)).toEqual([]);
  expect(state()).toEqual(before);
});
