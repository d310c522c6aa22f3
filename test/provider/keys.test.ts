import { describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../emulator/index.ts";
import { operation } from "../../provider/kernel/operation.ts";
import { changeKey } from "../../provider/keys.ts";
import { member as Member } from "../../provider/resources/member/plan.ts";
import { alice, destroy, listOf, organization, type ResourceState, refusal } from "./harness/index.ts";

const report = "/v1/organizations/usage_report/messages";

/** A Member with keys: one personal and used today, one of a workspace and last used 40 days ago, one never used. */
async function organizationWithKeys(
  deactivateKeys: unknown,
  { onDelete = "remove", ...options }: Options = {},
) {
  const context = await organization({ now: new Date("2026-11-20T10:00:00Z"), ...options });
  const { console } = context;
  const user = console.addUser({ email: alice, role: "developer" });
  const workspaceId = console.createWorkspace({ name: "Robots" }).id;
  const busy = console.createApiKey({ name: "busy", createdBy: alice, personal: true });
  const old = console.createApiKey({ name: "old", createdBy: alice, workspaceId });
  const idle = console.createApiKey({ name: "idle", createdBy: alice });
  const others = console.createApiKey({ name: "others" });
  console.createApiKey({ name: "off", createdBy: alice, status: "inactive" });
  console.createApiKey({ name: "gone", createdBy: alice, status: "archived" });
  console.useApiKey(busy.id);
  console.useApiKey(busy.id, new Date("2026-10-01T10:00:00Z"));
  console.useApiKey(old.id, new Date("2026-10-11T10:00:00Z"));
  console.useApiKey(others.id);
  const args = { email: alice, role: "developer", onDelete, deactivateKeys };
  const member = await context.existing(Member, args);
  return { ...context, user, busy, old, idle, others, member };
}
type Options = EmulatorOptions & { onDelete?: string };

const isAboutKeys = (notice: string) => notice.includes("API key");

describe("API keys of a removed user", () => {
  test("leaves the keys of a removed user unchanged by default", async () => {
    const { process, member, writes, user, notices } = await organizationWithKeys(undefined);
    await destroy(process(), member);
    expect(writes()).toEqual([`DELETE /users/${user.id}`]);
    expect(notices.filter(isAboutKeys)).toEqual([]);
  });

  test("deactivates keys that were unused for thirty days before the removal, and lists the others", async () => {
    for (const onDelete of ["remove", "demote"]) {
      const { process, member, writes, user, old, idle, busy, notices } = await organizationWithKeys(
        "unused",
        {
          onDelete,
        },
      );
      await destroy(process(), member);
      expect(writes()).toEqual([
        `POST /api_keys/${idle.id} {"status":"inactive"}`,
        `POST /api_keys/${old.id} {"status":"inactive"}`,
        onDelete === "remove" ? `DELETE /users/${user.id}` : `POST /users/${user.id} {"role":"user"}`,
      ]);
      expect(notices.slice(0, 3)).toEqual([
        `it: The API key "idle" (${idle.id}) of ${alice} was deactivated.`,
        `it: The API key "old" (${old.id}) of ${alice} was deactivated.`,
        `it: 1 active API key of ${alice} is left unchanged: "busy" (${busy.id}, in use).`,
      ]);
    }
  });

  test("deactivates the keys of a user who is demoted already", async () => {
    const { process, console, member, writes, idle } = await organizationWithKeys("unused", {
      onDelete: "demote",
    });
    console.setUserRole(alice, "user");
    await destroy(process(), member);
    expect(writes()).toHaveLength(2);
    expect(writes()).not.toContain(`POST /users/${idle.id}`);
  });

  test.each(["unused", "named"])("deactivates a key that one list lacks (%s)", async (which) => {
    const { process, member, emulator, idle, apiKeyStatus } = await organizationWithKeys("unused");
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/api_keys",
      body: listOf(),
    });
    await destroy(process(), which === "named" ? withKeys(member, [idle.id]) : member);
    expect(apiKeyStatus(idle.id)).toBe("inactive");
  });

  test("deactivates named keys although lists show their old status", async () => {
    const { process, member, emulator, idle, apiKeyStatus } = await organizationWithKeys("unused");
    const keys = emulator.organization().state().api_keys;
    const late = keys.map((key) => (key.id === idle.id ? { ...key, status: "inactive" } : key));
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/api_keys",
      body: listOf(...late),
      times: 9,
    });
    await destroy(process(), withKeys(member, [idle.id]));
    expect(apiKeyStatus(idle.id)).toBe("inactive");
  });

  test("deactivates named keys whether or not they are used, and lists the others", async () => {
    const { process, member, apiKeyStatus, busy, old, idle, notices, requests } = await organizationWithKeys(
      [],
    );
    await destroy(process(), member);
    expect(notices[0]).toContain("3 active API keys of alice@example.com are left unchanged:");
    expect(requests().filter((line) => line.startsWith("POST"))).toEqual([]);
    expect([busy, old, idle].map(({ id }) => apiKeyStatus(id))).toEqual(["archived", "active", "active"]);

    const named = await organizationWithKeys(undefined);
    const ids = [named.busy.id, named.old.id];
    await destroy(named.process(), withKeys(named.member, ids));
    expect(named.apiKeyStatus(named.old.id)).toBe("inactive");
    expect(named.apiKeyStatus(named.idle.id)).toBe("active");
    expect(named.requests().some((line) => line.includes("usage_report"))).toBe(false);
    expect(named.notices.slice(0, 3)).toEqual([
      `it: The API key "old" (${named.old.id}) of ${alice} was deactivated.`,
      `it: The API key "busy" (${named.busy.id}) of ${alice} was deactivated.`,
      `it: 1 active API key of ${alice} is left unchanged: "idle" (${named.idle.id}).`,
    ]);
  });

  test("stops the removal before any write when a named key belongs to another user or is missing", async () => {
    const { process, member, others, old, writes } = await organizationWithKeys(undefined);
    const foreign = await refusal(destroy(process(), withKeys(member, [old.id, others.id])));
    expect(foreign).toContain(`cannot deactivate "others" (${others.id})`);
    expect(foreign).toContain(`no key of ${alice} with this ID`);
    const unknown = await refusal(destroy(process(), withKeys(member, [old.id, "apikey_01typo"])));
    expect(unknown).toContain("cannot deactivate apikey_01typo");
    expect(unknown).toContain("`deactivateKeys`");
    expect(writes()).toEqual([]);
  });

  test("resumes when named keys are inactive or archived already", async () => {
    const { process, member, emulator, old, idle, user, writes, apiKeyStatus } =
      await organizationWithKeys(undefined);
    const leaving = withKeys(member, [old.id, idle.id]);
    const path = /^\/v1\/organizations\/users\/user_/;
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path });
    expect(await refusal(destroy(process(), leaving))).toContain(`cannot remove ${alice}`);
    expect(writes()).toHaveLength(3);
    await destroy(process(), leaving);
    expect(writes()).toEqual([`DELETE /users/${user.id}`]);
    expect(apiKeyStatus(old.id)).toBe("inactive");
  });

  test("requests no usage report when no key is active", async () => {
    const { process, console, member, busy, old, idle, requests, notices } =
      await organizationWithKeys("unused");
    for (const { id } of [busy, old, idle]) console.setApiKeyStatus(id, "inactive");
    await destroy(process(), member);
    expect(requests().some((line) => line.includes("usage_report"))).toBe(false);
    expect(notices.filter(isAboutKeys)).toEqual([]);
  });
});

