import { describe, expect, it } from "vitest";
import { apiKey } from "../../../../provider/resources/apiKey/plan.ts";
import {
  create,
  destroy,
  type Organization,
  organization,
  preview,
  refreshed,
  refusal,
  up,
} from "../../session.ts";
import { start } from "./setup.ts";

function removeKey({ emulator }: Organization, id: string): void {
  const state = emulator.organization().state();
  emulator.organization().load({ ...state, api_keys: state.api_keys.filter((key) => key.id !== id) });
}

function page(...data: { id: string }[]) {
  return { data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id };
}

describe("changing a key", () => {
  it("sends what differs from what was kept, and judges only that", async () => {
    const { apiKeyId, byHand, process, writes } = await start();
    const held = await create(process(), apiKey, { apiKeyId, name: "CI", status: "active" });
    byHand.setApiKeyStatus(apiKeyId, "inactive");
    const renamed = await up(process(), held, { apiKeyId, name: "CD", status: "active" });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"name":"CD"}`]);
    // Somebody stopped it meanwhile: no preview showed that it would be started, so it stays stopped.
    expect(renamed.outputs).toMatchObject({ name: "CD", status: "active" });
    const seen = await refreshed(process(), renamed);
    expect(seen.inputs).toMatchObject({ status: "inactive" });
    const started = await up(process(), seen, { apiKeyId, name: "CD", status: "active" });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"status":"active"}`]);
    expect(started.outputs).toMatchObject({ status: "active" });
  });

  it("sends no status to a key that was archived after the list of keys was requested", async () => {
    const { apiKeyId, byHand, process, writes } = await start();
    const held = await create(process(), apiKey, { apiKeyId, status: "active" });
    const session = process();
    const seen = await refreshed(session, held);
    byHand.setApiKeyStatus(apiKeyId, "archived");
    expect(await refusal(up(session, seen, { apiKeyId, status: "inactive" }))).toContain("it is archived");
    expect(writes()).toEqual([]);
  });

  it("shows live values of what is not managed, and leaves them alone", async () => {
    const { apiKeyId, byHand, process, writes } = await start();
    const held = await create(process(), apiKey, { apiKeyId, name: "CI" });
    byHand.setApiKeyStatus(apiKeyId, "inactive");
    const seen = await refreshed(process(), held);
    expect(seen.outputs).toMatchObject({ status: "inactive" });
    expect(seen.inputs).not.toHaveProperty("status");
    expect((await preview(process(), seen, { apiKeyId, name: "CI" })).does).toBe("nothing");
    const renamed = await up(process(), seen, { apiKeyId, name: "CD" });
    expect(renamed.outputs).toMatchObject({ name: "CD", status: "inactive" });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"name":"CD"}`]);
  });

  it("archives for good", async () => {
    const { apiKeyId, process, writes } = await start();
    const held = await create(process(), apiKey, { apiKeyId, status: "active" });
    const archived = await up(process(), held, { apiKeyId, status: "archived" });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"status":"archived"}`]);
    expect(archived.outputs).toMatchObject({ status: "archived" });
    await expect(up(process(), archived, { apiKeyId, status: "active" })).rejects.toThrow(
      "`status` cannot become `active`",
    );
  });

  it("only records what is not in the organization", async () => {
    const { apiKeyId, process, workspace, writes } = await start();
    const held = await create(process(), apiKey, { apiKeyId });
    const args = { apiKeyId, onDelete: "deactivate", workspace: workspace.id, status: "active" };
    const changed = await up(process(), held, args);
    expect(changed.outputs).toMatchObject({ ...args, __managed: ["apiKeyId", "status", "workspace"] });
    expect(writes()).toEqual([]);
  });

  it("refuses a workspace that the key does not belong to, also when it was not declared before", async () => {
    const { apiKeyId, byHand, process, workspace } = await start();
    const other = byHand.createWorkspace({ name: "Other" });
    const held = await create(process(), apiKey, { apiKeyId });
    expect(await refusal(up(process(), held, { apiKeyId, workspace: other.id }))).toContain(
      `it belongs to workspace ${workspace.id}, and the program says ${other.id}`,
    );
  });

  it("adopts another key before it gives up the old one", async () => {
    const { apiKeyId, byHand, process, workspace, writes } = await start();
    const args = { status: "active", workspace: workspace.id, onDelete: "deactivate" };
    const held = await create(process(), apiKey, { apiKeyId, ...args });
    const next = byHand.createApiKey({ name: "CI 2", workspaceId: workspace.id, status: "inactive" });
    const news = { apiKeyId: next.id, ...args };
    expect(await preview(process(), held, news)).toMatchObject({ does: "replace", deleteFirst: false });
    const replaced = await up(process(), held, news);
    expect(replaced.id).toBe(next.id);
    expect(writes()).toEqual([
      `POST /api_keys/${next.id} {"status":"active"}`,
      `POST /api_keys/${apiKeyId} {"status":"inactive"}`,
    ]);
  });

  it("tells what to do when the organization has as many active keys as it may", async () => {
    const { apiKeyId, emulator, process } = await start("inactive");
    const held = await create(process(), apiKey, { apiKeyId, status: "inactive" });
    emulator.organization().settings.api_key_limit = 0;
    expect(await refusal(up(process(), held, { apiKeyId, status: "active" }))).toContain(
      "The organization has reached its limit of active API keys: deactivate one",
    );
  });
});

