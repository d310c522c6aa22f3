import { describe, expect, it } from "vitest";
import { apiKey } from "../../../../provider/resources/apiKey/plan.ts";
import {
  create,
  destroy,
  type Organization,
  organization,
  organizationWithApiKey,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

function removeKey({ emulator }: Organization, id: string): void {
  const state = emulator.organization().state();
  emulator.organization().load({ ...state, api_keys: state.api_keys.filter((key) => key.id !== id) });
}

function page(...data: { id: string }[]) {
  return { data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id };
}

describe("ApiKey update", () => {
  it("sends only the differences from the stored outputs of a key", async () => {
    const { apiKeyId, console, process, writes } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, { apiKeyId, name: "CI", status: "active" });
    console.setApiKeyStatus(apiKeyId, "inactive");
    const renamed = await up(process(), resource, { apiKeyId, name: "CD", status: "active" });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"name":"CD"}`]);
    // The key was deactivated meanwhile. No preview showed its activation, so it stays inactive.
    expect(renamed.outputs).toMatchObject({ name: "CD", status: "active" });
    const seen = await refreshed(process(), renamed);
    expect(seen.inputs).toMatchObject({ status: "inactive" });
    const started = await up(process(), seen, { apiKeyId, name: "CD", status: "active" });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"status":"active"}`]);
    expect(started.outputs).toMatchObject({ status: "active" });
  });

  it("sends no status to a key that was archived after the list of keys was requested", async () => {
    const { apiKeyId, console, process, writes } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, { apiKeyId, status: "active" });
    const session = process();
    const seen = await refreshed(session, resource);
    console.setApiKeyStatus(apiKeyId, "archived");
    expect(await refusal(up(session, seen, { apiKeyId, status: "inactive" }))).toContain("it is archived");
    expect(writes()).toEqual([]);
  });

  it("stores present values of unmanaged properties of a key and does not change them", async () => {
    const { apiKeyId, console, process, writes } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, { apiKeyId, name: "CI" });
    console.setApiKeyStatus(apiKeyId, "inactive");
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ status: "inactive" });
    expect(seen.inputs).not.toHaveProperty("status");
    expect((await preview(process(), seen, { apiKeyId, name: "CI" })).action).toBe("nothing");
    const renamed = await up(process(), seen, { apiKeyId, name: "CD" });
    expect(renamed.outputs).toMatchObject({ name: "CD", status: "inactive" });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"name":"CD"}`]);
  });

  it("archives a key when the program declares it", async () => {
    const { apiKeyId, process, writes } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, { apiKeyId, status: "active" });
    const archived = await up(process(), resource, { apiKeyId, status: "archived" });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"status":"archived"}`]);
    expect(archived.outputs).toMatchObject({ status: "archived" });
    await expect(up(process(), archived, { apiKeyId, status: "active" })).rejects.toThrow(
      "`status` cannot become `active`",
    );
  });

  it("records local properties of an ApiKey without a write", async () => {
    const { apiKeyId, process, workspace, writes } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, { apiKeyId });
    const args = { apiKeyId, onDelete: "deactivate", workspace: workspace.id, status: "active" };
    const changed = await up(process(), resource, args);
    expect(changed.outputs).toMatchObject({ ...args, __managed: ["apiKeyId", "status", "workspace"] });
    expect(writes()).toEqual([]);
  });

  it("rejects a workspace that the key does not belong to, even when none was declared before", async () => {
    const { apiKeyId, console, process, workspace } = await organizationWithApiKey();
    const other = console.createWorkspace({ name: "Other" });
    const resource = await create(process(), apiKey, { apiKeyId });
    expect(await refusal(up(process(), resource, { apiKeyId, workspace: other.id }))).toContain(
      `it belongs to workspace ${workspace.id}, and the program declares ${other.id}`,
    );
  });

  it("adopts the new key before it deactivates the replaced one", async () => {
    const { apiKeyId, console, process, workspace, writes } = await organizationWithApiKey();
    const args = { status: "active", workspace: workspace.id, onDelete: "deactivate" };
    const resource = await create(process(), apiKey, { apiKeyId, ...args });
    const next = console.createApiKey({ name: "CI 2", workspaceId: workspace.id, status: "inactive" });
    const news = { apiKeyId: next.id, ...args };
    expect(await preview(process(), resource, news)).toMatchObject({ action: "replace", deleteFirst: false });
    const replaced = await up(process(), resource, news);
    expect(replaced.id).toBe(next.id);
    expect(writes()).toEqual([
      `POST /api_keys/${next.id} {"status":"active"}`,
      `POST /api_keys/${apiKeyId} {"status":"inactive"}`,
    ]);
  });

  it("says what to do when the organization has reached its limit of active API keys", async () => {
    const { apiKeyId, emulator, process } = await organizationWithApiKey("inactive");
    const resource = await create(process(), apiKey, { apiKeyId, status: "inactive" });
    emulator.organization().settings.api_key_limit = 0;
    expect(await refusal(up(process(), resource, { apiKeyId, status: "active" }))).toContain(
      "The organization has reached its limit of active API keys: deactivate one",
    );
  });
});

