import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import { type ApiKeyArgs, apiKey, type Inputs } from "../../../provider/resources/apiKey.ts";
import {
  create,
  createHalf,
  destroy,
  failures,
  listOf,
  type Organization,
  organization,
  preview,
  refreshed,
  refusal,
  up,
  upHalf,
} from "../session.ts";
import type { Unwrapped } from "../unwrap.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

async function start(status: "active" | "inactive" = "active") {
  const there = await organization({ pace: 0.1 });
  const workspace = there.byHand.createWorkspace({ name: "Research" });
  const key = there.byHand.createApiKey({ name: "CI", workspaceId: workspace.id, status });
  return { ...there, workspace, key, apiKeyId: key.id };
}

function statusOf({ emulator }: Organization, id: string): string | undefined {
  return emulator
    .organization()
    .state()
    .api_keys.find((key) => key.id === id)?.status;
}

function removeKey({ emulator }: Organization, id: string): void {
  const state = emulator.organization().state();
  emulator.organization().load({ ...state, api_keys: state.api_keys.filter((key) => key.id !== id) });
}

describe("what a program may say of an API key", () => {
  it("is what the class takes", () => {
    expectTypeOf<z.infer<typeof Inputs>>().toEqualTypeOf<Unwrapped<ApiKeyArgs>>();
  });

  it("needs an id, since keys are made in the Console", async () => {
    const { process } = await organization();
    expect(failures(process(), apiKey, { name: "CI" })).toEqual([
      "`apiKeyId` is required. Keys are adopted, since the API has no way to make a key, so its secret never passes through a program. Make it in the Console, and give its id as `apiKeyId`.",
    ]);
  });

  it("is said by one resource only", async () => {
    const { process } = await organization();
    const session = process();
    const two = { __origin: "acme/dev::two" };
    expect(failures(session, apiKey, { apiKeyId: "apikey_1" })).toEqual([]);
    expect(failures(session, apiKey, { apiKeyId: "apikey_1", ...two })).toEqual([
      "ApiKey apikey_1 is declared by another resource of this program already, `it`. Two that declare the same undo each other: remove one of them. Nothing is deleted as long as the other is there.",
    ]);
    expect(failures(session, apiKey, { apiKeyId: "apikey_2", ...two })).toEqual([]);
  });

  it("is not the secret, which no refusal repeats", async () => {
    const { process } = await organization();
    const secret = "sk-ant-api03-verysecret";
    const [reason = ""] = failures(process(), apiKey, { apiKeyId: secret });
    expect(reason).toBe(
      "`apiKeyId`: must be an id that begins with `apikey_`. This is a key's secret, and not its id: take it out of the program, and revoke the key if others have seen it.",
    );
    const imported = failures(process(), apiKey, { apiKeyId: "apikey_1", adopt: secret });
    expect(imported).toEqual([
      "A key's secret is not the id of an ApiKey, which begins with `apikey_`. Take it out of the program, and revoke the key if others have seen it.",
    ]);
  });

  it("is not that it has expired", async () => {
    const { process } = await organization();
    expect(failures(process(), apiKey, { apiKeyId: "apikey_1", status: "expired" })).toEqual([
      "`status`: `expired` comes with time and cannot be declared. Declare `archived`, or leave `status` out.",
    ]);
    expect(failures(process(), apiKey, { apiKeyId: "apikey_1", status: "on", onDelete: "never" })).toEqual([
      "`status`: must be `active`, `inactive` or `archived`.",
      "`onDelete`: must be `retain` or `deactivate`.",
    ]);
  });

  it("asks for nothing that the API cannot do", async () => {
    const { process } = await organization();
    const judged = (more: object) => failures(process(), apiKey, { apiKeyId: "apikey_1", ...more });
    expect(judged({ secret: true })[0]).toMatch(/^`secret`: the secret is shown once, in the Console/);
    expect(judged({ expiresAt: "2030-01-01" })[0]).toMatch(/^`expiresAt`: the API cannot give a key/);
    expect(judged({ onDelete: "delete" })[0]).toMatch(/^`onDelete`: the API cannot delete a key/);
  });

  it("may be unknown in a preview", async () => {
    const { process, requests } = await organization();
    const args = { apiKeyId: unknown, workspace: unknown, status: "active" };
    expect(failures(process(), apiKey, args)).toEqual([]);
    expect(requests()).toEqual([]);
  });

  it("does not leave `archived`, unless it is another key or was live before", async () => {
    const { process } = await organization();
    const olds = { apiKeyId: "apikey_1", status: "archived" };
    expect(failures(process(), apiKey, { apiKeyId: "apikey_1", status: "active" }, olds)).toEqual([
      "`status` cannot become `active`: the key is archived, and archiving a key is final. Make a new key in the Console, and change `apiKeyId` to it.",
    ]);
    for (const news of [
      { apiKeyId: "apikey_1", status: "archived" },
      { apiKeyId: "apikey_1" },
      { apiKeyId: "apikey_2", status: "active" },
      { apiKeyId: unknown, status: "active" },
    ]) {
      expect(failures(process(), apiKey, news, olds)).toEqual([]);
    }
    const expired = { apiKeyId: "apikey_1", status: "expired" };
    expect(failures(process(), apiKey, { ...expired }, expired)).toEqual([]);
    expect(failures(process(), apiKey, { ...expired, status: "active" }, expired)).toEqual([]);
  });

  it("is never another workspace for the same key", async () => {
    const { process } = await organization();
    const olds = { apiKeyId: "apikey_1", workspace: "wrkspc_1" };
    expect(failures(process(), apiKey, { ...olds, workspace: "wrkspc_2" }, olds)).toEqual([
      "`workspace` cannot become wrkspc_2: the key belongs to wrkspc_1 and stays there. Make a key in that workspace in the Console, and name its id in `apiKeyId`.",
    ]);
    expect(failures(process(), apiKey, { apiKeyId: "apikey_2", workspace: "wrkspc_2" }, olds)).toEqual([]);
  });
});

