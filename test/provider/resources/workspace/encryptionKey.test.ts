import { expect, test } from "vitest";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import { create, lookupFailures, organization, paths } from "../../harness/index.ts";

const seed = {
  version: 1 as const,
  settings: { user_profiles: [{ id: "uprof_1" }] },
  external_keys: [{ id: "ekey_1" }, { id: "ekey_2", user_profile_id: "uprof_1" }],
};

test("preview rejects an external key that the organization does not have, or that has another user profile", async () => {
  const { process } = await organization({ seed });
  const failures = (args: object) => lookupFailures(process(), Workspace, { name: "Lab", ...args });
  expect(await failures({ externalKeyId: "ekey_1" })).toEqual([]);
  expect(await failures({ externalKeyId: "ekey_2", userProfileId: "uprof_1" })).toEqual([]);
  expect(await failures({ externalKeyId: "ekey_3" })).toEqual([
    'cannot encrypt workspace "Lab" with external key ekey_3: the organization has no external key with this ID. Correct `externalKeyId`, or use `key.id` of an ExternalKey.',
  ]);
  const mismatch = "Both must be the same: correct `userProfileId`, or use another key.";
  expect(await failures({ externalKeyId: "ekey_2" })).toEqual([
    `cannot encrypt workspace "Lab" with external key ekey_2: the user profile of the key is uprof_1, and that of the workspace is none. ${mismatch}`,
  ]);
  expect(await failures({ externalKeyId: "ekey_1", userProfileId: "uprof_1" })).toEqual([
    `cannot encrypt workspace "Lab" with external key ekey_1: the user profile of the key is none, and that of the workspace is uprof_1. ${mismatch}`,
  ]);
});

test("preview looks up no external key without one, and for a workspace that has it already", async () => {
  const { process, requests } = await organization({ seed });
  const made = await create(process(), Workspace, { name: "Lab", externalKeyId: "ekey_1" });
  requests();
  const changed = { name: "Labs", externalKeyId: "ekey_1" };
  expect(await lookupFailures(process(), Workspace, changed, made.inputs)).toEqual([]);
  expect(await lookupFailures(process(), Workspace, { name: "Other" })).toEqual([]);
  expect(requests()).toEqual([]);
});

test.each([403, 404, 500])(
  "preview rejects nothing if the external keys cannot be read: %s",
  async (status) => {
    const { process, emulator } = await organization({ seed });
    emulator.faults.add({ kind: "status", status, path: paths.externalKeys, times: 9 });
    expect(await lookupFailures(process(), Workspace, { name: "Lab", externalKeyId: "ekey_3" })).toEqual([]);
  },
);
