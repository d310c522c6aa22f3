import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect, onTestFinished, test } from "vitest";
import { codeBlocks } from "../../pages/follow.ts";
import { reader, settled } from "./reader.ts";

type Exports = Record<"close" | "requests", pulumi.Output<{ user: { email: string } }[]>>;

const root = path.join(import.meta.dirname, "..", "..", "..");

test("the code in docs/spend-limits.md runs", async () => {
  const { emulator, console } = await reader({ now: new Date("2026-09-16T12:00:00Z") });
  emulator.organization().settings.organization_type = "claude_enterprise";
  const alice = console.addUser({ email: "alice@example.com" });
  console.setSpendLimit({ type: "organization" }, "1");
  const key = console.createApiKey({ name: "k", personal: true, createdBy: alice.id });
  console.useApiKey(key.id, undefined, { model: "claude-opus-5-5", outputTokens: 1_000_000 });
  console.requestSpendLimitIncrease(alice.id);

  const program = codeBlocks("docs/spend-limits.md").rest().join("");
  const folder = await mkdtemp(path.join(tmpdir(), "page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "program.mts");
  await writeFile(file, program.replace('"pulumi-anthropic"', `"${root}/provider/index.ts"`));
  const exported = (await import(file)) as Exports;
  for (const name of ["close", "requests"] as const) {
    expect(await settled(exported[name])).toMatchObject([{ user: { email: "alice@example.com" } }]);
  }
});
