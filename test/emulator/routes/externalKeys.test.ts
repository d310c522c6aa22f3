import { describe, expect, it } from "vitest";
import type { Assumptions, Seed } from "../../../emulator/index.ts";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const keys = "/v1/organizations/external_keys";
const arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const aws = { type: "aws", kms_arn: arn };
const gcp = {
  type: "gcp",
  key_name: "projects/acme/locations/us-east1/keyRings/claude/cryptoKeys/main",
};
const azure = {
  type: "azure",
  key_name: "claude",
  tenant_id: "11111111-2222-3333-4444-555555555555",
  vault_uri: "https://acme.vault.azure.net",
};

async function start(seed: Omit<Seed, "version"> = {}, assumptions: Partial<Assumptions> = {}) {
  const emulator = await emulate({ seed: { version: 1, ...seed }, assumptions });
  const create = (body: object) => send(emulator, `POST ${keys}`, { body });
  const update = (id: string, body: object) =>
    send(emulator, `POST ${keys}/${encodeURIComponent(id)}`, { body });
  const remove = (id: string) => send(emulator, `DELETE ${keys}/${encodeURIComponent(id)}`);
  return { emulator, create, update, remove, admin: emulator.organization().console };
}

it.each([
  [{}, "provider_config: Input should be 'aws', 'gcp' or 'azure'"],
  [{ provider_config: { type: "ibm" } }, "provider_config.type: Input should be 'aws', 'gcp' or 'azure'"],
  [
    { provider_config: { ...aws, kms_arn: "arn:aws:kms:us-east-1:111122223333:alias/claude" } },
    "provider_config.kms_arn: Input should be the ARN of a KMS key",
  ],
  [
    { provider_config: { ...aws, region: "us-west-2" } },
    "provider_config.region: The region does not match kms_arn",
  ],
  [
    { provider_config: { ...gcp, key_name: "claude" } },
    "provider_config.key_name: Input should be the resource name of a Cloud KMS key",
  ],
  [
    { provider_config: { ...azure, vault_uri: "https://example.com" } },
    "provider_config.vault_uri: Input should be the URI of a key vault or a managed HSM",
  ],
  [
    { provider_config: { ...azure, tenant_id: "acme" } },
    "provider_config.tenant_id: Input should be a valid UUID",
  ],
  [
    { provider_config: { ...azure, client_id: "acme" } },
    "provider_config.client_id: Input should be a valid UUID",
  ],
  [{ provider_config: aws, geo: "eu" }, "geo: Input should be 'us'"],
  [{ provider_config: aws, display_name: "" }, "display_name: String should have at least 1 character"],
  [{ provider_config: { ...gcp, region: "us" } }, "provider_config.region: Extra inputs are not permitted"],
  [
    { provider_config: aws, user_profile_id: "acme" },
    "user_profile_id: Input should be an ID that begins with 'uprof_'",
  ],
])("a new external key is rejected if it is not valid: %j", async (body, message) => {
  const { create } = await start();
  expect(errorOf(await create(body))).toMatchObject({ status: 400, message });
});

it("a new external key has an active user profile", async () => {
  const { create } = await start({
    settings: { user_profiles: [{ id: "uprof_01a" }, { id: "uprof_01b", active: false }] },
  });
  const profile = (user_profile_id: string) => create({ provider_config: aws, user_profile_id });
  expect((await profile("uprof_01a")).status).toBe(200);
  expect(errorOf(await profile("uprof_01b")).code).toBe("user_profile_not_found");
});

it("a new external key has its ARN as the ID on Claude Platform on AWS, depending on the assumption", async () => {
  const { create, update, remove, emulator } = await start({}, { externalKeyIds: "arn" });
  expect(part((await create({ provider_config: aws })).body, "id")).toBe(arn);
  expect(errorOf(await create({ provider_config: aws }))).toMatchObject({ status: 409 });
  expect(errorOf(await create({ provider_config: gcp })).message).toBe(
    "provider_config.type: Input should be 'aws'",
  );
  const multiRegion = { ...aws, kms_arn: arn.replace("key/", "key/mrk-") };
  expect(errorOf(await create({ provider_config: multiRegion })).message).toBe(
    "provider_config.kms_arn: The key must be a single-Region key",
  );
  const other = { ...aws, kms_arn: arn.replace("key/1234", "key/5678") };
  expect(errorOf(await update(arn, { provider_config: other })).message).toBe(
    "provider_config.kms_arn: This field cannot be changed",
  );
  expect((await send(emulator, `GET ${keys}/${encodeURIComponent(arn)}`)).status).toBe(200);
  expect((await remove(arn)).status).toBe(200);
});

