import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { commandEnv } from "../command.ts";
import { agedOrganization, seedKey } from "../keys/agedOrganization.ts";
import { deactivation, newRotation, oldId } from "../keys/rotations.ts";

const program = new URL("../../../cli/index.ts", import.meta.url).pathname;
/** `script` of util-linux, which gives a command a terminal. */
const hasTerminal = process.platform === "linux" && existsSync("/usr/bin/script");

/** Runs the command in a terminal. Answers each question that contains a text; `undefined` presses Ctrl-C. */
async function inTerminal(
  args: readonly string[],
  { env, cwd }: { env: Readonly<Record<string, string | undefined>>; cwd: string },
  answers: readonly (readonly [question: string, answer: string])[],
) {
  const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(" ");
  const child = spawn("/usr/bin/script", ["-qec", command, "/dev/null"], {
    cwd,
    env: commandEnv({ SHELL: "/bin/sh", TERM: "dumb", ...env }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  let output = "";
  let from = 0;
  const left = [...answers];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    const [next] = left;
    if (next === undefined || !output.slice(from).includes(next[0])) return;
    from = output.length;
    left.shift();
    child.stdin.write(next[1]);
  });
  const [code] = await once(child, "close");
  return { code, output, left };
}

describe.skipIf(!hasTerminal)("the prompts of `keys`", () => {
  it("`keys deactivate` prompts in a terminal, and deactivates only after a yes", async () => {
    const organization = await agedOrganization([seedKey("it", "2026-01-01T00:00:00Z")]);
    const args = ["keys", "deactivate", "it"];
    const status = () => organization.key("apikey_01it")?.status;
    for (const answer of ["n\r", "\r", "\u0003", "\u0004"]) {
      const declined = await inTerminal(args, organization.io, [["[y/N]", answer]]);
      expect(declined).toMatchObject({ code: 7, left: [] });
      expect(declined.output).toContain("Nothing was changed.");
      expect(status()).toBe("active");
    }
    const done = await inTerminal(args, organization.io, [["[y/N]", "y\r"]]);
    expect(done.code).toBe(0);
    expect(done.output).toContain('Deactivated "it" (apikey_01it).');
    expect(status()).toBe("inactive");
  });

  it("`keys rotate` finds the new key while it waits, and shows the evidence before it prompts", async () => {
    const rotation = await newRotation();
    const args = ["keys", "rotate", "checkout", "--every", "1s", "--timeout", "30s"];
    const running = inTerminal(args, rotation.io, [
      ["Is this the new key?", "y\r"],
      ["Deactivate the old key", "y\r"],
    ]);
    await looks(rotation, "api_keys", 2);
    const created = rotation.create("payments");
    await looks(rotation, "analytics/usage", 1);
    rotation.use(created);
    const { code, output } = await running;
    expect(output).toContain("Waiting for the new key ...");
    expect(output).toContain("The new key has not been used yet: deploy it. Waiting ...");
    expect(code).toBe(0);
    expect(rotation.writes()).toEqual([deactivation]);
  });
});

describe("`keys rotate` that is killed", () => {
  it.each([1, 3, 4, 5, 6, 7, 8])(
    "`keys rotate` continues after it was killed at request %i",
    async (request) => {
      const rotation = await newRotation();
      const created = rotation.create();
      rotation.use(created);
      rotation.emulator.faults.add({ kind: "slow", delayMs: 200, times: request });
      const args = [program, "keys", "rotate", oldId, "--yes", "--timeout", "0s"];
      const options = { cwd: rotation.io.cwd, env: commandEnv(rotation.io.env) };
      const child = spawn(process.execPath, args, { ...options, stdio: "ignore" });
      const ended = once(child, "close");
      for (let tries = 0; rotation.emulator.requests.length < request && tries < 3000; tries += 1)
        await sleep(10);
      child.kill("SIGKILL");
      await ended;
      rotation.emulator.faults.clear();
      const again = spawn(process.execPath, args, { ...options, stdio: "ignore" });
      expect((await once(again, "close"))[0]).toBe(0);
      expect([rotation.status(oldId), rotation.status(created)]).toEqual(["inactive", "active"]);
      expect(new Set(rotation.writes())).toEqual(new Set([deactivation]));
    },
  );
});

/** Waits until the command has requested a path this many times. */
async function looks(
  { emulator }: Pick<Awaited<ReturnType<typeof newRotation>>, "emulator">,
  path: string,
  times: number,
): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    if (emulator.requests.filter((request) => request.path.endsWith(path)).length >= times) return;
    await sleep(10);
  }
}
