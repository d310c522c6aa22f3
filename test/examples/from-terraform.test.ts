import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { emulated, writesOf } from "../engine/emulated.ts";
import { runCommand } from "./cli.ts";
import { stackOf } from "./example.ts";

test("from-terraform adopts the objects of Terraform addresses without a write", async () => {
  const emulator = await emulated({ seed: "sample" });
  const { state } = emulator.organization();
  const before = state();
  const workspace = (wanted: string) => before.workspaces.find(({ name }) => name === wanted)?.id;
  const user = (wanted: string) => before.users.find(({ email }) => email === wanted)?.id;
  const kenji = user("kenji.mori@example.com");
  const hana = before.invites.find(({ email }) => email === "hana.sato@example.com")?.id;
  const stack = await stackOf("examples/from-terraform", emulator);

  // Memberships have different IDs, or none, depending on the Terraform provider.
  const managed = (type: string, name: string, values: object, module = "") => {
    const address = `${module}${type}.${name}`;
    return { address, mode: "managed", type, name, values };
  };
  const inModule = "module.platform.";
  const shown = {
    format_version: "1.0",
    values: {
      root_module: {
        resources: [
          {
            address: "data.anthropic_user.kenji",
            mode: "data",
            type: "anthropic_user",
            values: { id: kenji },
          },
          managed("aws_s3_bucket", "logs", { id: "logs" }),
          managed("anthropic_organization_invite", "hana", { id: hana }),
          managed("anthropic_organization_member", "kenji", { id: kenji }),
          managed("anthropic_workspace", "research", { id: workspace("Research") }),
          managed("anthropic_workspace_member", "kenji_research", {
            workspace_id: workspace("Research"),
            user_id: kenji,
          }),
        ],
        child_modules: [
          {
            resources: [
              managed(
                "anthropic_workspace",
                'environments["staging"]',
                { id: workspace("Staging") },
                inModule,
              ),
              managed(
                "anthropic_workspace_member",
                "kenji",
                {
                  id: `${workspace("Staging")}:${kenji}`,
                  workspace_id: workspace("Staging"),
                  user_id: kenji,
                },
                inModule,
              ),
            ],
          },
        ],
      },
    },
  };
  const file = path.join(stack.directory, "terraform.ids.json");
  const child = spawn(process.execPath, ["ids.ts"], { cwd: stack.directory });
  child.stdin.end(JSON.stringify(shown));
  await writeFile(file, await text(child.stdout));
  expect(Object.keys(JSON.parse(await readFile(file, "utf8")))).toHaveLength(6);

  await stack.up();
  expect(emulator.sentInvitations).toEqual([]);
  await stack.preview(["--expect-no-changes"]);
  // Objects that Terraform does not manage are unmanaged here as well.
  await runCommand(stack, emulator, [
    "drift",
    "--stack",
    "dev",
    "--fail-on",
    "changed,removed,declared-twice",
  ]);
  expect(writesOf(emulator)).toEqual([]);
  expect(state()).toEqual(before);
});
