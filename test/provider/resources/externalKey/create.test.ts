import { describe, expect, test } from "vitest";
import { externalKey as ExternalKey } from "../../../../provider/resources/externalKey/plan.ts";
import {
  create,
  createPartially,
  destroy,
  drift,
  lostAfterWrite,
  organization,
  paths,
  preview,
  refusal,
  rejection,
  up,
} from "../../harness/index.ts";
import { arn, aws, azure, gcp, organizationWithKey } from "./keys.ts";

const fast = { pace: 0.001 };

describe("create of an ExternalKey", () => {
  test.each([
    ["aws", { ...aws(), region: "us-east-1" }, { type: "aws", kms_arn: arn("1") }],
    ["gcp", gcp(), { type: "gcp", key_name: gcp().keyName }],
    [
      "azure",
      { ...azure, clientId: azure.tenantId },
      {
        type: "azure",
        key_name: "claude",
        tenant_id: azure.tenantId,
        vault_uri: azure.vaultUri,
        client_id: azure.tenantId,
      },
    ],
  ])(
    "sends every argument under the name of the API, and validates the key: %s",
    async (_, providerConfig, wire) => {
      const { process, writes } = await organization({
        ...fast,
        seed: { version: 1, settings: { user_profiles: [{ id: "uprof_1" }] } },
      });
      const args = { providerConfig, displayName: "Main", geo: "us", userProfileId: "uprof_1" };
      const made = await create(process(), ExternalKey, args);
      const { id, outputs } = made;
      const body = { provider_config: wire, display_name: "Main", geo: "us", user_profile_id: "uprof_1" };
      expect(writes()).toEqual([
        `POST /external_keys ${JSON.stringify(body)}`,
        `POST /external_keys/${id}/validate`,
      ]);
      expect(outputs).toMatchObject({ validation: "success", adopted: false, geo: "us" });
      expect(outputs["validationError"]).toBeUndefined();
      expect((await preview(process(), made, args)).action).toBe("nothing");
      expect(await drift(process(), made)).toBe("nothing");
    },
  );

  test("fails if the validation fails, keeps the key, and validates it again in the next run", async () => {
    const { process, emulator, console, writes, state, notices } = await organization(fast);
    const args = { providerConfig: aws(), displayName: "Main" };
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.validate,
      body: { type: "external_key_validation", status: "failure", error: "Access denied." },
      times: 4,
    });
    const partial = await createPartially(process(), ExternalKey, args);
    expect(partial.initError).toBe(
      `External key "Main" (${partial.id}) exists, but its validation failed (Access denied). Check that the key management service grants Anthropic access to the key, and that the key names your organization. Then run \`pulumi up\` again, which validates it again, or set \`onInvalid: "warn"\`.`,
    );
    expect(partial.outputs).toMatchObject({ validation: "failure", validationError: "Access denied" });
    expect(writes().filter((line) => line.endsWith("/validate"))).toHaveLength(4);
    const repaired = await up(process(), partial, args);
    expect(writes()).toEqual([`POST /external_keys/${partial.id}/validate`]);
    expect(repaired.outputs).toMatchObject({ validation: "success" });
    expect(repaired.outputs["validationError"]).toBeUndefined();
    expect(state().external_keys).toHaveLength(1);
    expect(notices).toEqual([]);
    console.setExternalKeyValidation(partial.id, "failure");
    // A success is not checked again without a change.
    expect((await preview(process(), repaired, args)).action).toBe("nothing");
  });

  test("succeeds if a validation succeeds after a failure", async () => {
    const { process, emulator } = await organization(fast);
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.validate,
      body: { type: "external_key_validation", status: "failure", error: null },
      times: 2,
    });
    const { outputs } = await create(process(), ExternalKey, { providerConfig: aws() });
    expect(outputs).toMatchObject({ validation: "success" });
  });

  test("only warns with `onInvalid`, and does not validate again in the next run", async () => {
    const { process, emulator, notices, writes } = await organization(fast);
    const args = { providerConfig: aws(), onInvalid: "warn" };
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.validate,
      body: { type: "external_key_validation", status: "failure", error: "Access denied" },
      times: 4,
    });
    const made = await create(process(), ExternalKey, args);
    expect(notices).toEqual([
      `it: External key ${made.id} exists, but its validation failed (Access denied). Check that the key management service grants Anthropic access to the key, and that the key names your organization. No workspace can use it until its validation succeeds.`,
    ]);
    expect(made.outputs).toMatchObject({ validation: "failure" });
    writes();
    expect((await preview(process(), made, args)).action).toBe("nothing");
    const strict = await up(process(), made, { providerConfig: aws() });
    expect(strict.outputs).toMatchObject({ validation: "success" });
    expect(writes()).toEqual([`POST /external_keys/${made.id}/validate`]);
  });

  test.each([
    ["403 sandbox_egress_restricted", { kind: "status", errorCode: "sandbox_egress_restricted" }],
    ["the connection broke", { kind: "loseResponse" }],
    ["the API failed (502", { kind: "html" }],
  ] as const)("keeps a key whose validation could not be completed: %s", async (reason, fault) => {
    const { process, emulator, state } = await organization(fast);
    const args = { providerConfig: aws() };
    emulator.faults.add({ ...fault, path: paths.validate, times: 99 });
    const partial = await createPartially(process(), ExternalKey, args);
    expect(partial.initError).toMatch(
      /exists, but its validation could not be completed: cannot validate external key ekey_\w+: /,
    );
    expect(partial.initError).toContain(reason);
    expect(partial.outputs).toMatchObject({ validation: "pending" });
    emulator.faults.clear();
    expect((await up(process(), partial, args)).outputs).toMatchObject({ validation: "success" });
    expect(state().external_keys).toHaveLength(1);
  });

  test.each(lostAfterWrite)("creates one key when $name", async ({ fault }) => {
    const { process, emulator, state, notices } = await organization(fast);
    emulator.faults.add({ ...fault, method: "POST", path: paths.externalKeys });
    const { id, outputs } = await create(process(), ExternalKey, {
      providerConfig: aws(),
      displayName: "Main",
    });
    expect(state().external_keys.map((key) => key.id)).toEqual([id]);
    expect(outputs).toMatchObject({ adopted: true, validation: "success" });
    expect(notices).toEqual([
      `it: External key "Main" (${id}) was found after the response to its create was lost. Another client may have created it at the same time, so delete leaves it unchanged unless the program sets \`onDelete: "delete"\`.`,
    ]);
  });

  test("names the line that adopts a key that may exist", async () => {
    const { process, emulator } = await organization(fast);
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: paths.externalKeys });
    emulator.assumptions.staleLists = 3600;
    const error = await rejection(create(process(), ExternalKey, { providerConfig: aws() }));
    expect(error.message).toContain('If it exists, adopt it with `import: "ekey_..."`');
  });

  test("adopts a key that has exactly the declared values, and leaves it when it is deleted", async () => {
    const { process, console, notices, writes, state } = await organization(fast);
    const kms_arn = arn("1");
    const { id } = console.createExternalKey({
      providerConfig: { type: "aws", kms_arn },
      displayName: "Main",
    });
    const args = { providerConfig: aws(), displayName: "Main" };
    const adopted = await create(process(), ExternalKey, args);
    expect(adopted).toMatchObject({ id, outputs: { adopted: true, validation: "success" } });
    expect(notices).toEqual([`it: External key "Main" (${id}) has the declared values and is adopted.`]);
    expect(writes()).toEqual([`POST /external_keys/${id}/validate`]);
    await destroy(process(), adopted);
    expect(state().external_keys).toHaveLength(1);
    expect(notices.at(-1)).toBe(
      `it: External key "Main" (${id}) is left unchanged, since it is not certain that this stack created it (\`adopted\` is \`true\`).`,
    );
    const named = await create(process(), ExternalKey, { providerConfig: aws(), displayName: "Other" });
    expect(named.id).not.toBe(id);
  });

  test("the create of an ExternalKey has the ARN as its ID on Claude Platform on AWS", async () => {
    const { process, state, requests } = await organization({
      ...fast,
      assumptions: { externalKeyIds: "arn" },
    });
    const made = await create(process(), ExternalKey, { providerConfig: aws() });
    expect(made.id).toBe(arn("1"));
    const again = create(process(), ExternalKey, { providerConfig: aws(), displayName: "Main" });
    expect(await refusal(again)).toBe(
      `cannot create external key "Main": external key ${arn("1")} has this configuration already. If you renamed or moved this resource, add the resource option \`aliases\`. To adopt the key, declare its name and user profile, and add the resource option \`import: "${arn("1")}"\`.`,
    );
    requests();
    await destroy(process(), made);
    expect(state().external_keys).toEqual([]);
    expect(requests().at(-1)).toBe(`DELETE /external_keys/${encodeURIComponent(arn("1"))}`);
  });

  test("the create of an ExternalKey is found again after it was renamed in the program without an alias", async () => {
    const { process, resource, declared, writes, state } = await organizationWithKey();
    const session = process();
    const renamed = await create(session, ExternalKey, { ...declared, __origin: "acme/dev::renamed" });
    expect(renamed.id).toBe(resource.id);
    await destroy(session, resource);
    expect(state().external_keys).toHaveLength(1);
    expect(writes().filter((line) => !line.endsWith("/validate"))).toEqual([]);
  });
});
