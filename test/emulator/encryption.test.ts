import { expect, it } from "vitest";
import type { OrganizationSettings, SeedExternalKey } from "../../emulator/index.ts";
import { emulate, errorOf, part, send } from "./setup.ts";

const workspaces = "/v1/organizations/workspaces";

async function start(external_keys: SeedExternalKey[], settings: OrganizationSettings = {}) {
  const emulator = await emulate({ seed: { version: 1, settings, external_keys } });
  const create = async (body: object) => {
    const response = await send(emulator, `POST ${workspaces}`, { body: { name: "Robots", ...body } });
    return response.status === 200 ? 200 : (errorOf(response).code ?? errorOf(response).message);
  };
  return { emulator, create };
}

it("the external key of a workspace must exist and have the form of an ID or an ARN", async () => {
  const { create } = await start([{ id: "ekey_01a" }, { id: "arn:aws:kms:key" }]);
  expect(await create({ external_key_id: "ekey_01a" })).toBe(200);
  expect(await create({ external_key_id: "arn:aws:kms:key" })).toBe(200);
  expect(await create({ external_key_id: "ekey_01b" })).toBe("External key 'ekey_01b' not found");
  expect(await create({ external_key_id: "key" })).toBe(
    "external_key_id: Input should be an ID that begins with 'ekey_'",
  );
});

it("the external key of a workspace must pass its validation", async () => {
  const { create } = await start([
    { id: "ekey_01f", validation: "failure" },
    { id: "ekey_01t", validation: "timeout" },
    { id: "ekey_01c", validation: "changed" },
  ]);
  expect(await create({ external_key_id: "ekey_01f" })).toBe("external_key_validation_failed");
  expect(await create({ external_key_id: "ekey_01t" })).toBe("external_key_validation_timed_out");
  expect(await create({ external_key_id: "ekey_01c" })).toBe("external_key_changed");
});

it("the external key of a workspace must follow the Workspace Policy", async () => {
  const { create } = await start([{ id: "ekey_01a" }, { id: "ekey_01b" }], {
    workspace_policy: { allowed_external_key_ids: ["ekey_01a"], external_key_required: true },
  });
  expect(await create({})).toBe("workspace_policy_violation");
  expect(await create({ external_key_id: "ekey_01b" })).toBe("workspace_policy_violation");
  expect(await create({ external_key_id: "ekey_01a" })).toBe(200);
});

it("the external key of a workspace must have the user profile of the workspace, which must be active", async () => {
  const { create } = await start([{ id: "ekey_01a", user_profile_id: "uprof_01a" }, { id: "ekey_01b" }], {
    user_profiles: [{ id: "uprof_01a" }, { id: "uprof_01b", active: false }],
  });
  expect(await create({ external_key_id: "ekey_01a" })).toBe("key_profile_mismatch");
  expect(await create({ external_key_id: "ekey_01b", user_profile_id: "uprof_01a" })).toBe(
    "key_profile_mismatch",
  );
  expect(await create({ external_key_id: "ekey_01a", user_profile_id: "uprof_01a" })).toBe(200);
  expect(await create({ user_profile_id: "uprof_01b" })).toBe("user_profile_not_found");
  expect(await create({ user_profile_id: "profile" })).toBe(
    "user_profile_id: Input should be an ID that begins with 'uprof_'",
  );
});

it("the external key of a workspace is not validated again by an update of other fields", async () => {
  const { emulator } = await start([{ id: "ekey_01a" }]);
  const body = { name: "Robots", external_key_id: "ekey_01a" };
  const created = await send(emulator, `POST ${workspaces}`, { body });
  emulator.organization().console.setExternalKeyValidation("ekey_01a", "failure");
  const path = `${workspaces}/${String(part(created.body, "id"))}`;
  expect((await send(emulator, `POST ${path}`, { body: { name: "Arms" } })).status).toBe(200);
});
