import { expect, it } from "vitest";
import { runCommand } from "../command.ts";
import { newWorkdir, workdirOf } from "../workdir.ts";

it("`keys list` exits with code 7 and prints the list when a key is too old", async () => {
  const { io } = await workdirOf({ seed: "sample" });
  const { code, out, err } = await runCommand(["keys", "list", "--max-age", "90d"], io);
  expect(code).toBe(7);
  expect(out).toMatch(/^9 API keys of organization .*: 4 active keys older than 90 days\n/);
  // The API's clock is known to the second, so it may precede the sample's creation.
  expect(out).toMatch(/^legacy-scripts .* inactive .* (?:699|700) {2}\(unknown\)/m);
  expect(err).toBe("Reading the API keys ...\nReading the last use and the cost of the keys ...\n");
});

it("rejects invalid options of `keys list` before any request", async () => {
  const { io, emulator } = await workdirOf({});
  for (const [args, message] of [
    [["--max-age", "3 months"], "It must be a number of seconds, minutes, hours, days or weeks"],
    [["--status", "deleted"], "It must be one of active, inactive, expired, archived."],
    [["--format", "xml"], "Allowed choices are table, csv, jsonl, markdown."],
  ] as const) {
    const { code, err } = await runCommand(["keys", "list", ...args], io);
    expect(code).toBe(1);
    expect(err).toContain(message);
  }
  expect(emulator.requests).toEqual([]);
});

it("explains that the key of `keys list` is missing", async () => {
  const { io } = await newWorkdir();
  const { code, err } = await runCommand(["keys", "list"], { cwd: io.cwd });
  expect(code).toBe(1);
  expect(err).toContain("ANTHROPIC_ADMIN_KEY");
});
