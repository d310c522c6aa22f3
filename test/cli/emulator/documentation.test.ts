import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { runSubprocess } from "../../../tools/pulumi/subprocess.ts";
import { codeBlocks, shellBlocks } from "../../pages/follow.ts";
import { script } from "../../tools/pulumi/machine.ts";
import { commandEnv } from "../command.ts";
import { newWorkdir } from "../workdir.ts";
import { startProcess } from "./process.ts";

const root = path.join(import.meta.dirname, "..", "..", "..");

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return String(typeof address === "object" && address !== null ? address.port : 0);
}

test("the commands of docs/emulator.md start an emulator, use it from another terminal, and continue it", async () => {
  const { io } = await newWorkdir();
  const port = await freePort();
  const bin = path.join(io.cwd, "bin");
  await mkdir(bin);
  const cli = path.join(root, "cli", "index.ts");
  await script(
    path.join(bin, "npx"),
    `[ "$1" = pulumi-anthropic ] && shift && exec '${process.execPath}' '${cli}' "$@"`,
  );
  /** The arguments of a command in the foreground. */
  const start = (block: string) => {
    const [, line = ""] = /^npx pulumi-anthropic emulator (.*)\n$/.exec(block) ?? [];
    return startProcess({ io }, line.replace("8787", port).split(" "));
  };
  const terminal = (block: string) =>
    runSubprocess("bash", ["-ec", block.replaceAll("8787", port)], {
      cwd: io.cwd,
      env: commandEnv({ PATH: [bin, process.env["PATH"]].join(path.delimiter) }),
    });
  const shell = shellBlocks("docs/emulator.md");

  const sample = shell.next("npx pulumi-anthropic emulator");
  expect(shellBlocks("docs/usage-and-cost.md", "Try it with the emulator").rest()).toEqual([sample]);
  const first = await start(sample);
  const exports = shell.next("export ANTHROPIC_ADMIN_KEY=");
  // The emulator prints the lines that the page shows.
  const lines = exports.match(/^export .*$/gm) ?? [];
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(first.printed).toContain(`\n  ${line.replace("8787", port)}\n`);
  const whoami = await terminal(exports);
  expect(whoami.exitCode, whoami.stderr).toBe(0);
  expect(whoami.stdout).toContain("Example Robotics");
  first.child.kill("SIGINT");
  await once(first.child, "close");

  const keep = shell.next("npx pulumi-anthropic emulator");
  const second = await start(keep);
  expect(await terminal(shell.next("curl -H"))).toMatchObject({ exitCode: 0 });
  const advance = shell.next("curl");
  expect(await terminal(advance)).toMatchObject({ exitCode: 0 });
  const { now } = JSON.parse((await terminal(advance)).stdout);
  second.child.kill("SIGKILL");
  await once(second.child, "close");
  const third = await start(keep);
  const organization = /Organization: (.*?),/;
  expect(organization.exec(third.printed)?.[1]).toBe(organization.exec(second.printed)?.[1]);
  const clock = JSON.parse(await (await fetch(`${third.url}/_emulator/clock`)).text());
  expect(Date.parse(clock.now)).toBeGreaterThan(Date.parse(now));
  expect(await readFile(path.join(io.cwd, "lab.emulator.json"), "utf8")).not.toContain("sk-ant-admin01");
});

test("the test in docs/emulator.md passes", async () => {
  const { io } = await newWorkdir();
  const code = codeBlocks("docs/emulator.md").next("import ");
  const file = path.join(io.cwd, "page.test.mts");
  await writeFile(file, code.replace('"pulumi-anthropic/emulator"', `"${root}/emulator/index.ts"`));
  const ran = await runSubprocess(process.execPath, ["--test", file], {
    cwd: io.cwd,
    env: commandEnv(),
  });
  expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);
  expect(ran.stdout).toMatch(/pass 1\n/);
});
