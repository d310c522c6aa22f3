import { describe, expect, test } from "vitest";
import { externalKey as ExternalKey } from "../../../../provider/resources/externalKey/plan.ts";
import { create, failures, organization, paths, preview, refusal, up } from "../../harness/index.ts";
import { arn, aws, azure, gcp, organizationWithKey } from "./keys.ts";

const alias = "arn:aws:kms:us-east-1:111122223333:alias/claude";
const aliasReason =
  "`providerConfig.kmsArn`: must be the ARN of a key, not of an alias, which can change its key. `aws kms describe-key --key-id ALIAS` prints it as `Arn`.";

describe("check of an ExternalKey", () => {
  test.each([
    [{}, "`providerConfig` is required."],
    [{ providerConfig: "aws" }, "`providerConfig`: must be an object."],
    [
      { providerConfig: { type: "AWS" } },
      "`providerConfig.type`: must have a `type`, which must be `aws`, `gcp` or `azure`. Did you mean `aws`?",
    ],
    [{ providerConfig: { type: "aws", kmsArn: alias } }, aliasReason],
    [
      { providerConfig: { type: "aws", kmsArn: "1234abcd" } },
      "`providerConfig.kmsArn`: must be the ARN of a key, such as `arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`.",
    ],
    [
      { providerConfig: { ...aws(), region: "us-west-2" } },
      "`providerConfig.region`: must be `us-east-1`, the region of `kmsArn`.",
    ],
    [{ providerConfig: { ...aws(), keyName: "main" } }, "`providerConfig`: has no property `keyName`."],
    [
      { providerConfig: { type: "gcp", keyName: "main" } },
      "`providerConfig.keyName`: must be the resource name of a key: `projects/.../locations/.../keyRings/.../cryptoKeys/...`.",
    ],
    [
      { providerConfig: { type: "gcp", keyName: `${gcp().keyName}/cryptoKeyVersions/3` } },
      "`providerConfig.keyName`: must be the name of a key without `/cryptoKeyVersions/...`, since versions rotate.",
    ],
    [
      { providerConfig: { ...azure, vaultUri: "https://acme.vault.azure.net/keys/claude" } },
      "`providerConfig.vaultUri`: must be `https://NAME.vault.azure.net` or `https://NAME.managedhsm.azure.net`, without a path.",
    ],
    [{ providerConfig: { ...azure, tenantId: "acme" } }, "`providerConfig.tenantId`: must be a UUID."],
    [{ providerConfig: { ...azure, clientId: "acme" } }, "`providerConfig.clientId`: must be a UUID."],
    [
      { providerConfig: { ...azure, keyName: "https://acme.vault.azure.net/keys/claude" } },
      "`providerConfig.keyName`: must be the name of the key, which has letters, digits and hyphens only, and not its URI.",
    ],
    [{ providerConfig: aws(), geo: "eu" }, "`geo`: must be `us`, the only location where keys are used."],
    [
      { providerConfig: aws(), userProfileId: "user_1" },
      "`userProfileId`: must be an ID that begins with `uprof_`.",
    ],
  ])("rejects %j before any request", async (args, reason) => {
    const { process, requests } = await organization();
    expect(failures(process(), ExternalKey, args)).toEqual([reason]);
    expect(requests()).toEqual([]);
  });

  test("treats spellings of one configuration as equal", async () => {
    const { process, requests, resource, declared } = await organizationWithKey();
    const withRegion = { ...declared, providerConfig: { ...aws(), region: "us-east-1" } };
    expect((await preview(process(), resource, withRegion)).action).toBe("nothing");
    const vault = await organizationWithKey({ providerConfig: azure });
    const shouted = { ...azure, vaultUri: "https://ACME.vault.azure.net/" };
    expect(
      (await preview(vault.process(), vault.resource, { ...vault.declared, providerConfig: shouted })).action,
    ).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  test("rejects another key of Google Cloud, and another service", async () => {
    const { process, resource, declared } = await organizationWithKey({ providerConfig: gcp() });
    for (const providerConfig of [gcp("other"), aws()]) {
      expect(failures(process(), ExternalKey, { ...declared, providerConfig }, resource.inputs)).toEqual([
        "`providerConfig` cannot change: the API cannot change the provider and the name of a Google Cloud key. Declare another ExternalKey, and use it in new workspaces.",
      ]);
    }
  });

  test("accepts the ARN of an alias that a key already has, and its adoption", async () => {
    const { process, emulator } = await organization({
      seed: {
        version: 1,
        external_keys: [{ id: "ekey_01a", provider_config: { type: "aws", kms_arn: alias } }],
      },
    });
    const args = { providerConfig: { type: "aws", kmsArn: alias }, adopt: "ekey_01a" };
    const { definition, inputs } = await create(process(), ExternalKey, args);
    expect(failures(process(), definition, args, inputs)).toEqual([]);
    expect(emulator.organization().state().external_keys).toHaveLength(1);
  });

  test("rejects two resources of one program that would find each other's key", async () => {
    const { process } = await organization();
    const session = process();
    const args = { providerConfig: aws(), displayName: "Main", origin: undefined };
    const other = { ...args, __origin: "acme/dev::other" };
    expect(failures(session, ExternalKey, args)).toEqual([]);
    expect(failures(session, ExternalKey, other)).toEqual([
      `ExternalKey for ${arn("1")} with the name "Main" is already declared by another resource of this program, \`it\`. Remove one of the two resources; the object is not changed.`,
    ]);
    expect(failures(session, ExternalKey, { ...other, displayName: "Second" })).toEqual([]);
  });

  test("rejects another configuration of a key that a workspace uses at preview", async () => {
    const { process, console, resource, declared, notices, writes } = await organizationWithKey();
    const { id } = console.createWorkspace({ name: "Contracts", externalKeyId: resource.id });
    console.createWorkspace({ name: "Claims", externalKeyId: resource.id });
    console.archiveWorkspace("Claims");
    const changed = { ...declared, providerConfig: aws("2") };
    const reason = `update external key "Main" (${resource.id}): these workspaces use it: "Contracts" (${id}), "Claims" (`;
    const rejected = await refusal(preview(process(), resource, changed));
    expect(rejected).toContain(`cannot ${reason}`);
    expect(rejected).toContain(", archived), and the data of a workspace stays encrypted with its key.");
    expect(notices).toEqual([]);
    // `plan` needs the whole preview, and reports the error of the update.
    const planned = process({}, { PULUMI_ANTHROPIC_SKIP_LOOKUPS: "true" });
    expect((await preview(planned, resource, changed)).action).toBe("update");
    expect(notices[0]).toContain(`it: \`up\` will refuse to ${reason}`);
    expect(await refusal(up(planned, resource, changed))).toContain(`cannot ${reason}`);
    expect(writes()).toEqual([]);
  });

  test("does not reject a refresh of a key whose program has another configuration", async () => {
    const { process, console, resource, notices } = await organizationWithKey();
    console.createWorkspace({ name: "Contracts", externalKeyId: resource.id });
    const news = { ...resource.inputs, providerConfig: aws("2") };
    const { definition, id, outputs } = resource;
    expect(await definition.diff(process(), id, outputs, news)).toEqual({ changes: undefined });
    expect(notices).toEqual([]);
  });

  test("cannot know at preview what uses a key without a credential or after a failed lookup", async () => {
    const { process, console, emulator, resource, declared } = await organizationWithKey();
    console.createWorkspace({ name: "Contracts", externalKeyId: resource.id });
    const changed = { ...declared, providerConfig: aws("2") };
    const offline = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(offline, resource, changed)).action).toBe("update");
    emulator.faults.add({ kind: "status", status: 403, method: "GET", path: paths.workspaces, times: 9 });
    expect((await preview(process(), resource, changed)).action).toBe("update");
  });
});