describe("adopting a key", () => {
  it("writes nothing when it is as declared, and tells all that the API tells", async () => {
    const { apiKeyId, byHand, key, process, workspace, writes } = await start();
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
    const personal = byHand.createApiKey({ name: "mine", personal: true, expiresAt });
    const ofPerson = await create(process(), apiKey, { apiKeyId: personal.id });
    expect(ofPerson.outputs).toMatchObject({
      principal: { type: "user_actor", userId: personal.created_by?.id },
      expiresAt: personal.expires_at,
    });
    expect(ofPerson.outputs).not.toHaveProperty("workspace");
    expect(writes()).toEqual([]);
  });

  it("makes name and status as declared, and says that the key was stopped", async () => {
    const { apiKeyId, process, said, writes } = await start();
    const held = await create(process(), apiKey, { apiKeyId, name: "CI of Research", status: "inactive" });
    expect(writes()).toEqual([`POST /api_keys/${apiKeyId} {"name":"CI of Research","status":"inactive"}`]);
    expect(held.outputs).toMatchObject({ name: "CI of Research", status: "inactive" });
    expect(said).toEqual([`it: API key "CI of Research" (${apiKeyId}) was active and is inactive now.`]);
  });

  it("judges a key by how it is now, and not by an older list", async () => {
    const { apiKeyId, byHand, process, writes } = await start();
    const session = process();
    const other = byHand.createApiKey({ name: "other" });
    await create(session, apiKey, { apiKeyId: other.id });
    byHand.setApiKeyStatus(apiKeyId, "inactive");
    await create(session, apiKey, { apiKeyId, status: "inactive" });
    expect(writes()).toEqual([]);
  });

  it("finds a key that is younger than the list", async () => {
    const { apiKeyId, byHand, process } = await start();
    const session = process();
    await create(session, apiKey, { apiKeyId });
    const young = byHand.createApiKey({ name: "young" });
    const held = await create(session, apiKey, { apiKeyId: young.id });
    expect(held.outputs).toMatchObject({ name: "young" });
  });

  it("archives nothing that was only just named", async () => {
    const { apiKeyId, byHand, process, writes } = await start();
    expect(await refusal(create(process(), apiKey, { apiKeyId, status: "archived" }))).toBe(
      `Did not take over API key "CI" (${apiKeyId}): it is active, and the program says archived, which is final and ends the key at once. If that is meant, declare \`status: "active"\`, run \`up\`, and archive it afterwards.`,
    );
    expect(writes()).toEqual([]);
    byHand.setApiKeyStatus(apiKeyId, "archived");
    const held = await create(process(), apiKey, { apiKeyId, status: "archived" });
    expect(held.outputs).toMatchObject({ status: "archived" });
    expect(await refusal(create(process(), apiKey, { apiKeyId, status: "inactive" }))).toContain(
      "it is archived, the program says inactive, and archiving a key is final.",
    );
    expect(writes()).toEqual([]);
  });

  it("refuses an id that the organization does not have", async () => {
    const { process } = await organization();
    expect(await refusal(create(process(), apiKey, { apiKeyId: "apikey_01nobody" }))).toBe(
      "Did not take over API key apikey_01nobody: the organization has no key with this id. Correct `apiKeyId`; keys are made in the Console.",
    );
  });

  it("refuses a key of another workspace, or of none", async () => {
    const { apiKeyId, byHand, process, workspace, writes } = await start();
    const other = byHand.createWorkspace({ name: "Other" });
    const args = { apiKeyId, workspace: other.id, name: "renamed" };
    expect(await refusal(create(process(), apiKey, args))).toBe(
      `Did not take over API key "CI" (${apiKeyId}): it belongs to workspace ${workspace.id}, and the program says ${other.id}. A key stays where it was made: correct \`workspace\`, or name a key of that workspace.`,
    );
    const personal = byHand.createApiKey({ name: "mine", personal: true });
    expect(
      await refusal(create(process(), apiKey, { apiKeyId: personal.id, workspace: other.id })),
    ).toContain("it belongs to no workspace, and the program says");
    expect(writes()).toEqual([]);
  });

  it("by `import` takes over what is exactly as declared, and writes nothing", async () => {
    const { apiKeyId, process, writes } = await start();
    const held = await create(process(), apiKey, { apiKeyId, status: "active", adopt: apiKeyId });
    expect(held.outputs).toMatchObject({ status: "active", adopted: true, adopt: apiKeyId });
    expect(
      await refusal(create(process(), apiKey, { apiKeyId, name: "C", status: "inactive", adopt: apiKeyId })),
    ).toBe(
      `Could not take over ApiKey ${apiKeyId}, since it is not as declared: \`name\` is "CI" there, and "C" in the program; \`status\` is "active" there, and "inactive" in the program. Nothing was changed. Make the program say what is there, run \`up\`, and change it afterwards.`,
    );
    expect(writes()).toEqual([]);
  });

  it("by `import` refuses another key than the declared one, and one that is not there", async () => {
    const { apiKeyId, byHand, process } = await start();
    const other = byHand.createApiKey({ name: "other" });
    expect(failures(process(), apiKey, { apiKeyId, adopt: other.id })).toEqual([
      `The resource option \`import\` names ${other.id}, but the resource declares ${apiKeyId}. Remove \`import\`, or correct the declaration.`,
    ]);
    const nobody = "apikey_01nobody";
    expect(await refusal(create(process(), apiKey, { apiKeyId: nobody, adopt: nobody }))).toContain(
      "the organization has none with this id",
    );
  });
});

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
      "The organization has as many active API keys as it may: deactivate one",
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
    const reason = `it expired on ${when}, and the API cannot give a key a new secret or another expiry. Make a new key in the Console, change \`apiKeyId\` to it, and deactivate the old one. Or declare \`status: "archived"\`, or leave \`status\` out.`;
    expect(await refusal(up(process(), seen, { apiKeyId, status: "active" }))).toBe(
      `Did not update API key "short" (${apiKeyId}): ${reason}`,
    );
    expect(await refusal(create(process(), apiKey, { apiKeyId, status: "active" }))).toBe(
      `Did not take over API key "short" (${apiKeyId}): ${reason}`,
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
    const refused = `Did not update API key "CI" (${apiKeyId}): it is archived, the program says active, and archiving a key is final. Make a new key in the Console, and change \`apiKeyId\` to it.`;
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
      `Did not update API key "CI" (${apiKeyId}): the organization has no such key any more. Take it out of the program, or name another key in \`apiKeyId\`.`,
    );
    // Not seen yet.
    expect(await refusal(up(process(), held, { ...args, name: "CD" }))).toContain("no such key any more");
    await destroy(process(), seen);
    expect(writes()).toEqual([]);
  });

  it("is only reported missing to whoever reads it without managing it", async () => {
    const { process } = await organization();
    expect(await refusal(apiKey.read(process(), "apikey_01nobody", {}))).toBe(
      "Could not read ApiKey apikey_01nobody: the organization has none with this id. Correct the id.",
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

function page(...data: { id: string }[]) {
  return { data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id };
}

describe("giving a key up", () => {
  it("leaves it as it is, unless asked to deactivate it", async () => {
    const there = await start();
    const { apiKeyId, process, said } = there;
    await destroy(process(), await create(process(), apiKey, { apiKeyId }));
    expect(statusOf(there, apiKeyId)).toBe("active");
    expect(said).toEqual([
      `it: API key "CI" (${apiKeyId}) is left as it is, since \`onDelete\` is not "deactivate".`,
    ]);
    await destroy(process(), await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" }));
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it("needs no removals left, since an inactive key can be made active again", async () => {
    const there = await start();
    const { apiKeyId, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    await destroy(process({ maxRemovals: "0", maxArchives: "0" }), held);
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it.each(["inactive", "archived", "expired"] as const)(
    "has nothing to do when the key is %s",
    async (status) => {
      const { byHand, emulator, process, writes } = await start();
      const expiresAt = new Date(emulator.clock.now().getTime() + 86_400_000);
      const { id: apiKeyId } = byHand.createApiKey({ name: "short", expiresAt });
      const held = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
      if (status === "expired") emulator.clock.advance({ days: 2 });
      else byHand.setApiKeyStatus(apiKeyId, status);
      await destroy(process(), held);
      expect(writes()).toEqual([]);
    },
  );

  it("looks freshly, whatever the process saw before", async () => {
    const there = await start("inactive");
    const { apiKeyId, byHand, process } = there;
    const session = process();
    const held = await create(session, apiKey, { apiKeyId, onDelete: "deactivate" });
    // Declared in this process, so that it is a hand-over; the next process deletes for good.
    const next = process();
    await refreshed(next, held);
    byHand.setApiKeyStatus(apiKeyId, "active");
    await destroy(next, held);
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it("does not trust a stale list that shows a key as inactive that was activated", async () => {
    const there = await start("inactive");
    const { apiKeyId, byHand, emulator, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    const keys = emulator.organization().state().api_keys;
    byHand.setApiKeyStatus(apiKeyId, "active");
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/api_keys",
      body: listOf(...keys),
    });
    await destroy(process(), held);
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it("leaves a key alone that another resource of the program declares now", async () => {
    const there = await start();
    const { apiKeyId, process, said, writes } = there;
    const args = { apiKeyId, status: "active", onDelete: "deactivate" };
    const held = await create(process(), apiKey, args);
    const session = process();
    await create(session, apiKey, args);
    await destroy(session, held);
    expect(writes()).toEqual([]);
    expect(said.at(-1)).toContain("is declared by another resource of this program now");
  });
});

describe("a key behind a bad connection", () => {
  const once = [
    "loseResponse",
    "refuse",
    "html",
    "htmlAfter",
    "cutJson",
    "rateLimit",
    "statusAfter",
  ] as const;

  it.each(once)(
    "is changed all the same when the write meets %s",
    async (kind) => {
      const there = await start();
      const { apiKeyId, emulator, process } = there;
      const held = await create(process(), apiKey, { apiKeyId, status: "active", onDelete: "deactivate" });
      emulator.faults.add({ kind, method: "POST", path: /api_keys/, retryAfter: 1 });
      const changed = await up(process(), held, { apiKeyId, status: "inactive", onDelete: "deactivate" });
      expect(changed.outputs).toMatchObject({ status: "inactive" });
      expect(statusOf(there, apiKeyId)).toBe("inactive");
    },
    15_000,
  );

  it("is deactivated all the same when the answers stay away", async () => {
    const there = await start();
    const { apiKeyId, emulator, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: /api_keys/, times: 10 });
    await destroy(process(), held);
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  }, 15_000);

  it("is as the API says it is, when the answer to the change has an unforeseen shape", async () => {
    const there = await start();
    const { apiKeyId, emulator, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, status: "active" });
    emulator.faults.add({
      kind: "statusAfter",
      status: 200,
      method: "POST",
      path: /api_keys/,
      body: { id: 7 },
    });
    const changed = await up(process(), held, { apiKeyId, status: "inactive" });
    expect(changed.outputs).toMatchObject({ status: "inactive", name: "CI" });
  });

  it("stays as it was for the state when the change had no effect", async () => {
    const there = await start();
    const { apiKeyId, emulator, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, status: "active" });
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: /api_keys/, body: { id: 7 } });
    expect(await refusal(up(process(), held, { apiKeyId, status: "inactive" }))).toContain(
      "the answer has a shape that this version does not know",
    );
    expect(statusOf(there, apiKeyId)).toBe("active");
  });

  it("is half-made when the API answers with another value than was sent", async () => {
    const there = await start();
    const { apiKeyId, emulator, key, process } = there;
    const body = { ...key, status: "active", name: "CI" };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: /api_keys/, times: 2, body });
    const half = await createHalf(process(), apiKey, { apiKeyId, status: "inactive" });
    expect(half.unfinished).toContain('`status` is "active" instead of "inactive". Run `up` again');
    expect(half.outputs).toMatchObject({ status: "active", apiKeyId });
    const again = await upHalf(process(), half, { apiKeyId, status: "inactive" });
    expect(again.outputs).toMatchObject({ status: "active" });
    const done = await up(process(), again, { apiKeyId, status: "inactive" });
    expect(done.outputs).toMatchObject({ status: "inactive" });
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it("is not called gone when the look-up fails", async () => {
    const { apiKeyId, emulator, process } = await start();
    const held = await create(process(), apiKey, { apiKeyId });
    emulator.faults.add({ kind: "html", status: 404, method: "GET", path: /api_keys/, times: 20 });
    expect(await refusal(refreshed(process(), held))).toContain("is not an answer of the API");
    emulator.faults.clear();
    emulator.faults.add({ kind: "status", status: 403, method: "GET", path: /api_keys/, times: 20 });
    expect(await refusal(refreshed(process(), held))).toContain("may not do this");
  }, 15_000);
});

describe("without a key", () => {
  it("previews make no request", async () => {
    const { apiKeyId, process, requests } = await start();
    const held = await create(process(), apiKey, { apiKeyId, status: "active" });
    requests();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(session, held, { apiKeyId, status: "active" })).does).toBe("nothing");
    expect((await preview(session, held, { apiKeyId, status: "inactive" })).does).toBe("update");
    expect((await preview(session, held, { apiKeyId: "apikey_2" })).does).toBe("replace");
    expect(requests()).toEqual([]);
  });
});
