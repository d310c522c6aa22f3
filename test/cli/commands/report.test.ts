import { expect, it } from "vitest";
import { runCommand } from "../command.ts";
import { busyWorkdir } from "../report/reports.ts";
import { newWorkdir } from "../workdir.ts";

it("prints the report to standard output, and the progress and the source to standard error", async () => {
  const { io } = await busyWorkdir();
  const args = ["report", "cost", "--since", "2026-11-02", "--until", "2026-11-03", "--by", "user,day"];
  const { code, out, err } = await runCommand([...args, "--format", "csv"], io);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^startingAt,endingAt,userEmail,userId,amount,listAmount,currency,source\r\n2026-11-02T/,
  );
  expect(err).toBe(
    "Reading the cost since 2026-11-02 from the Analytics API ...\nSource: the Analytics API, complete up to 2026-11-20T10:30:00Z.\n",
  );
});

it("rejects unknown reports, dimensions and combinations with exit code 1", async () => {
  const { io, emulator } = await busyWorkdir();
  for (const [args, message] of [
    [["invoices"], "Allowed choices are usage, cost, claude-code."],
    [
      ["cost", "--by", "team"],
      "It must be one of workspace, model, api-key, user, service-account, day, hour.",
    ],
    [["cost", "--html", "a.html", "--out", "b.csv"], "option '--html <file>' cannot be used with option"],
    [["cost", "--format", "xml"], "Allowed choices are table, csv, jsonl, markdown, slack."],
    [
      ["claude-code", "--by", "workspace"],
      "error: cannot report the Claude Code usage: the Claude Code report",
    ],
  ] as const) {
    const { code, out, err } = await runCommand(["report", ...args], io);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
  }
  expect(emulator.requests).toEqual([]);
});

it("explains that the key of a report is missing", async () => {
  const { io } = await newWorkdir();
  const { code, err, out } = await runCommand(["report", "usage"], { cwd: io.cwd });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("ANTHROPIC_ADMIN_KEY");
});
