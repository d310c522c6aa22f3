import { expect, it } from "vitest";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import { driftOptions } from "../drift/managedOrganization.ts";
import { uglyNames, uglySeed } from "../import/ugly.ts";
import { workdirOf } from "../workdir.ts";

it("reads each list once, members and rate limits only of active workspaces, and writes nothing", async () => {
  const { io, emulator, file, progress } = await workdirOf({ seed: uglySeed() });
  await takeSnapshot(io, { output: "then.json" });
  const requests = emulator.requests.map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
  // Also those of Claude Code, of the padded name and of the foreign tag, but not the default and the archived one.
  const lists = uglyNames.length + 3;
  expect(requests.toSorted()).toEqual(
    [
      "GET workspaces",
      "GET users",
      "GET invites",
      "GET api_keys",
      "GET spend_limits",
      "GET external_keys",
      "GET compliance_settings",
      ...Array<string>(lists).fill("GET members"),
      // Those of the organization, too.
      ...Array<string>(lists + 1).fill("GET rate_limits"),
    ].toSorted(),
  );
  expect(JSON.parse(await file("then.json")).members).toHaveLength(15);
  expect(progress).toContain(
    "Not read: spend limits, because this organization has no access to the Spend Limits API, which is in early access.",
  );
  expect(progress.at(-1)).toBe("Emulate it: npx pulumi-anthropic emulator --seed then.json");
});

it("overwrites a file only with `force`, and sends no request before", async () => {
  const { io, emulator, file, write } = await workdirOf({ seed: "sample" });
  await write("then.json", "precious");
  await expect(takeSnapshot(io, { output: "then.json" })).rejects.toThrow(
    "cannot write then.json: the file exists. Nothing was written.",
  );
  expect(emulator.requests).toEqual([]);
  expect(await file("then.json")).toBe("precious");
  await takeSnapshot(io, { output: "then.json", force: true });
  expect(JSON.parse(await file("then.json")).version).toBe(1);
});

it("removes secrets from names, and a later comparison finds no difference", async () => {
  const { io, emulator, file } = await workdirOf({ seed: "sample" });
  const { console: admin } = emulator.organization();
  admin.createApiKey({ name: "sk-ant-api03-pasted-by-mistake", createdBy: "aisha.bello@example.com" });
  admin.createWorkspace({ name: "of sk-ant-admin01-pasted" });
  await takeSnapshot(io, { output: "then.json" });
  expect(await file("then.json")).not.toContain("sk-ant-");
  const { report } = await reportDrift(io, { ...driftOptions, state: [], since: "then.json" });
  expect(report.findings).toEqual([]);
});
