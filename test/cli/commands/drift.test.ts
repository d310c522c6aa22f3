import { expect, it } from "vitest";
import { runCommand } from "../command.ts";
import { managedOrganization } from "../drift/managedOrganization.ts";

async function organizationWithCommand() {
  const { io, emulator, file } = await managedOrganization("sample");
  const drift = (...args: string[]) => runCommand(["drift", "--state", "state.json", ...args], io);
  return { io, emulator, file, drift };
}

it("exits with 0 without drift and with 7 for drift", async () => {
  const { emulator, drift } = await organizationWithCommand();
  const before = await drift();
  expect(before).toMatchObject({ code: 0, out: expect.stringContaining("No drift. Also: 2 pending.") });
  expect(before.err).toContain("Reading the workspaces ...");
  emulator.organization().console.createWorkspace({ name: "Shadow" });
  expect(await drift()).toMatchObject({
    code: 7,
    out: expect.stringContaining("Drift: 1 unmanaged. Also: 2 pending."),
  });
});

it("counts the categories of --fail-on as drift", async () => {
  const { emulator, file, drift } = await organizationWithCommand();
  emulator.organization().console.createWorkspace({ name: "Shadow" });
  expect(await drift("--json", "drift.json", "--fail-on", "changed,removed")).toMatchObject({
    code: 0,
    out: expect.stringContaining('"Shadow"'),
  });
  expect(JSON.parse(await file("drift.json"))).toMatchObject({
    drift: false,
    failOn: ["changed", "removed"],
  });
  expect(await drift("--fail-on", "none")).toMatchObject({ code: 0 });
  expect(await drift("--fail-on", "unmanaged", "--fail-on", "removed")).toMatchObject({ code: 7 });
});

it("exits with 1 for an error, and prints it in one line", async () => {
  const { io, emulator, drift } = await organizationWithCommand();
  const errorOf = async (result: ReturnType<typeof drift>) => {
    const { code, out, err } = await result;
    expect({ code, out }).toEqual({ code: 1, out: "" });
    return err.trim();
  };
  expect(await errorOf(runCommand(["drift", "--state", "nowhere.json"], io))).toBe(
    "error: cannot read the state file nowhere.json: the file does not exist. Check the path.",
  );
  expect(await errorOf(drift("--fail-on", "everything"))).toContain(
    "It must be one of changed, removed, unmanaged,",
  );
  expect(await errorOf(drift("--max-key-age", "old"))).toContain("It must be a number of days.");
  emulator.faults.add({ kind: "status", path: "/v1/organizations/users", status: 403 });
  expect(await errorOf(drift())).toMatch(
    /^Reading .*\nReading .*\nerror: cannot list the organization's users: /,
  );
});
