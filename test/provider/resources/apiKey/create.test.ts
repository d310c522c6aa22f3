import { describe, expect, it } from "vitest";
import { apiKey } from "../../../../provider/resources/apiKey/plan.ts";
import { create, failures, organization, organizationWithApiKey, refusal } from "../../harness/index.ts";

describe("ApiKey create", () => {
  it("adopts a key that is as declared without a write, and stores everything that the API returns", async () => {
    const { apiKeyId, console, key, process, workspace, writes } = await organizationWithApiKey();
    const alone = await create(process(), apiKey, { apiKeyId });
    expect(alone.id).toBe(apiKeyId);
    expect(alone.outputs).toMatchObject({
      apiKeyId,
      name: "CI",
      status: "active",
      workspace: workspace.id,
      createdAt: key.created_at,
      createdBy: key.created_by,
      partialKeyHint: key.partial_key_hint,
      __managed: ["apiKeyId"],
    });
    expect(alone.outputs).not.toHaveProperty("expiresAt");
    expect(alone.outputs).not.toHaveProperty("principal");

    await create(process(), apiKey, { apiKeyId, name: " CI ", status: "active", workspace: workspace.id });

    const expiresAt = new Date(Date.now() + 86_400_000);
    const personal = console.createApiKey({ name: "mine", personal: true, expiresAt });
    const ofPerson = await create(process(), apiKey, { apiKeyId: personal.id });
    expect(ofPerson.outputs).toMatchObject({
      principal: { type: "user_actor", userId: personal.created_by?.id },
      expiresAt: personal.expires_at,
    });
    expect(ofPerson.outputs).not.toHaveProperty("workspace");
    expect(writes()).toEqual([]);
  });

  it("changes the name and status of an adopted key as declared, and reports a deactivation", async () => {
    const { apiKeyId, process, notices, writes } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, {
      apiKeyId,
      name: "CI of Research",
      status: "inactive",
    });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"name":"CI of Research","status":"inactive"}`]);
    expect(resource.outputs).toMatchObject({ name: "CI of Research", status: "inactive" });
    expect(notices).toEqual([`it: API key "CI of Research" (${apiKeyId}) was active and is inactive now.`]);
  });

  it("reads the present status of a key instead of using an older list", async () => {
    const { apiKeyId, console, process, writes } = await organizationWithApiKey();
    const session = process();
    const other = console.createApiKey({ name: "other" });
    await create(session, apiKey, { apiKeyId: other.id });
    console.setApiKeyStatus(apiKeyId, "inactive");
    await create(session, apiKey, { apiKeyId, status: "inactive" });
    expect(writes()).toEqual([]);
  });

  it("adopts a key that was created after the list of keys was requested", async () => {
    const { apiKeyId, console, process } = await organizationWithApiKey();
    const session = process();
    await create(session, apiKey, { apiKeyId });
    const young = console.createApiKey({ name: "young" });
    const resource = await create(session, apiKey, { apiKeyId: young.id });
    expect(resource.outputs).toMatchObject({ name: "young" });
  });

  it("does not archive a key that it adopts", async () => {
    const { apiKeyId, console, process, writes } = await organizationWithApiKey();
    expect(await refusal(create(process(), apiKey, { apiKeyId, status: "archived" }))).toBe(
      `cannot adopt API key "CI" (${apiKeyId}): it is active, and the program declares archived, which is final and disables the key at once. If that is intended, declare \`status: "active"\`, run \`up\`, and archive it afterwards.`,
    );
    expect(writes()).toEqual([]);
    console.setApiKeyStatus(apiKeyId, "archived");
    const resource = await create(process(), apiKey, { apiKeyId, status: "archived" });
    expect(resource.outputs).toMatchObject({ status: "archived" });
    expect(await refusal(create(process(), apiKey, { apiKeyId, status: "inactive" }))).toContain(
      "it is archived, the program declares inactive, and archiving a key is final.",
    );
    expect(writes()).toEqual([]);
  });

  it("rejects the ID of a key that does not exist", async () => {
    const { process } = await organization();
    expect(await refusal(create(process(), apiKey, { apiKeyId: "apikey_01nobody" }))).toBe(
      "cannot adopt API key apikey_01nobody: the organization has no key with this ID. Correct `apiKeyId`; keys are created in the Console.",
    );
  });

  it("rejects a key of another workspace or of no workspace", async () => {
    const { apiKeyId, console, process, workspace, writes } = await organizationWithApiKey();
    const other = console.createWorkspace({ name: "Other" });
    const args = { apiKeyId, workspace: other.id, name: "renamed" };
    expect(await refusal(create(process(), apiKey, args))).toBe(
      `cannot adopt API key "CI" (${apiKeyId}): it belongs to workspace ${workspace.id}, and the program declares ${other.id}. A key stays in its workspace: correct \`workspace\`, or set \`apiKeyId\` to a key of that workspace.`,
    );
    const personal = console.createApiKey({ name: "mine", personal: true });
    expect(
      await refusal(create(process(), apiKey, { apiKeyId: personal.id, workspace: other.id })),
    ).toContain("it belongs to no workspace, and the program declares");
    expect(writes()).toEqual([]);
  });

  it("adopts a key with `import` only if it is exactly as declared, without a write", async () => {
    const { apiKeyId, process, writes } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, { apiKeyId, status: "active", adopt: apiKeyId });
    expect(resource.outputs).toMatchObject({ status: "active", adopted: true, adopt: apiKeyId });
    expect(
      await refusal(create(process(), apiKey, { apiKeyId, name: "C", status: "inactive", adopt: apiKeyId })),
    ).toBe(
      `cannot adopt ApiKey ${apiKeyId}: it is not as declared: \`name\` is "CI" in the organization, and "C" in the program; \`status\` is "active" in the organization, and "inactive" in the program. Nothing was changed. Declare the current values, run \`up\`, and change them afterwards.`,
    );
    expect(writes()).toEqual([]);
  });

  it("rejects an `import` of another key than the declared one or of a missing key", async () => {
    const { apiKeyId, console, process } = await organizationWithApiKey();
    const other = console.createApiKey({ name: "other" });
    expect(failures(process(), apiKey, { apiKeyId, adopt: other.id })).toEqual([
      `The resource option \`import\` names ${other.id}, but the resource declares ${apiKeyId}. Remove \`import\`, or correct the declaration.`,
    ]);
    const nobody = "apikey_01nobody";
    expect(await refusal(create(process(), apiKey, { apiKeyId: nobody, adopt: nobody }))).toContain(
      "the organization has no object with this ID",
    );
  });
});
