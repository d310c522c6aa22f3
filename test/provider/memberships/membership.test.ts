import { describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../../emulator/index.ts";
import { apiLimitation as row } from "../../../provider/apiLimitations.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import {
  addMember,
  changeRole,
  lookAfter,
  memberOf,
  mustTakeMembers,
  openWorkspace,
  takeOut,
} from "../../../provider/memberships/membership.ts";
import { failure } from "../api/setup.ts";
import { onlyDefault, organization, refusal } from "../harness/index.ts";

const collection = "/v1/organizations/workspaces/*/members";
const one = "/v1/organizations/workspaces/*/members/*";

async function office(options: EmulatorOptions = {}) {
  const made = await organization({ pace: 0.01, ...options });
  const { console, emulator, process } = made;
  const workspace = console.createWorkspace({ name: "Research" }).id;
  const alice = console.addUser({ email: "alice@example.com", role: "developer" });
  const now = operation(process(), {});
  return {
    ...made,
    workspace,
    alice,
    now,
    roles: () =>
      emulator
        .organization()
        .state()
        .members.map((member) => member.workspace_role),
    sent: () => emulator.requests.filter(({ method }) => method !== "GET").map(({ status }) => status),
  };
}

describe("a workspace", () => {
  test("is open for members while it is not archived", async () => {
    const { now, console, workspace } = await office();
    expect(await openWorkspace(now, workspace, now.began)).toMatchObject({
      open: true,
      wire: { id: workspace },
    });
    console.archiveWorkspace(workspace);
    expect(await openWorkspace(now, workspace, now.cache.now())).toMatchObject({
      open: false,
      wire: { id: workspace },
    });
  });

  test("that no list shows is asked for alone before it is called missing", async () => {
    const { now, emulator, workspace, requests } = await office();
    emulator.faults.add({ kind: "status", status: 200, method: "GET", body: onlyDefault(emulator) });
    expect((await openWorkspace(now, workspace, now.began)).open).toBe(true);
    expect(requests()).toEqual(["GET /workspaces", `GET /workspaces/${workspace}`]);
    expect(await openWorkspace(now, "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ", 0)).toEqual({
      wire: undefined,
      open: false,
    });
  });

  test("takes members unless it is the default one, archived or missing", async () => {
    const { now, console, emulator, workspace } = await office();
    await mustTakeMembers(now, workspace, now.began, "do it");
    const { id } = emulator.organization().state().default_workspace;
    expect(await refusal(mustTakeMembers(now, id, now.began, "do it"))).toBe(
      `cannot do it: ${row("defaultWorkspaceMembers")}`,
    );
    console.archiveWorkspace(workspace);
    expect(await refusal(mustTakeMembers(now, workspace, now.cache.now(), "do it"))).toBe(
      "cannot do it: the workspace is archived, which is final. Name another workspace.",
    );
  });
});