/** The state after an `up` with these keys. */
function withKeys(member: ResourceState, deactivateKeys: readonly string[]): ResourceState {
  return { ...member, outputs: { ...member.outputs, deactivateKeys } };
}

describe("usage report that cannot be trusted", () => {
  const dayFrom = (index: number) => {
    const at = (offset: number) => new Date(Date.UTC(2026, 9, 21 + index + offset)).toISOString();
    return { starting_at: at(0), ending_at: at(1), results: [] as object[] };
  };
  const days = Array.from({ length: 31 }, (_, index) => dayFrom(index));
  const day = dayFrom(30);
  const used = (key: string | null) => ({
    api_key_id: key,
    uncached_input_tokens: 1,
    cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
    cache_read_input_tokens: 0,
    output_tokens: 1,
  });
  const page = (data: readonly object[], next: string | null = null) => ({
    kind: "status" as const,
    status: 200,
    method: "GET",
    path: report,
    body: { data, has_more: next !== null, next_page: next },
  });

  test("deactivates no key and removes no user with an implausible usage report", async () => {
    const answers: object[] = [
      { data: [], has_more: true, next_page: null },
      { data: [{ ...day, results: [] }], has_more: true, next_page: "page_same" },
      { data: [{ ...day, results: [{ api_key_id: null }] }], has_more: false, next_page: null },
      { data: [{ ...day, results: [{ key: "x" }] }], has_more: false, next_page: null },
      { data: [{ ...day, results: undefined }], has_more: false, next_page: null },
      { data: {}, has_more: false, next_page: null },
      { results: [] },
      [],
    ];
    for (const body of answers) {
      const { process, member, emulator, writes } = await organizationWithKeys("unused");
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path: report, body, times: 300 });
      const message = await refusal(destroy(process(), member));
      expect(message, JSON.stringify(body)).toMatch(
        /^cannot see which API keys of alice@example.com are in use/,
      );
      expect(writes()).toEqual([]);
    }
  });

  test("reports that the API rejects the usage report or is down", async () => {
    for (const fault of [
      { kind: "status", status: 403 },
      { kind: "status", status: 404 },
      { kind: "status", status: 500 },
      { kind: "html", status: 200 },
      { kind: "cutJson" },
      { kind: "refuse" },
    ] as const) {
      const { process, member, emulator, writes } = await organizationWithKeys("unused");
      emulator.faults.add({ ...fault, method: "GET", path: report, times: 300 });
      const message = await refusal(destroy(process(), member));
      expect(message).toContain("cannot see which API keys of alice@example.com are in use");
      expect(writes()).toEqual([]);
    }
  });

  test("deactivates no key and removes no user when a day is missing in the usage report", async () => {
    for (const missing of [0, 14, 29]) {
      const { process, member, emulator, writes } = await organizationWithKeys("unused");
      emulator.faults.add(page(days.filter((_, index) => index !== missing)));
      const message = await refusal(destroy(process(), member));
      expect(message).toMatch(/^cannot see which API keys of alice@example.com are in use: .* not complete/);
      expect(writes()).toEqual([]);
    }
  });

  test("deactivates no key and removes no user when requests have no key", async () => {
    const { process, member, emulator, writes } = await organizationWithKeys("unused");
    const [first = day, ...more] = days;
    emulator.faults.add(page([{ ...first, results: [used(null)] }, ...more]));
    const message = await refusal(destroy(process(), member));
    expect(message).toContain("the API returned usage without its key");
    expect(writes()).toEqual([]);
  });

  test("reads all pages of the usage report", async () => {
    const { process, member, emulator, busy, old, idle, apiKeyStatus } = await organizationWithKeys("unused");
    const [first = day, second = day, third = day, ...more] = days;
    emulator.faults.add(page([first], "page_2"));
    emulator.faults.add(page([{ ...second, results: [used(old.id)] }], "page_3"));
    emulator.faults.add(page([{ ...third, results: [used(busy.id), used(old.id)] }, ...more]));
    await destroy(process(), member);
    expect(apiKeyStatus(old.id)).toBe("active");
    const asked = emulator.requests
      .filter(({ path }) => path === report)
      .map(({ query }) => new URLSearchParams(query));
    expect(asked.map((query) => query.get("page"))).toEqual([null, "page_2", "page_3"]);
    expect(asked.map((query) => query.get("starting_at"))).toEqual(Array(3).fill("2026-10-21T00:00:00Z"));
    expect(asked[0]?.getAll("group_by[]")).toEqual(["api_key_id"]);
    expect(asked[0]?.getAll("api_key_ids[]")).toEqual([idle.id, old.id, busy.id]);
  });

  test("requests the usage report in parts for a user with very many keys", async () => {
    const { process, console, member, emulator, apiKeyStatus, busy } = await organizationWithKeys("unused");
    const many = Array.from({ length: 120 }, (_, index) =>
      console.createApiKey({ name: `k${index}`, createdBy: alice }),
    );
    const used = many[100]?.id ?? "";
    console.useApiKey(used);
    await destroy(process(), member);
    const asked = emulator.requests.filter(({ path }) => path === report);
    expect(asked.length).toBeGreaterThan(1);
    for (const { query } of asked) expect(query.length).toBeLessThan(4000);
    expect(apiKeyStatus(used)).toBe("active");
    expect(apiKeyStatus(many[99]?.id ?? "")).toBe("inactive");
    expect(apiKeyStatus(busy.id)).toBe("archived");
  });
});

describe("status change of a key", () => {
  test("succeeds when the key has the new status although the response was lost", async () => {
    for (const kind of ["loseResponse", "htmlAfter", "cutJson"] as const) {
      const { process, emulator, old, apiKeyStatus } = await organizationWithKeys(undefined);
      emulator.faults.add({ kind, method: "POST", path: `/v1/organizations/api_keys/${old.id}`, times: 9 });
      const now = operation(process(), {});
      const key = await changeKey(now, old.id, { status: "inactive" }, "switch it off");
      expect(key).toMatchObject({ id: old.id, status: "inactive" });
      expect(apiKeyStatus(old.id)).toBe("inactive");
    }
  });

  test("reports the error of the API when the key does not have the new status", async () => {
    const { process, emulator, old, apiKeyStatus } = await organizationWithKeys(undefined);
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: /api_keys/ });
    const now = operation(process(), {});
    const doing = changeKey(now, old.id, { status: "inactive" }, "switch it off");
    expect(await refusal(doing)).toContain("cannot switch it off");
    expect(apiKeyStatus(old.id)).toBe("active");
  });
});