describe("an update of an external key", () => {
  it("changes the fields that it contains", async () => {
    const { create, update } = await start();
    const id = String(part((await create({ provider_config: aws, display_name: "Main" })).body, "id"));
    const unchanged = await update(id, { provider_config: null, geo: null });
    expect(unchanged.body).toMatchObject({ display_name: "Main", provider_config: aws });
    expect((await update(id, { provider_config: azure })).body).toMatchObject({
      display_name: "Main",
      provider_config: azure,
    });
    expect((await update(id, { display_name: null })).body).toMatchObject({ display_name: null });
    expect(errorOf(await update(id, { user_profile_id: null })).message).toBe(
      "user_profile_id: Extra inputs are not permitted",
    );
  });

  it("an update of an external key cannot change the provider and the key name of a Google Cloud key", async () => {
    const { create, update } = await start();
    const id = String(part((await create({ provider_config: gcp })).body, "id"));
    const reason = "provider_config: The provider and the key_name of a Google Cloud key cannot be changed";
    expect(errorOf(await update(id, { provider_config: aws })).message).toBe(reason);
    const renamed = { ...gcp, key_name: `${gcp.key_name}-2` };
    expect(errorOf(await update(id, { provider_config: renamed })).message).toBe(reason);
    expect((await update(id, { provider_config: gcp })).status).toBe(200);
  });

  it("an update of an external key cannot change the configuration of a key that a workspace refers to", async () => {
    const { create, update, admin } = await start();
    const id = String(part((await create({ provider_config: aws })).body, "id"));
    admin.createWorkspace({ name: "Lab", externalKeyId: id });
    admin.archiveWorkspace("Lab");
    expect(errorOf(await update(id, { provider_config: azure }))).toMatchObject({
      status: 400,
      message: "provider_config: This field cannot be changed while a workspace references the external key",
    });
    // The order of the fields does not matter.
    const same = { region: "us-east-1", kms_arn: arn, type: "aws" };
    expect((await update(id, { provider_config: same, display_name: "Main" })).status).toBe(200);
  });
});

it("external keys are listed as they were some seconds ago, depending on the assumption", async () => {
  const { emulator, create, remove } = await start(
    { external_keys: [{ id: "ekey_01a" }] },
    { staleLists: 5 },
  );
  await create({ provider_config: aws });
  await remove("ekey_01a");
  expect(column(await send(emulator, `GET ${keys}`), "id")).toEqual(["ekey_01a"]);
  emulator.clock.advance({ seconds: 6 });
  expect(column(await send(emulator, `GET ${keys}`), "display_name")).toEqual([null]);
  expect(errorOf(await send(emulator, `GET ${keys}?limit=101`)).status).toBe(400);
});

it("an external key that a workspace refers to cannot be deleted", async () => {
  const { remove, admin } = await start({
    external_keys: [{ id: "ekey_01a" }],
    workspaces: [{ name: "Lab", external_key_id: "ekey_01a", archived_at: "2026-01-01T00:00:00Z" }],
  });
  expect(errorOf(await remove("ekey_01a"))).toMatchObject({
    status: 400,
    message: "The external key is referenced by a workspace and cannot be deleted",
  });
  expect(errorOf(await remove("ekey_01b"))).toMatchObject({ status: 404 });
  expect(errorOf(await remove("key"))).toMatchObject({ status: 400 });
  expect(() => admin.deleteExternalKey("ekey_01a")).toThrow('A workspace uses the external key "ekey_01a".');
});

it("a validation says why it failed", async () => {
  const { emulator } = await start({
    external_keys: [
      { id: "ekey_01s" },
      { id: "ekey_01f", validation: "failure" },
      { id: "ekey_01t", validation: "timeout" },
    ],
  });
  const validate = async (id: string) => (await send(emulator, `POST ${keys}/${id}/validate`)).body;
  expect(await validate("ekey_01s")).toMatchObject({ status: "success", error: null });
  expect(await validate("ekey_01f")).toMatchObject({
    status: "failure",
    error: "The KMS denied access to the key. Check that the key policy grants it.",
  });
  expect(await validate("ekey_01t")).toMatchObject({
    status: "failure",
    error: "The KMS did not respond within 30 seconds.",
  });
});
