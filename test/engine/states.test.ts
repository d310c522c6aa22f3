import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type FullSeed, startEmulator } from "../../emulator/index.ts";
import { newStack } from "./stack.ts";

// Each folder of test/states belongs to a release: a program, the state that the release wrote for it, and the organization at
// that time. To record the state of a new release: `RECORD_STATE=1.2.3 npx vitest run test/engine/states.test.ts`.

const states = path.join(import.meta.dirname, "..", "states");
const now = new Date("2026-11-22T00:00:00Z");
const recording = process.env["RECORD_STATE"];

async function parts(release: string, organization: FullSeed): Promise<string> {
  const workspace = organization.workspaces.find(({ name }) => name === "Production");
  const key = organization.api_keys.find(
    ({ scope, status }) =>
      status === "active" && scope.type === "workspace" && scope.workspace_id === workspace?.id,
  );
  const body = await readFile(path.join(states, release, "program.mjs"), "utf8");
  return `const legacyId = "${workspace?.id}";\nconst keyId = "${key?.id}";\n${body}`;
}

async function record(release: string): Promise<void> {
  const folder = path.join(states, release);
  const emulator = await startEmulator({ seed: "sample", now });
  onTestFinished(() => emulator.stop());
  const stack = await newStack({ emulator });
  await stack.program(await parts(release, emulator.organization().state()));
  await stack.up();
  const file = path.join(folder, "state.json");
  await stack.run(["stack", "export", "--file", file]);
  // The path of the program on this machine is no part of the contract.
  const state = JSON.parse(await readFile(file, "utf8"), (key, value) =>
    key === "sourcePosition" || key === "stackTrace" ? undefined : value,
  );
  await writeFile(file, `${JSON.stringify(state, null, 2)}\n`);
  const organization = emulator.organization().state();
  await writeFile(path.join(folder, "organization.json"), `${JSON.stringify(organization, null, 2)}\n`);
}

if (recording !== undefined) test("records the state of a release", () => record(recording));

const releases = readdirSync(states).filter((release) =>
  existsSync(path.join(states, release, "state.json")),
);

test.each(releases)("a preview with the state that %s wrote shows no change", async (release) => {
  const folder = path.join(states, release);
  const organization: FullSeed = JSON.parse(await readFile(path.join(folder, "organization.json"), "utf8"));
  const emulator = await startEmulator({ seed: organization, now });
  onTestFinished(() => emulator.stop());
  const stack = await newStack({ emulator });
  await stack.program(await parts(release, organization));
  await stack.run(["stack", "import", "--file", path.join(folder, "state.json")]);

  await stack.preview(["--expect-no-changes"]);
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  await stack.up(["--expect-no-changes"]);
  expect(emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
});
