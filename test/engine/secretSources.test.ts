import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import { shellBlocks } from "../pages/follow.ts";
import { script } from "../tools/pulumi/machine.ts";
import { emulated } from "./emulated.ts";
import { newStack } from "./stack.ts";

/** The commands of other tools on the page. Each checks its arguments, and prints the key or runs a command with it. */
const tools: Readonly<Record<string, string>> = {
  esc: '[ "$1 $2 $3" = "run acme/anthropic/prod --" ] || exit 2\nshift 3\nANTHROPIC_ADMIN_KEY=$STORED exec "$@"',
  op: `[ "$1 $2 $3" = "run --env-file=anthropic.env --" ] || exit 2
    grep -qx ANTHROPIC_ADMIN_KEY=op://Infrastructure/Anthropic/credential anthropic.env || exit 3
    shift 3\nANTHROPIC_ADMIN_KEY=$STORED exec "$@"`,
  bw: '[ "$*" = "get password anthropic-admin-key" ] || exit 2\necho "$STORED"',
  aws: '[ "$*" = "secretsmanager get-secret-value --secret-id anthropic/admin-key --query SecretString --output text" ] || exit 2\necho "$STORED"',
  gcloud:
    '[ "$*" = "secrets versions access latest --secret=anthropic-admin-key" ] || exit 2\necho "$STORED"',
};

test("the commands in docs/secrets.md pass the key, and it is in no file and no output", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited", warn: () => undefined });
  const engine = inject("engine");
  const stack = await newStack({ emulator, config: { "anthropic:auditLog": "audit.jsonl" } });
  const bin = path.join(engine.home, "secret-tools");
  await mkdir(bin, { recursive: true });
  const cli = path.join(engine.package, "dist", "cli", "index.js");
  for (const [name, text] of Object.entries(tools)) await script(path.join(bin, name), text);
  await script(path.join(bin, "npx"), `[ "$1" = pulumi-anthropic ] && shift && exec node '${cli}' "$@"`);
  const typed = path.join(bin, "typed");
  await writeFile(typed, emulator.adminKey);
  onTestFinished(() => writeFile(typed, ""));
  let printed = "";
  const bash = async (commands: string) => {
    const { exitCode, stdout, stderr } = await runSubprocess(
      "bash",
      ["-ec", `exec < ${typed}\n${commands}`],
      {
        cwd: stack.directory,
        env: {
          ...engine.env,
          PATH: [bin, engine.env["PATH"]].join(path.delimiter),
          STORED: emulator.adminKey,
          ANTHROPIC_ADMIN_BASE_URL: emulator.url,
          PULUMI_BACKEND_URL: stack.backend,
          // As if the user confirmed.
          PULUMI_SKIP_CONFIRMATIONS: "true",
          PULUMI_OPTION_SKIP_PREVIEW: "true",
        },
      },
    );
    printed += stdout + stderr;
    return { exitCode, output: stdout + stderr };
  };
  await bash("pulumi stack select dev");

  for (const [index, block] of shellBlocks("docs/secrets.md").rest().entries()) {
    await stack.program(`new anthropic.Workspace("lab", { name: "Lab", tags: { block: "${index}" } });`);
    const { exitCode, output } = await bash(block);
    // The last command reports the admin of the organization, whom no stack manages.
    expect(exitCode, `${block}\n${output}`).toBe(block.includes("drift") ? 7 : 0);
    if (!block.includes("pulumi up")) continue;
    const { tags } =
      emulator
        .organization()
        .state()
        .workspaces.find(({ name }) => name === "Lab") ?? {};
    expect(tags, output).toEqual({ block: String(index) });
    const source = block.includes("config set")
      ? "the secret configuration `anthropic:adminKey`"
      : "ANTHROPIC_ADMIN_KEY";
    expect(output).toContain(`Admin API key from ${source}\n`);
  }

  // With the key of the stack only.
  await stack.program('new anthropic.Workspace("other", { name: "Other" });');
  const commands = await bash(`
    npx pulumi-anthropic plan --json plan.json --markdown plan.md
    npx pulumi-anthropic import --kinds users
    npx pulumi-anthropic drift --fail-on none --html drift.html --json drift.json --markdown drift.md`);
  expect(commands).toMatchObject({ exitCode: 0 });
  expect(commands.output).toContain("creates 1 workspace");
  // A preview from a file is not trusted with the key of the stack.
  const fromFile = await bash(
    "pulumi preview --json --show-sames > preview.json; npx pulumi-anthropic plan --preview preview.json",
  );
  expect(fromFile.exitCode).toBe(1);
  expect(fromFile.output).toContain("There is no key for the Admin API.");

  const wrong = "sk-ant-admin01-ThisKeyWasDeletedInTheConsole";
  const refused = await bash(`ANTHROPIC_ADMIN_KEY=${wrong} pulumi up`);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toContain("ANTHROPIC_ADMIN_KEY");

  const files = await contentsOf(stack.directory);
  const names = files.map(([file]) => path.basename(file));
  for (const name of ["audit.jsonl", "organization.json", "plan.json", "drift.html", "dev.json"]) {
    expect(names).toContain(name);
  }
  for (const [place, content] of [...files, ["the output of the commands", printed] as const]) {
    expect(content.includes(emulator.adminKey) || content.includes(wrong), place).toBe(false);
  }
});

/** The contents of all files in a folder, by their path. Links are not followed. */
async function contentsOf(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return await Promise.all(
    files.map(async (file) => [file, await readFile(file, "utf8")] as [string, string]),
  );
}
