import { expect, it } from "vitest";
import { startConsole } from "./setup.ts";

const kms_arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

it("externalKeyActions create, change and delete external keys, and set how their validation ends", async () => {
  const { organization, admin } = await startConsole();
  const { id } = admin.createExternalKey({ providerConfig: { type: "aws", kms_arn }, displayName: "Main" });
  const key_name = "projects/a/locations/us/keyRings/b/cryptoKeys/c";
  expect(admin.updateExternalKey(id, { providerConfig: { type: "gcp", key_name } })).toMatchObject({
    display_name: "Main",
    provider_config: { type: "gcp", key_name },
  });
  expect(admin.updateExternalKey(id, { displayName: null })).toMatchObject({ display_name: null });
  admin.setExternalKeyValidation(id, "failure");
  expect(organization.state().external_keys).toMatchObject([{ id, validation: "failure" }]);
  admin.createWorkspace({ name: "Lab", externalKeyId: id });
  const change = () => admin.updateExternalKey(id, { providerConfig: { type: "aws", kms_arn } });
  expect(change).toThrow(`A workspace uses the external key "${id}".`);
  expect(() => admin.deleteExternalKey("ekey_01b")).toThrow('There is no external key "ekey_01b".');
});
