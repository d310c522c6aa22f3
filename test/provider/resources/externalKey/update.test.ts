import { describe, expect, test } from "vitest";
import { externalKey as ExternalKey } from "../../../../provider/resources/externalKey/plan.ts";
import {
  drift,
  organization,
  paths,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
  updatePartially,
  writeFaults,
} from "../../harness/index.ts";
import { arn, aws, azure, organizationWithKey } from "./keys.ts";

describe("update of an ExternalKey", () => {
  test("changes the name without a validation, and the configuration with one", async () => {
    const { process, resource, declared, writes } = await organizationWithKey();
    const named = await up(process(), resource, { ...declared, displayName: "Live" });
    expect(writes()).toEqual([`POST /external_keys/${resource.id} {"display_name":"Live"}`]);
    const args = { providerConfig: azure, displayName: "Live" };
    const moved = await up(process(), named, args);
    expect(writes()).toEqual([
      `POST /external_keys/${resource.id} {"provider_config":${JSON.stringify({
        type: "azure",
        key_name: "claude",
        tenant_id: azure.tenantId,
        vault_uri: azure.vaultUri,
      })}}`,
      `POST /external_keys/${resource.id}/validate`,
    ]);
    expect(moved.outputs).toMatchObject({ providerConfig: azure, validation: "success" });
    expect((await preview(process(), moved, args)).action).toBe("nothing");
  });

  test.each(writeFaults)(
    "an update of an ExternalKey ends with the declared configuration when $name",
    async ({ fault }) => {
      const { process, resource, declared, emulator, state } = await organizationWithKey();
      emulator.faults.add({ ...fault, method: "POST", path: paths.externalKey });
      const args = { ...declared, providerConfig: aws("2") };
      expect((await up(process(), resource, args)).outputs).toMatchObject({ providerConfig: aws("2") });
      expect(state().external_keys).toMatchObject([{ provider_config: { kms_arn: arn("2") } }]);
    },
  );

  test("fails if the response is about another key", async () => {
    const { process, resource, declared, emulator, state } = await organizationWithKey();
    const [wire] = state().external_keys;
    const attachment = { type: "unattached" };
    const body = { type: "external_key", ...wire, attachment, id: "ekey_01other", display_name: "Live" };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: paths.externalKey, body });
    const args = { ...declared, displayName: "Live" };
    expect(await refusal(up(process(), resource, args))).toContain("(ekey_01other)");
  });

  test("keeps the new configuration if its validation fails, and validates it again in the next run", async () => {
    const { process, resource, declared, console, writes } = await organizationWithKey();
    console.setExternalKeyValidation(resource.id, "timeout");
    const args = { ...declared, providerConfig: aws("2") };
    const partial = await updatePartially(process(), resource, args);
    expect(partial.outputs).toMatchObject({ providerConfig: aws("2"), validation: "failure" });
    expect(partial.initError).toContain("(The KMS did not respond within 30 seconds)");
    writes();
    console.setExternalKeyValidation(resource.id, "success");
    expect((await up(process(), partial, args)).outputs).toMatchObject({ validation: "success" });
    expect(writes()).toEqual([`POST /external_keys/${resource.id}/validate`]);
  });

  test("reverts a change of the configuration made in the Console", async () => {
    const { process, resource, declared, console, state } = await organizationWithKey();
    console.updateExternalKey(resource.id, {
      providerConfig: { type: "aws", kms_arn: arn("3") },
      displayName: null,
    });
    expect(await drift(process(), resource)).toBe("update");
    await up(process(), await refreshed(process(), resource), declared);
    expect(state().external_keys).toMatchObject([
      { display_name: "Main", provider_config: { kms_arn: arn("1") } },
    ]);
  });

  test("says what to do about a key on the list of the Workspace Policy", async () => {
    const { process, resource, declared, emulator } = await organizationWithKey();
    emulator.organization().settings.workspace_policy = { allowed_external_key_ids: [resource.id] };
    const message = await refusal(up(process(), resource, { ...declared, providerConfig: aws("2") }));
    expect(message).toContain("400 external_key_in_workspace_policy");
    expect(message).toContain("Remove the external key from the list of the Workspace Policy");
  });

  test("rejects a user profile for a key without one", async () => {
    const { process, resource, declared, emulator, writes, notices } = await organizationWithKey();
    emulator.organization().settings.user_profiles = [{ id: "uprof_1" }];
    expect(await refusal(up(process(), resource, { ...declared, userProfileId: "uprof_1" }))).toBe(
      `cannot update external key "Main" (${resource.id}): the API binds a key to a user profile when it is created. Declare another ExternalKey with the other \`userProfileId\`, and use it in new workspaces.`,
    );
    expect(notices).toEqual([
      'it: `up` will refuse to update external key "Main": the API binds a key to a user profile when it is created. Declare another ExternalKey with the other `userProfileId`, and use it in new workspaces.',
    ]);
    expect(writes()).toEqual([]);
  });

  test("creates the key again after it was deleted in the Console", async () => {
    const { process, resource, console } = await organizationWithKey();
    console.deleteExternalKey(resource.id);
    expect(await refresh(process(), resource)).toBeUndefined();
  });

  test("treats a key as deleted only if a plausible list confirms it", async () => {
    const { process, resource, console, emulator } = await organizationWithKey();
    console.deleteExternalKey(resource.id);
    emulator.faults.add({ kind: "html", status: 404, path: paths.externalKey, times: 20 });
    await expect(refresh(process(), resource)).rejects.toThrow("the response is not from the API");
    emulator.faults.clear();
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.workspaces,
      body: { data: [], has_more: false, first_id: null, last_id: null },
    });
    await expect(refresh(process(), resource)).rejects.toThrow("every organization has a default workspace");
  });

  test("reads a key of a service that this version does not know", async () => {
    const { process, resource, emulator } = await organizationWithKey();
    const [key] = emulator.organization().state().external_keys;
    const body = {
      ...key,
      attachment: { type: "unattached" },
      provider_config: { type: "oracle", ocid: "x" },
    };
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.externalKeys,
      body: { data: [body], next_page: null },
    });
    expect((await refreshed(process(), resource)).outputs["providerConfig"]).toEqual({ type: "oracle" });
  });

  test("an ExternalKey is read by its ID, and adopted without a write", async () => {
    const { process, resource, declared, writes } = await organizationWithKey();
    const read = await ExternalKey.read(process(), ` ${resource.id} `, {});
    expect(read.props).toMatchObject({ displayName: "Main", providerConfig: aws() });
    await expect(ExternalKey.read(process(), "apikey_1", {})).rejects.toThrow(
      '"apikey_1" is not the ID of an ExternalKey, which begins with `ekey_`.',
    );
    const { existing } = await organization({
      seed: {
        version: 1,
        external_keys: [
          { id: "ekey_1", display_name: "Main", provider_config: { type: "aws", kms_arn: arn("1") } },
        ],
      },
    });
    const adopted = await existing(ExternalKey, { ...declared, adopt: "ekey_1" });
    expect(adopted.outputs).toMatchObject({ adopted: true });
    expect(adopted.outputs["validation"]).toBeUndefined();
    expect(writes()).toEqual([]);
  });
});
