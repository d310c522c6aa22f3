import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { expect, onTestFinished, test, vi } from "vitest";
import { budgetFormats } from "../../../../cli/report/budgets/options.ts";
import type { BudgetStatus } from "../../../../provider/index.ts";
import { codeBlocks, shellBlocks, shellLines } from "../../../pages/follow.ts";
import { budgetSeed } from "../../../provider/budgets/seed.ts";
import { reader, settled } from "../../../provider/functions/reader.ts";
import { commandEnv, runCommand } from "../../command.ts";
import { budgetWorkdir } from "./budgets.ts";

const root = path.join(import.meta.dirname, "..", "..", "..", "..");
const page = await readFile(path.join(root, "docs", "budgets.md"), "utf8");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, block = ""]) => block,
  );
const [file = ""] = blocks("yaml");
const commands = shellLines("docs/budgets.md", "The command");

test.each(commands)("the command `%s` of docs/budgets.md prints the budgets", async (line) => {
  const { io, write } = await budgetWorkdir();
  await write("budgets.yaml", file);
  const args = line.replace("npx pulumi-anthropic ", "").replace(/ > .*/, "").split(" ");
  const { code, out, err } = await runCommand(args, io);
  // The forecasts of Research and of other workspaces are below their budgets; that of Search is above it.
  expect(code, err).toBe(line.includes("2026-10") || line.includes("none") ? 0 : 7);
  expect(out).toMatch(line.includes("slack") ? /Search/ : /Machine learning/);
});

test("docs/budgets.md has a command for each format", () => {
  for (const format of budgetFormats.filter((each) => each !== "table")) {
    expect(commands.join("\n")).toContain(`--format ${format}`);
  }
});

test("the script of docs/budgets.md posts a message and exits with code 7", async () => {
  const { io, write } = await budgetWorkdir();
  await write("budgets.yaml", file);
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await text(request));
    response.end("ok");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  const cli = `${process.execPath} ${path.join(root, "cli", "index.ts")}`;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const env = commandEnv({ ...io.env, BUDGET_WEBHOOK_URL: url });
  const script = shellBlocks("docs/budgets.md", "Alert")
    .next("code=0\n")
    .replace("npx pulumi-anthropic", cli);
  const failed = promisify(execFile)("bash", ["-c", script], { cwd: io.cwd, env });
  await expect(failed).rejects.toMatchObject({ code: 7 });
  expect(JSON.parse(bodies[0] ?? "").text).toMatch(
    /^Budgets of organization .*\n• Search: used 200\.00 of 500\.00 USD/,
  );
});

test("the program of docs/budgets.md exports the budgets", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "budgets-page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  await writeFile(path.join(folder, "budgets.yaml"), file);
  const program = codeBlocks("docs/budgets.md")
    .rest()
    .join("")
    .replace('"pulumi-anthropic"', `"${root}/provider/index.ts"`)
    .replace('"budgets.yaml"', `"${folder}/budgets.yaml"`);
  await writeFile(path.join(folder, "program.mts"), program);
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-11T12:00:00Z") });
  onTestFinished(() => void vi.useRealTimers());
  const { emulator } = await reader({ now: new Date("2026-11-11T12:00:00Z"), seed: budgetSeed() });
  emulator.organization().console.useApiKey("apikey_01research", new Date("2026-11-02T00:00:00Z"), {
    webSearchRequests: 600_000,
  });
  const exported: Record<"overBudget" | "fromFile", pulumi.Output<BudgetStatus[]>> = await import(
    /* @vite-ignore */ path.join(folder, "program.mts")
  );
  expect(await settled(exported.overBudget)).toMatchObject([
    { name: "Research", overagePercent: expect.any(Number) },
  ]);
  expect(await settled(exported.fromFile)).toMatchObject([
    { name: "Organization" },
    { name: "Research", status: "exceeded" },
    { name: "Machine learning", budget: "12000.5" },
    ...Array.from({ length: 4 }, () => ({ budget: "500" })),
  ]);
});
