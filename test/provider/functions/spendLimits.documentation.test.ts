import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { reader } from "./reader.ts";

interface Exports {
  close: { user: { email: string } }[];
  requests: { user: { email: string } }[];
}

const root = path.join(import.meta.dirname, "..", "..", "..");

test("the code in docs/spend-limits.md runs", async () => {
  const { emulator, console } = await reader({ now: new Date("2026-09-16T12:00:00Z") });
  emulator.organization().settings.organization_type = "claude_enterprise";
  const alice = console.addUser({ email: "alice@example.com" });
  console.setSpendLimit({ type: "organization" }, "1");
  const key = console.createApiKey({ name: "k", personal: true, createdBy: alice.id });
  console.useApiKey(key.id, undefined, { model: "claude-opus-5-5", outputTokens: 1_000_000 });
  console.requestSpendLimitIncrease(alice.id);

  const page = await readFile(path.join(root, "docs", "spend-limits.md"), "utf8");
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  expect(blocks).toHaveLength(2);
  const folder = await mkdtemp(path.join(tmpdir(), "page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "program.mts");
  await writeFile(
    file,
    [
      `import * as anthropic from "${root}/provider/index.ts";`,
      'const research = new anthropic.Workspace("research", { name: "Research" });',
      'const alice = new anthropic.Member("alice", { email: "alice@example.com", role: "user" });',
      ...blocks,
      "export { close, requests };",
    ].join("\n"),
  );
  const { close, requests } = (await import(file)) as Exports;
  expect(close.map(({ user }) => user.email)).toEqual(["alice@example.com"]);
  expect(requests.map(({ user }) => user.email)).toEqual(["alice@example.com"]);
});
