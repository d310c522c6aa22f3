import { expect, it } from "vitest";
import { sessionFor, withoutAuditLog } from "../../../cli/organization/snapshotSession.ts";
import { workdirOf } from "../workdir.ts";

it("reads each list and each object once, however fresh it must be", async () => {
  const { io, emulator } = await workdirOf({ seed: "sample" });
  const { cache } = sessionFor(io, () => undefined);
  const [user] = emulator.organization().state().users;
  const [workspace] = emulator.organization().state().workspaces;
  for (let count = 0; count < 2; count += 1) {
    await cache.users(cache.now());
    await cache.invites(cache.now());
    await cache.workspaces(cache.now());
    await cache.apiKeys(cache.now());
    await cache.members(workspace?.id ?? "", cache.now());
    await cache.confirmUser(user?.id ?? "");
    await cache.confirmWorkspace(workspace?.id ?? "");
  }
  expect(emulator.requests.map(({ path }) => path.replace("/v1/organizations/", ""))).toEqual([
    "users",
    "invites",
    "workspaces",
    "api_keys",
    `workspaces/${workspace?.id}/members`,
    `users/${user?.id}`,
    `workspaces/${workspace?.id}`,
  ]);
});

it("prints notices until they are muted, and none in the session of another stack", async () => {
  const { io, progress } = await workdirOf({});
  const session = sessionFor(io, () => undefined);
  session.notify("rateLimited", "Waiting.");
  session.withSettings(() => undefined).notify("adopted", "Adopted.", "a");
  session.muteNotices();
  session.notify("retained", "Retained.", "a");
  expect(progress).toEqual(["Waiting."]);
});

it("shares the lists with the session of another stack, which has its own settings", async () => {
  const { io, emulator } = await workdirOf({ seed: "sample" });
  const session = sessionFor(io, () => undefined);
  const other = session.withSettings((key) => (key === "anthropic:invite" ? "never" : undefined));
  expect([session.settings.invite, other.settings.invite]).toEqual(["send", "never"]);
  await session.cache.users(session.cache.now());
  await other.cache.users(other.cache.now());
  expect(emulator.requests).toHaveLength(1);
});

it("ignores the audit log of the stack, and rejects other invalid settings", async () => {
  const { io } = await workdirOf({});
  const auditLog = (key: string) => (key === "anthropic:auditLog" ? "/no/such/folder/log" : undefined);
  expect(withoutAuditLog(auditLog)("anthropic:auditLog")).toBeUndefined();
  sessionFor(io, auditLog);
  const invalid = (key: string) => (key === "anthropic:maxArchives" ? "many" : undefined);
  expect(() => sessionFor(io, invalid)).toThrow(/maxArchives/);
});
