import { expect, it } from "vitest";
import { emulate } from "./setup.ts";

it("sampleSeed has users of every Console role, and invitations and API keys of every status", async () => {
  const emulator = await emulate({ seed: "sample", now: new Date("2031-01-01T00:00:00Z") });
  const state = emulator.organization().state();
  const values = <T>(items: readonly T[], of: (item: T) => string) => [...new Set(items.map(of))].sort();
  expect(values(state.users, (user) => user.role)).toEqual([
    "admin",
    "billing",
    "claude_code_user",
    "developer",
    "user",
  ]);
  expect(values(state.invites, (invite) => invite.status)).toEqual([
    "accepted",
    "deleted",
    "expired",
    "pending",
  ]);
  expect(values(state.api_keys, (key) => key.status)).toEqual(["active", "archived", "expired", "inactive"]);
  expect(values(state.api_keys, (key) => key.scope.type)).toEqual(["organization", "workspace"]);
  expect(state.users).toHaveLength(12);
  expect(state.workspaces).toHaveLength(6);
  expect(state.workspaces.filter((one) => one.archived_at !== null).map((one) => one.name)).toEqual([
    "Prototype 2024",
  ]);
  expect(state.workspaces.map((one) => one.name)).toContain("Claude Code");
  expect(state.users.every((user) => user.email.endsWith("@example.com"))).toBe(true);
});