describe("ApiKey drift", () => {
  it("reports an expired key as drift, and its update says what to do", async () => {
    const { console, emulator, process, writes } = await organizationWithApiKey();
    const expiresAt = new Date(emulator.clock.now().getTime() + 86_400_000);
    const { id: apiKeyId, expires_at: when } = console.createApiKey({ name: "short", expiresAt });
    const resource = await create(process(), apiKey, { apiKeyId, status: "active" });
    emulator.clock.advance({ days: 2 });
    const seen = await refreshed(process(), resource);
    expect(seen.inputs).toMatchObject({ status: "expired" });
    expect((await preview(process(), seen, { apiKeyId, status: "active" })).action).toBe("update");
    const reason = `it expired on ${when}, and the API cannot change the secret or the expiry of a key. Create a new key in the Console, change \`apiKeyId\` to its ID, and deactivate the old key. Or declare \`status: "archived"\`, or leave \`status\` out.`;
    expect(await refusal(up(process(), seen, { apiKeyId, status: "active" }))).toBe(
      `cannot update API key "short" (${apiKeyId}): ${reason}`,
    );
    expect(await refusal(create(process(), apiKey, { apiKeyId, status: "active" }))).toBe(
      `cannot adopt API key "short" (${apiKeyId}): ${reason}`,
    );
    // `ignoreChanges` passes the current value as input, which is no change.
    expect((await preview(process(), seen, { apiKeyId, status: "expired" })).action).toBe("nothing");
    expect((await up(process(), seen, { apiKeyId })).outputs).toMatchObject({ status: "expired" });
    expect(writes()).toEqual([]);
    const archived = await up(process(), seen, { apiKeyId, status: "archived" });
    expect(archived.outputs).toMatchObject({ status: "archived" });
  });

  it("does not report an expired key as drift when its status is not managed", async () => {
    const { console, emulator, process } = await organizationWithApiKey();
    const expiresAt = new Date(emulator.clock.now().getTime() + 86_400_000);
    const { id: apiKeyId } = console.createApiKey({ name: "short", expiresAt });
    const resource = await create(process(), apiKey, { apiKeyId, name: "short" });
    emulator.clock.advance({ days: 2 });
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ status: "expired" });
    expect((await preview(process(), seen, { apiKeyId, name: "short" })).action).toBe("nothing");
  });

  it("ApiKey cannot activate a key that was archived outside of Pulumi", async () => {
    const { apiKeyId, console, process, writes } = await organizationWithApiKey("inactive");
    const resource = await create(process(), apiKey, { apiKeyId, status: "inactive" });
    console.setApiKeyStatus(apiKeyId, "archived");
    const refused = `cannot update API key "CI" (${apiKeyId}): it is archived, the program declares active, and archiving a key is final. Create a new key in the Console and change \`apiKeyId\` to its ID.`;
    // Not in state, but found before the write.
    expect(await refusal(up(process(), resource, { apiKeyId, status: "active" }))).toBe(refused);
    const seen = await refreshed(process(), resource);
    expect(seen.inputs).toMatchObject({ status: "archived" });
    const news = { ...resource.inputs, status: "active" };
    expect(await apiKey.diff(process(), apiKeyId, seen.outputs, news)).toEqual({ changes: undefined });
    expect(await refusal(apiKey.update(process(), apiKeyId, seen.outputs, news))).toBe(refused);
    expect(writes()).toEqual([]);
  });

  it("keeps a key that the API no longer returns in state as removed", async () => {
    const context = await organizationWithApiKey();
    const { apiKeyId, process, writes } = context;
    const args = { apiKeyId, onDelete: "deactivate" };
    const resource = await create(process(), apiKey, args);
    removeKey(context, apiKeyId);
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ status: "removed", name: "CI" });
    expect((await preview(process(), seen, args)).action).toBe("update");
    expect(context.notices).toEqual([expect.stringContaining('`up` will refuse to update API key "CI"')]);
    expect(await refusal(up(process(), seen, args))).toBe(
      `cannot update API key "CI" (${apiKeyId}): the organization no longer has this key. Remove it from the program, or set \`apiKeyId\` to another key.`,
    );
    // Not in state yet.
    expect(await refusal(up(process(), resource, { ...args, name: "CD" }))).toContain(
      "no longer has this key",
    );
    await destroy(process(), seen);
    expect(writes()).toEqual([]);
  });

  it("fails to read a missing key that is not managed", async () => {
    const { process } = await organization();
    expect(await refusal(apiKey.read(process(), "apikey_01nobody", {}))).toBe(
      "cannot read ApiKey apikey_01nobody: the organization has no object with this ID. Correct the ID.",
    );
  });

  it("keeps a key in state when the credential is of another organization", async () => {
    const { apiKeyId, emulator, process } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    const other = "sk-ant-admin01-other";
    const { process: elsewhere } = await organization({ adminKey: other });
    const session = () => elsewhere({}, { ANTHROPIC_ADMIN_KEY: other });
    for (const ask of [
      () => refreshed(session(), resource),
      () => up(session(), resource, { apiKeyId, name: "CD" }),
      () => destroy(session(), resource),
    ]) {
      await expect(ask()).rejects.toThrow(`this resource belongs to ${emulator.organization().id}.`);
    }
  });

  it("accepts a status of a key that this version does not know", async () => {
    const { apiKeyId, emulator, key, process } = await organizationWithApiKey();
    const suspended = { ...key, status: "suspended" };
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "GET",
      path: /api_keys/,
      body: page(suspended),
    });
    const resource = await create(process(), apiKey, { apiKeyId, name: "CI" });
    expect(resource.outputs).toMatchObject({ status: "suspended" });
    expect((await preview(process(), resource, { apiKeyId, name: "CI" })).action).toBe("nothing");
  });
});
