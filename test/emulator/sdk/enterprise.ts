import Anthropic from "@anthropic-ai/sdk";
import type * as Sdk from "@anthropic-ai/sdk/resources/organization";
import {
  ExternalKeyInWorkspacePolicyError,
  KeyProfileMismatchError,
} from "@anthropic-ai/sdk/resources/organization";
import { expect, expectTypeOf, it } from "vitest";
import type { ComplianceSettingsJson, ExternalKeyInput, ExternalKeyJson } from "../../../emulator/index.ts";
import { all, failure, start } from "./harness.ts";

const kms_arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const key_name = "projects/acme/locations/us-east1/keyRings/claude/cryptoKeys/main";
const azure = {
  type: "azure",
  key_name: "claude",
  tenant_id: "11111111-2222-3333-4444-555555555555",
  vault_uri: "https://acme.managedhsm.azure.net",
} as const;

/** The tests of external keys and of the Compliance Settings. */
export function driveEnterprise(): void {
  it("knows the JSON of external keys and Compliance Settings", () => {
    expectTypeOf<ExternalKeyJson>().toExtend<Sdk.ExternalKey>();
    expectTypeOf<Sdk.ExternalKeyCreateParams["provider_config"]>().toExtend<ExternalKeyInput>();
    expectTypeOf<Sdk.ExternalKey["provider_config"]["type"]>().toEqualTypeOf<ExternalKeyInput["type"]>();
    expectTypeOf<ComplianceSettingsJson>().toExtend<Sdk.OrganizationComplianceSettings>();
    expectTypeOf<Sdk.OrganizationComplianceSettings>().toExtend<ComplianceSettingsJson>();
  });

  it("creates, lists, changes, validates and deletes external keys of every provider", async () => {
    const { organization, actions } = await start();
    const keys = organization.externalKeys;
    const aws = await keys.create({ provider_config: { type: "aws", kms_arn }, display_name: "AWS" });
    expect(aws).toMatchObject({
      id: expect.stringMatching(/^ekey_01/),
      attachment: { type: "unattached" },
      display_name: "AWS",
      geo: "us",
      provider_config: { type: "aws", kms_arn, region: "us-east-1" },
      user_profile_id: null,
    });
    const gcp = await keys.create({ provider_config: { type: "gcp", key_name }, geo: "us" });
    const vault = await keys.create({ provider_config: azure });
    expect(vault.provider_config).toEqual({ ...azure, client_id: null });
    expect((await all(keys.list({ limit: 1 }))).map(({ id }) => id)).toEqual([vault.id, gcp.id, aws.id]);
    expect(await keys.retrieve(gcp.id)).toEqual(gcp);
    expect(await keys.update(aws.id, { display_name: null, provider_config: azure })).toMatchObject({
      display_name: null,
      provider_config: azure,
    });
    expect(await keys.validate(aws.id)).toEqual({
      type: "external_key_validation",
      status: "success",
      error: null,
    });
    actions.setExternalKeyValidation(aws.id, "timeout");
    expect(await keys.validate(aws.id)).toMatchObject({ status: "failure", error: expect.any(String) });
    expect(await keys.delete(gcp.id)).toEqual({ id: gcp.id, type: "external_key_deleted" });
    expect(await failure(keys.retrieve(gcp.id))).toBeInstanceOf(Anthropic.NotFoundError);
  });

  it("gets an error where an external key cannot be created, changed or deleted", async () => {
    const { emulator, organization } = await start();
    const keys = organization.externalKeys;
    const bound = keys.create({ provider_config: azure, user_profile_id: "uprof_01unknown" });
    expect(await failure(bound)).toMatchObject({ errorCode: "user_profile_not_found" });
    const { id } = await keys.create({ provider_config: { type: "aws", kms_arn } });
    const { workspaces } = organization;
    const { settings } = emulator.organization();
    settings.user_profiles = [{ id: "uprof_01a" }];
    const mismatch = workspaces.create({ name: "Lab", external_key_id: id, user_profile_id: "uprof_01a" });
    expect(await failure(mismatch)).toBeInstanceOf(KeyProfileMismatchError);
    const workspace = await workspaces.create({ name: "Lab", external_key_id: id });
    await workspaces.archive(workspace.id);
    expect(await keys.retrieve(id)).toMatchObject({ attachment: { type: "attached" } });
    expect(await failure(keys.delete(id))).toBeInstanceOf(Anthropic.BadRequestError);
    expect(await failure(keys.update(id, { provider_config: azure }))).toBeInstanceOf(
      Anthropic.BadRequestError,
    );
    settings.workspace_policy = { allowed_external_key_ids: [id] };
    expect(await failure(keys.delete(id))).toBeInstanceOf(ExternalKeyInWorkspacePolicyError);
    expect(await failure(keys.update(id, { provider_config: azure }))).toBeInstanceOf(
      ExternalKeyInWorkspacePolicyError,
    );
    expect(await keys.update(id, { display_name: "Main" })).toMatchObject({ display_name: "Main" });
  });

  it("reads and changes the Compliance Settings", async () => {
    const { client, organization } = await start();
    const settings = organization.complianceSettings;
    expect(await settings.retrieve()).toEqual({ type: "compliance_settings", state: { type: "disabled" } });
    expect(await settings.update({ state: { type: "enabled" } })).toMatchObject({
      state: { type: "enabled" },
    });
    const beta = await client.beta.organization.complianceSettings.retrieve({ betas: ["efs-2026-10-01"] });
    expect(beta).toMatchObject({ state: { type: "enabled" }, access_transparency: { type: "disabled" } });
  });
}
