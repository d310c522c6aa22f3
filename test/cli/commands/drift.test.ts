import { expect, it } from "vitest";
import { runCommand } from "../command.ts";
import { takenOver } from "../drift/takenOver.ts";

it("exits with code 7 for drift, 0 without drift, and 1 for an error", { timeout: 60_000 }, async () => {
  const { io, emulator, file } = await takenOver("sample");
  const drift = (...args: string[]) => runCommand(["drift", ...args], io);
  const state = ["--state", "state.json"];
  const inStep = await drift(...state);
  expect(inStep).toMatchObject({ code: 0, out: expect.stringContaining("No drift. Also: 2 pending.") });
  expect(inStep.err).toContain("Reading the workspaces ...");

  emulator.organization().console.createWorkspace({ name: "Shadow" });
  expect(await drift(...state, "--json", "drift.json", "--fail-on", "changed,gone")).toMatchObject({
    code: 0,
    out: expect.stringContaining('"Shadow"'),
  });
  expect(JSON.parse(await file("drift.json"))).toMatchObject({ drift: false, failOn: ["changed", "gone"] });
  expect(await drift(...state, "--fail-on", "none")).toMatchObject({ code: 0 });
  expect(await drift(...state, "--fail-on", "unmanaged", "--fail-on", "gone")).toMatchObject({ code: 7 });
  expect(await drift(...state)).toMatchObject({
    code: 7,
    out: expect.stringContaining("Drift: 1 unmanaged. Also: 2 pending."),
  });

  const wrong = async (...args: string[]) => {
    const { code, out, err } = await drift(...args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    return err.trim();
  };
  expect(await wrong("--state", "nowhere.json")).toBe(
    "error: cannot read the state file nowhere.json: the file does not exist.",
  );
  expect(await wrong(...state, "--fail-on", "everything")).toContain(
    "It must be one of changed, gone, unmanaged,",
  );
  expect(await wrong(...state, "--max-key-age", "old")).toContain("It must be a number of days.");
  emulator.faults.add({ kind: "status", path: "/v1/organizations/users", status: 403 });
  expect(await wrong(...state)).toMatch(
    /^Reading .*\nReading .*\nerror: cannot list the organization's users: /,
  );
});
