import path from "node:path";
import { expect, test } from "vitest";
import { shellBlocks } from "../../pages/follow.ts";
import { emulated, writesOf } from "../emulated.ts";
import { newProject, newTerminal } from "./terminal.ts";

const imports = 'import * as anthropic from "pulumi-anthropic";\n';
const lab = `${imports}const lab = new anthropic.Workspace("lab", { name: "Lab" });
for (const name of ["kenji.mori", "yara"]) {
  const email = \`\${name}@example.com\`;
  new anthropic.WorkspaceMember(\`\${name.split(".")[0]}-lab\`, { workspace: lab, email, role: "workspace_user" });
}
`;

test("the commands of docs/moving.md move a workspace between stacks, a state between backends, and leave Pulumi", async () => {
  const emulator = await emulated({ seed: "sample", requestsPerMinute: "unlimited" });
  const { state } = emulator.organization();
  const desk = await newTerminal(emulator, { PULUMI_BACKEND_URL: undefined, PULUMI_CONFIG_PASSPHRASE: "" });
  await desk.run(`pulumi login 'file://${desk.folder}'`);
  const old = await newProject(desk, "organization", lab);
  await old.run(
    "pulumi stack init prod\npulumi up --stack prod\ngit init --initial-branch=main\ngit add Pulumi.*\ngit commit --message start",
  );
  const team = await newProject(desk, "team", imports);
  await team.run("pulumi stack init prod\npulumi config set anthropic:invite never --stack prod");
  const organization = state();
  writesOf(emulator);

  // To a stack without resources of this package, and back with another setting.
  const moving = shellBlocks("docs/moving.md", "To another stack");
  const detach = moving.next("npx pulumi-anthropic detach");
  const into = moving.next("pulumi import");
  const preview = moving.next("pulumi preview");
  const move = moving
    .next("pulumi stack --stack organization/organization/prod")
    .replace(
      "'\n",
      "' \\\n  'urn:pulumi:prod::organization::pulumi-nodejs:dynamic/anthropic:WorkspaceMember::yara-lab'\n",
    );
  await old.run(move);
  await old.write("index.ts", imports);
  await team.write("index.ts", lab);
  for (const each of [old, team]) await each.run(preview);
  await team.run(detach);
  await old.run(into);
  await team.write("index.ts", imports);
  await old.write("index.ts", lab);
  for (const each of [old, team]) await each.run(preview);

  const bucket = path.join(desk.folder, "bucket");
  const backend = shellBlocks("docs/moving.md", "To another backend").next("pulumi stack export");
  expect(backend).toContain("pulumi login s3://acme-pulumi-state\n");
  await old.run(`mkdir '${bucket}'\n${backend.replace("s3://acme-pulumi-state", `file://${bucket}`)}`);

  const passphrase = shellBlocks("docs/moving.md", "Another passphrase");
  // The command reads the new passphrase twice.
  await old.run(`${passphrase.next("export PULUMI_CONFIG_PASSPHRASE=").trimEnd()} <<< $'hush\\nhush'\n`);
  const changed = old.with({ PULUMI_CONFIG_PASSPHRASE: "hush" });
  await changed.run(passphrase.next("pulumi preview"));
  expect(await changed.run("git log --oneline")).toMatch(/^\w+ Change the passphrase\n/);

  await changed.run(shellBlocks("docs/moving.md", "Away from Pulumi").next("npx pulumi-anthropic detach"));
  expect(writesOf(emulator)).toEqual([]);
  expect(state()).toEqual(organization);
});
