import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect, inject, onTestFinished, test } from "vitest";
import { uglySeed } from "../cli/import/ugly.ts";
import { shellBlocks } from "../pages/follow.ts";
import { emulated, writesOf } from "./emulated.ts";
import { newStack, type Stack } from "./stack.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** A shell in the folder of a stack, in which `npx pulumi-anthropic` is this package as it is installed. */
async function shell(
  stack: Stack,
  env: Record<string, string>,
): Promise<(script: string) => ChildProcessByStdio<null, Readable, Readable>> {
  const engine = inject("engine");
  const bin = path.join(stack.directory, "bin");
  const cli = path.join(engine.package, "dist", "cli", "index.js");
  await mkdir(bin);
  await writeFile(path.join(bin, "npx"), `#!/bin/sh\nshift\nexec node ${cli} "$@"\n`, { mode: 0o755 });
  return (script) => {
    const child = spawn("bash", ["-euc", script], {
      cwd: stack.directory,
      env: {
        ...engine.env,
        PATH: [bin, engine.env["PATH"]].join(path.delimiter),
        PULUMI_BACKEND_URL: pathToFileURL(path.join(stack.directory, "state")).href,
        // The answer of a user at a terminal.
        PULUMI_SKIP_CONFIRMATIONS: "true",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    onTestFinished(() => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    });
    return child;
  };
}

test("the commands of docs/plan.md run `up` on a copy and write nothing to the organization", async () => {
  const emulator = await emulated({ seed: uglySeed(), requestsPerMinute: "unlimited" });
  const workspace = `const lab = new anthropic.Workspace("lab", { name: "Lab", tags: { owner: new pulumi.Config().requireSecret("owner") } });`;
  const stack = await newStack({ emulator, program: workspace });
  await stack.run(["config", "set", "--secret", "owner", "hush"]);
  await stack.up();
  await stack.program(`${workspace}
    new anthropic.Member("new", { email: "newcomer@example.com", role: "user" });
    new anthropic.WorkspaceMember("alice", { workspace: lab, email: "alice@example.com", role: "workspace_user" });`);
  const before = emulator.organization().state();
  writesOf(emulator);

  const port = String(await freePort());
  const run = await shell(stack, {
    ANTHROPIC_ADMIN_KEY: emulator.adminKey,
    ANTHROPIC_ADMIN_BASE_URL: emulator.url,
  });
  const [start = "", up = ""] = shellBlocks("docs/plan.md", "Run `up` on a copy")
    .rest()
    .map((block) => block.replaceAll("8787", port));
  const copy = run(start);
  let output = "";
  for (const stream of [copy.stdout, copy.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  while (!output.includes(`listening on http://127.0.0.1:${port}`)) {
    if (copy.exitCode !== null) throw new Error(output);
    await sleep(50);
  }
  const update = run(`${up}\npulumi stack output --stack dev > /dev/null\necho "copy: $copy"`);
  const [out, err, [code]] = await Promise.all([
    text(update.stdout),
    text(update.stderr),
    once(update, "close"),
  ]);
  const folder = /^copy: (.+)$/m.exec(out)?.[1];
  if (folder !== undefined) onTestFinished(() => rm(folder, { recursive: true }));
  expect({ code, out, err }).toMatchObject({
    code: 0,
    out: expect.stringMatching(/\+ 2 created\n\s+2 unchanged/),
  });

  expect(emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(emulator.organization().state()).toEqual(before);
  expect((await stack.export()).resources).toHaveLength(3);
  const log = await fetch(`http://127.0.0.1:${port}/_emulator/invitations`);
  expect(await log.text()).toContain("newcomer@example.com");
});
