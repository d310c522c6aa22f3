import { stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { pulumiEnvironment } from "../../../tools/pulumi/environment.ts";
import { newMachine } from "./machine.ts";

test("the environment puts our Node.js and then the CLI on PATH, and keeps everything under the given home", async () => {
  const { root } = await newMachine();
  const found = { command: "/opt/pulumi/pulumi", directory: "/opt/pulumi", version: "3.276.0" };
  const environment = await pulumiEnvironment(found, root);
  const [first = "", second] = (environment["PATH"] ?? "").split(path.delimiter);
  expect(path.basename(path.dirname(first))).toBe("node_modules");
  expect(second).toBe("/opt/pulumi");
  expect(environment["PULUMI_HOME"]?.startsWith(root)).toBe(true);
  expect((await stat(fileURLToPath(environment["PULUMI_BACKEND_URL"] ?? ""))).isDirectory()).toBe(true);
});

test("the environment has no setting and no credential of the user", async () => {
  const { root } = await newMachine();
  vi.stubEnv("PULUMI_ACCESS_TOKEN", "pul-0123");
  vi.stubEnv("ANTHROPIC_ADMIN_KEY", "sk-ant-admin01-0123");
  vi.stubEnv("NODE_OPTIONS", "--no-deprecation");
  const found = { command: "/opt/pulumi/pulumi", directory: "/opt/pulumi", version: "3.276.0" };
  const names = Object.keys(await pulumiEnvironment(found, root));
  vi.unstubAllEnvs();
  expect(names).not.toContain("PULUMI_ACCESS_TOKEN");
  expect(names).not.toContain("ANTHROPIC_ADMIN_KEY");
  expect(names).not.toContain("NODE_OPTIONS");
});