describe("a key that time or people changed", () => {
  it("is drift when it expired, and the update says what to do", async () => {
    const { byHand, emulator, process, writes } = await start();
    const expiresAt = new Date(emulator.clock.now().getTime() + 86_400_000);
    const { id: apiKeyId, expires_at: when } = byHand.createApiKey({ name: "short", expiresAt });
    const held = await create(process(), apiKey, { apiKeyId, status: "active" });
    emulator.clock.advance({ days: 2 });
    const seen = await refreshed(process(), held);
    expect(seen.inputs).toMatchObject({ status: "expired" });
    expect((await preview(process(), seen, { apiKeyId, status: "active" })).does).toBe("update");
    const reason = `it expired on ${when}, and the API cannot change the secret or the expiry of a key. Create a new key in the Console, change \`apiKeyId\` to its ID, and deactivate the old key. Or declare \`status: "archived"\`, or leave \`status\` out.`;
    expect(await refusal(up(process(), seen, { apiKeyId, status: "active" }))).toBe(
      `cannot update API key "short" (${apiKeyId}): ${reason}`,
    );
    expect(await refusal(create(process(), apiKey, { apiKeyId, status: "active" }))).toBe(
      `cannot adopt API key "short" (${apiKeyId}): ${reason}`,
    );
    // `ignoreChanges` puts the live value there, and that is no change.
    expect((await preview(process(), seen, { apiKeyId, status: "expired" })).does).toBe("nothing");
    expect((await up(process(), seen, { apiKeyId })).outputs).toMatchObject({ status: "expired" });
    expect(writes()).toEqual([]);
    const archived = await up(process(), seen, { apiKeyId, status: "archived" });
    expect(archived.outputs).toMatchObject({ status: "archived" });
  });

  it("is no drift when it expired and the status is not managed", async () => {
    const { byHand, emulator, process } = await start();
    const expiresAt = new Date(emulator.clock.now().getTime() + 86_400_000);
    const { id: apiKeyId } = byHand.createApiKey({ name: "short", expiresAt });
    const held = await create(process(), apiKey, { apiKeyId, name: "short" });
    emulator.clock.advance({ days: 2 });
    const seen = await refreshed(process(), held);
    expect(seen.outputs).toMatchObject({ status: "expired" });
    expect((await preview(process(), seen, { apiKeyId, name: "short" })).does).toBe("nothing");
  });

  it("cannot be made active when it was archived by hand", async () => {
    const { apiKeyId, byHand, process, writes } = await start("inactive");
    const held = await create(process(), apiKey, { apiKeyId, status: "inactive" });
    byHand.setApiKeyStatus(apiKeyId, "archived");
    const refused = `cannot update API key "CI" (${apiKeyId}): it is archived, the program says active, and archiving a key is final. Create a new key in the Console and change \`apiKeyId\` to its ID.`;
    // Not seen yet: found by the look before the write.
    expect(await refusal(up(process(), held, { apiKeyId, status: "active" }))).toBe(refused);
    const seen = await refreshed(process(), held);
    expect(seen.inputs).toMatchObject({ status: "archived" });
    const news = { ...held.inputs, status: "active" };
    expect(await apiKey.diff(process(), apiKeyId, seen.outputs, news)).toEqual({ changes: undefined });
    expect(await refusal(apiKey.update(process(), apiKeyId, seen.outputs, news))).toBe(refused);
    expect(writes()).toEqual([]);
  });

  it("stays in the state as removed when the API no longer knows it", async () => {
    const there = await start();
    const { apiKeyId, process, writes } = there;
    const args = { apiKeyId, onDelete: "deactivate" };
    const held = await create(process(), apiKey, args);
    removeKey(there, apiKeyId);
    const seen = await refreshed(process(), held);
    expect(seen.outputs).toMatchObject({ status: "removed", name: "CI" });
    expect((await preview(process(), seen, args)).does).toBe("update");
    expect(there.said).toEqual([expect.stringContaining('`up` will refuse to update API key "CI"')]);
    expect(await refusal(up(process(), seen, args))).toBe(
      `cannot update API key "CI" (${apiKeyId}): the organization has no such key any more. Take it out of the program, or name another key in \`apiKeyId\`.`,
    );
    // Not seen yet.
    expect(await refusal(up(process(), held, { ...args, name: "CD" }))).toContain("no such key any more");
    await destroy(process(), seen);
    expect(writes()).toEqual([]);
  });

  it("is only reported missing to whoever reads it without managing it", async () => {
    const { process } = await organization();
    expect(await refusal(apiKey.read(process(), "apikey_01nobody", {}))).toBe(
      "cannot read ApiKey apikey_01nobody: the organization has none with this id. Correct the id.",
    );
  });

  it("is not gone because a key of another organization asks", async () => {
    const { apiKeyId, emulator, process } = await start();
    const held = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    const other = "sk-ant-admin01-other";
    const { process: elsewhere } = await organization({ adminKey: other });
    const session = () => elsewhere({}, { ANTHROPIC_ADMIN_KEY: other });
    for (const ask of [
      () => refreshed(session(), held),
      () => up(session(), held, { apiKeyId, name: "CD" }),
      () => destroy(session(), held),
    ]) {
      await expect(ask()).rejects.toThrow(`this resource belongs to ${emulator.organization().id}.`);
    }
  });

  it("may have a status that nobody knows yet", async () => {
    const { apiKeyId, emulator, key, process } = await start();
    const suspended = { ...key, status: "suspended" };
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "GET",
      path: /api_keys/,
      body: page(suspended),
    });
    const held = await create(process(), apiKey, { apiKeyId, name: "CI" });
    expect(held.outputs).toMatchObject({ status: "suspended" });
    expect((await preview(process(), held, { apiKeyId, name: "CI" })).does).toBe("nothing");
  });
});
