import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import Anthropic from "@anthropic-ai/sdk";
import { describe, expect, it, onTestFinished } from "vitest";
import { sampleSeed } from "../../../emulator/index.ts";

const cli = new URL("../../../cli/index.ts", import.meta.url).pathname;

function run(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [cli, ...args]);
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function finished(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = run(...args);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, out, err };
}

async function listening(...args: string[]) {
  const child = run("emulator", ...args);
  const closed = once(child, "close");
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  expect(line).toMatch(/^Admin API emulator listening on http:\/\/127\.0\.0\.1:\d+\n/);
  return { child, closed, printed: String(line), url: /listening on (\S+)/.exec(String(line))?.[1] ?? "" };
}

async function seedFile(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "emulator-seed-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "seed.json");
  await writeFile(file, content);
  return file;
}

describe("pulumi-anthropic emulator", { timeout: 30_000 }, () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "prints the lines to paste, serves requests, and exits with code 0 on %s",
    async (signal) => {
      const { child, closed, url, printed } = await listening(
        "--admin-key",
        "sk-ant-admin01-mine",
        "--seed",
        "sample",
      );
      expect(printed).toContain(
        `\n  export ANTHROPIC_ADMIN_KEY=sk-ant-admin01-mine\n  export ANTHROPIC_ADMIN_BASE_URL=${url}\n`,
      );
      const client = new Anthropic({ baseURL: url, apiKey: "sk-ant-admin01-mine", maxRetries: 0 });
      expect((await client.organization.retrieve()).name).toBe("Example Robotics");
      child.kill(signal);
      expect(await closed).toEqual([0, null]);
    },
  );

  it("accepts a seed file and a rate limit", async () => {
    const seed = { ...sampleSeed(new Date()), organization: { name: "From a File" } };
    const file = await seedFile(JSON.stringify(seed));
    const { url } = await listening("--seed", file, "--requests-per-minute", "1", "--admin-key", "k");
    const client = new Anthropic({ baseURL: url, apiKey: "k", maxRetries: 0 });
    expect((await client.organization.retrieve()).name).toBe("From a File");
    await expect(client.organization.retrieve()).rejects.toBeInstanceOf(Anthropic.RateLimitError);
  });

  it("warns about a request without a route", async () => {
    const { child, url } = await listening("--admin-key", "k");
    const said = once(child.stderr.setEncoding("utf8"), "data");
    await fetch(`${url}/v1/organizations/mine`, {
      headers: { "x-api-key": "k", "anthropic-version": "2026-10-21" },
    });
    expect((await said)[0]).toBe("Admin API emulator: there is no route GET /v1/organizations/mine (404)\n");
  });

  it("explains in one sentence what is wrong with a seed", async () => {
    const said = async (content: string) => {
      const file = await seedFile(content);
      const { code, out, err } = await finished("emulator", "--seed", file);
      expect([code, out]).toEqual([1, ""]);
      return err.replaceAll(file, "FILE");
    };
    expect(await said('{"version":1,"users":[{"email":"ann"}]}')).toBe(
      "error: FILE: The seed is invalid: users[0].email: value is not a valid email address.\n",
    );
    expect(await said("{")).toMatch(/^error: cannot read the seed FILE: it is not JSON \(.*\.\n$/);
    expect((await finished("emulator", "--seed", "/nowhere/seed.json")).err).toBe(
      "error: cannot read the seed /nowhere/seed.json: the file does not exist. Check the path.\n",
    );
  });

  it("explains in one sentence what is wrong with a state", async () => {
    const file = await seedFile('{"version":1,"organization":{"name":"A seed"}}');
    expect(await finished("emulator", "--state", file)).toEqual({
      code: 1,
      out: "",
      err: `error: cannot continue with ${file}: it is not the state of an emulator. Name another file, or move this one away to start a new organization.\n`,
    });
  });

  it("explains in one sentence what is wrong with an option or a port", async () => {
    expect((await finished("emulator", "--port", "http")).err).toContain(
      "It must be a number from 0 to 65535.",
    );
    expect((await finished("emulator", "--requests-per-minute", "0")).err).toContain("whole number above 0");
    const { url } = await listening();
    const { port } = new URL(url);
    expect(await finished("emulator", "--port", port)).toEqual({
      code: 1,
      out: "",
      err: `error: cannot listen on port ${port}: it is in use. Choose another one with --port.\n`,
    });
  });
});