describe("a membership", () => {
  test("that was just given is on the list of this process, without asking again", async () => {
    const { now, workspace, alice, requests } = await office();
    await now.cache.members(workspace, 0);
    await addMember(now, workspace, alice, "workspace_user", "add her");
    requests();
    expect(await memberOf(now, workspace, alice.id, 0)).toMatchObject({ workspace_role: "workspace_user" });
    expect(requests()).toEqual([]);
  });

  test("is added once, however the first answer was lost", async () => {
    const { now, emulator, workspace, alice, roles, sent } = await office();
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: collection });
    const made = await addMember(now, workspace, alice, "workspace_user", "add her");
    expect(made.workspace_role).toBe("workspace_user");
    expect(roles()).toEqual(["workspace_user"]);
    expect(sent()).toHaveLength(1);
  });

  test("that was not added after all is not added twice either", async () => {
    const { now, emulator, workspace, alice, roles, sent } = await office();
    emulator.faults.add({ kind: "status", status: 503, method: "POST", path: collection, times: 2 });
    await addMember(now, workspace, alice, "workspace_user", "add her");
    expect(roles()).toEqual(["workspace_user"]);
    expect(sent()).toEqual([503, 503, 200]);
  });

  test("gets another role, whatever the answer was", async () => {
    const { now, emulator, console, workspace, alice, roles } = await office();
    console.addMember(workspace, alice.id, "workspace_user");
    emulator.faults.add({ kind: "statusAfter", status: 500, method: "POST", path: one, times: 10 });
    const changed = await changeRole(now, workspace, alice, "workspace_admin", "raise her");
    expect(changed.workspace_role).toBe("workspace_admin");
    expect(roles()).toEqual(["workspace_admin"]);
  });

  test("that is not there gets none", async () => {
    for (const nonMember of [400, 404] as const) {
      const { now, workspace, alice, sent } = await office({ assumptions: { nonMember } });
      const error = await failure(changeRole(now, workspace, alice, "workspace_admin", "raise her"));
      expect(error.message).toMatch(/^cannot raise her: the API rejected it .*not in the Workspace/);
      expect(sent()).toEqual([nonMember]);
    }
  });

  test("is waited for while the API does not know yet that it was given", async () => {
    const { now, emulator, workspace, alice, roles, sent } = await office();
    await addMember(now, workspace, alice, "workspace_user", "add her");
    emulator.assumptions.unsettledMembers = 0.15;
    await changeRole(now, workspace, alice, "workspace_admin", "raise her");
    await takeOut(now, workspace, alice, "take her out");
    expect(roles()).toEqual([]);
    expect(sent().filter((status) => status === 400).length).toBeGreaterThan(1);
  });

  test("is waited for when an earlier run has given it a moment ago, but not for long", async () => {
    const { now, emulator, console, workspace, alice, roles, sent } = await office();
    console.addMember(workspace, alice.id, "workspace_user");
    const message = "The specified user is not in the Workspace";
    emulator.faults.add({ kind: "status", status: 400, method: "POST", path: one, message, times: 2 });
    await changeRole(now, workspace, alice, "workspace_admin", "raise her");
    expect(roles()).toEqual(["workspace_admin"]);
    expect(sent()).toEqual([400, 400, 200]);

    const other = await office();
    other.console.addMember(other.workspace, other.alice.id, "workspace_user");
    other.emulator.assumptions.unsettledMembers = 3600;
    const error = await failure(
      changeRole(other.now, other.workspace, other.alice, "workspace_admin", "raise her"),
    );
    expect(error.message).toContain("not in the Workspace");
    expect(other.sent()).toEqual([400, 400, 400, 400]);
  });

  test("is waited for no longer than half a minute", async () => {
    const { now, emulator, workspace, alice, sent } = await office();
    await addMember(now, workspace, alice, "workspace_user", "add her");
    emulator.assumptions.unsettledMembers = 3600;
    const error = await failure(changeRole(now, workspace, alice, "workspace_admin", "raise her"));
    expect(error.message).toContain("not in the Workspace");
    expect(sent()).toEqual([200, 400, 400, 400, 400, 400, 400, 400]);
  });

  test("is not waited for when the API gives another reason", async () => {
    const { now, emulator, workspace, alice, sent } = await office();
    await addMember(now, workspace, alice, "workspace_user", "add her");
    emulator.faults.add({
      kind: "status",
      errorCode: "workspace_member_limit_exceeded",
      method: "POST",
      path: one,
    });
    await failure(changeRole(now, workspace, alice, "workspace_admin", "raise her"));
    expect(sent()).toEqual([200, 400]);
  });

  test("ends, and is not on the list of this process any more", async () => {
    const { now, console, workspace, alice, roles } = await office();
    console.addMember(workspace, alice.id, "workspace_user");
    expect(await memberOf(now, workspace, alice.id, 0)).toBeDefined();
    await takeOut(now, workspace, alice, "take her out");
    expect(await memberOf(now, workspace, alice.id, 0)).toBeUndefined();
    expect(roles()).toEqual([]);
  });

  test("that was just given and has just ended, though the answer was lost, is not waited for", async () => {
    for (const nonMember of [400, 404] as const) {
      const { now, emulator, workspace, alice, roles, sent } = await office({ assumptions: { nonMember } });
      await addMember(now, workspace, alice, "workspace_user", "add her");
      emulator.faults.add({ kind: "loseResponse", method: "DELETE", path: one });
      emulator.clearRequests();
      await takeOut(now, workspace, alice, "take her out");
      expect(roles()).toEqual([]);
      expect(sent()).toHaveLength(2);
      expect(sent()[1]).toBe(nonMember);
      expect(emulator.requests.filter(({ method }) => method === "GET")).toHaveLength(2);
    }
  });

  test.each([
    ["a 403", { kind: "status", status: 403 }],
    ["a 500 again and again", { kind: "status", status: 500, times: 99 }],
    ["broken connections", { kind: "refuse", times: 99 }],
    ["a proxy's page", { kind: "html", times: 99 }],
  ] as const)("that a late list does not have has not ended when the removal met %s", async (_, fault) => {
    const { process, console, emulator, workspace, alice, roles } = await office({
      assumptions: { staleLists: 3600 },
    });
    emulator.clock.advance({ hours: 2 });
    console.addMember(workspace, alice.id, "workspace_user");
    const now = operation(process(), {});
    expect(await memberOf(now, workspace, alice.id, now.began)).toBeUndefined();
    emulator.faults.add({ ...fault, method: "DELETE", path: one });
    await failure(takeOut(now, workspace, alice, "take her out"));
    expect(roles()).toEqual(["workspace_user"]);
    emulator.faults.clear();
    expect(await takeOut(now, workspace, alice, "take her out")).toBe("removed");
    expect(roles()).toEqual([]);
  });

  test("that has not ended, though it could not be seen, is ended in the end", async () => {
    const { now, emulator, workspace, alice, roles } = await office();
    await addMember(now, workspace, alice, "workspace_user", "add her");
    emulator.assumptions.unsettledMembers = 0.1;
    emulator.faults.add({ kind: "refuse", method: "DELETE", path: one });
    emulator.faults.add({ kind: "status", status: 500, method: "DELETE", path: one });
    await takeOut(now, workspace, alice, "take her out");
    expect(roles()).toEqual([]);
  });

  test("that is over already has ended", async () => {
    for (const nonMember of [400, 404] as const) {
      const { now, workspace, alice } = await office({ assumptions: { nonMember } });
      await takeOut(now, workspace, alice, "take her out");
    }
  });

  test("of a billing member falls back to what they inherit", async () => {
    const { now, console, workspace, alice, roles, writes } = await office();
    const billing = console.setUserRole(alice.id, "billing");
    console.addMember(workspace, alice.id, "workspace_admin");
    await takeOut(now, workspace, billing, "take her out");
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${alice.id} {"workspace_role":"workspace_billing"}`,
    ]);
    expect(roles()).toEqual([]);
  });

  test("that the API will not end stays, and the refusal is told", async () => {
    const { now, console, emulator, workspace, alice } = await office();
    console.addMember(workspace, alice.id, "workspace_user");
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path: one, message: "Not you" });
    expect((await failure(takeOut(now, workspace, alice, "take her out"))).message).toMatch(
      /^cannot take her out: the API rejected it \(403 permission_error: Not you\)/,
    );
  });

  test("that cannot be looked at after a failure leaves the failure to be told", async () => {
    const { now, emulator, workspace, alice } = await office();
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: collection });
    const error = await failure(addMember(now, workspace, alice, "workspace_user", "add her"));
    emulator.faults.add({ kind: "status", status: 500, method: "GET", path: collection, times: 10 });
    await expect(lookAfter(now, workspace, alice, error)).rejects.toBe(error);
  });
});
