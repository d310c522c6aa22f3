import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type EmulatorCommandOptions, runEmulator } from "../../../cli/emulator/runEmulator.ts";
import { type SavedEmulator, sampleSeed } from "../../../emulator/index.ts";
import { newWorkdir, type Workdir } from "../workdir.ts";
import { type Running, startProcess } from "./process.ts";

const defaults = {
  port: 0,
  adminKey: "sk-ant-admin01-test",
  requestsPerMinute: "unlimited",
} satisfies EmulatorCommandOptions;

/** Runs the emulator until `use` has returned. */
async function running(
  { io, printed }: Workdir,
  options: Partial<EmulatorCommandOptions>,
  use: (url: string) => Promise<void> = async () => undefined,
): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  printed.splice(0);
  const run = runEmulator(io, { ...defaults, ...options }, promise);
  const started = expect.poll(() => printed.length).toBe(1);
  await Promise.race([started, run]);
  const [text = ""] = printed;
  await use(/listening on (\S+)/.exec(text)?.[1] ?? "");
  resolve();
  await run;
  return text;
}

async function request(url: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${url}/v1/organizations/${path}`, {
    method,
    headers: {
      "x-api-key": defaults.adminKey,
      "anthropic-version": "2026-10-21",
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return await response.json();
}

const create = (url: string, name: string) => request(url, "POST", "workspaces", { name });

async function names(url: string): Promise<string[]> {
  const { data } = (await request(url, "GET", "workspaces?limit=1000")) as { data: { name: string }[] };
  return data.map(({ name }) => name).toReversed();
}

describe("runEmulator", () => {
  it("continues with the organization of --state, and uses --seed only for a new file", async () => {
    const workdir = await newWorkdir();
    await workdir.write("seed.json", {
      ...sampleSeed(new Date()),
      workspaces: [],
      members: [],
      api_keys: [],
      spend_limits: [],
    });
    const options = { state: "lab.json", seed: "seed.json" };
    const first = await running(workdir, options, async (url) => void (await create(url, "Lab")));
    expect(first).toContain(", stored in lab.json");
    expect(workdir.progress).toEqual([]);

    const second = await running(workdir, options, async (url) => {
      expect(await names(url)).toEqual(["Lab"]);
      await create(url, "Second");
    });
    expect(workdir.progress).toEqual([
      "lab.json exists, so --seed is ignored. Remove the file to start from the seed again.",
    ]);
    const id = /\(([0-9a-f-]{36})\)/;
    expect(id.exec(second)?.[1]).toBe(id.exec(first)?.[1]);
    await running(workdir, { state: "lab.json" }, async (url) =>
      expect(await names(url)).toEqual(["Lab", "Second"]),
    );
    // Neither the file nor what the first runs added is in an organization in memory.
    await running(workdir, { seed: "seed.json" }, async (url) => expect(await names(url)).toEqual([]));
  });

  it("leaves no lock after an error, and a snapshot as it is", async () => {
    const workdir = await newWorkdir();
    await workdir.write("seed.json", sampleSeed(new Date()));
    const seed = await workdir.file("seed.json");
    await expect(running(workdir, { state: "seed.json" })).rejects.toThrow(
      "it is not the state of an emulator",
    );
    expect(await workdir.file("seed.json")).toBe(seed);
    await expect(running(workdir, { state: "lab.json", seed: "missing.json" })).rejects.toThrow(
      "cannot read the seed missing.json: the file does not exist.",
    );
    await running(workdir, { state: "lab.json" });
  });

  it("stores every acknowledged request in the file when it is killed in the middle of writes", async () => {
    const workdir = await newWorkdir();
    const args = [
      "--state",
      "lab.json",
      "--admin-key",
      defaults.adminKey,
      "--requests-per-minute",
      "unlimited",
    ];
    const acknowledged: string[] = [];
    for (const round of [1, 2]) {
      const emulator: Running = await startProcess(workdir, args);
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        for (let number = 0; ; number += 1) {
          const name = `${round} ${writer} ${number}`;
          await create(emulator.url, name);
          acknowledged.push(name);
        }
      });
      const ended = Promise.allSettled(writers);
      const before = acknowledged.length;
      await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 10);
      await sleep(round);
      emulator.child.kill("SIGKILL");
      await once(emulator.child, "close");
      await ended;
      const saved = JSON.parse(readFileSync(join(workdir.io.cwd, "lab.json"), "utf8")) as SavedEmulator;
      const stored = saved.organizations[0]?.seed.workspaces.map(({ name }) => name);
      expect(stored).toEqual(expect.arrayContaining(acknowledged));
    }
    // At most one request for each writer and round was carried out and not acknowledged.
    const last = await startProcess(workdir, args);
    const found = await names(last.url);
    expect(found).toEqual(expect.arrayContaining(acknowledged));
    expect(found.length).toBeLessThanOrEqual(acknowledged.length + 8);
  });
});
