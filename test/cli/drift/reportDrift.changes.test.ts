import { describe, expect, it } from "vitest";
import { changesBetween } from "../../../cli/drift/since.ts";
import { readSnapshot } from "../../../cli/organization/snapshot.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import {
  ConsoleError,
  type Emulator,
  type FullSeed,
  type Seed,
  sampleSeed,
} from "../../../emulator/index.ts";
import { managedOrganization, rows } from "./managedOrganization.ts";

// Changes the organization at random, and derives the expected findings from the emulator's state before and after. The
// report, which comes from the API, must have exactly these.

type State = FullSeed;

/** Pseudo-random numbers that are the same in every run. */
function randomNumbers(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

function stateOf(emulator: Emulator): State {
  return structuredClone(emulator.organization().state()) as State;
}

/** The sample organization with rate limits that workspaces override. */
function seed(): Seed {
  const limits = [
    { type: "requests_per_minute", value: 100 },
    { type: "tokens_per_day", value: 200 },
  ];
  return {
    ...sampleSeed(new Date()),
    workspace_rate_limits: [
      { workspace_id: "Production", rate_limit_id: "claude-opus-5-5", limits },
      { workspace_id: "Research", rate_limit_id: "batch", limits },
    ],
  };
}

const roles = ["user", "developer", "billing", "claude_code_user", "admin"] as const;
const workspaceRoles = [
  "workspace_user",
  "workspace_restricted_developer",
  "workspace_developer",
  "workspace_admin",
] as const;

/** Makes a random change in the Console, or none if the Console rejects it. Returns its number. */
function change(emulator: Emulator, roll: (sides: number) => number, number: number): string {
  const { console: admin } = emulator.organization();
  const { users, workspaces, members, invites, api_keys: keys } = stateOf(emulator);
  const one = <T>(list: readonly T[]): T => {
    const chosen = list[roll(list.length)];
    if (chosen === undefined) throw new ConsoleError("the list is empty");
    return chosen;
  };
  const actual = workspaces.filter(({ archived_at: at }) => at === null);
  const actions: (() => unknown)[] = [
    () => admin.createWorkspace({ name: `Created ${number}`, tags: { by: "console" } }),
    () => admin.updateWorkspace(one(actual).id, { name: `Renamed ${number}` }),
    () => admin.updateWorkspace(one(actual).id, { tags: { [`t${roll(3)}`]: `${number}` } }),
    () => admin.updateWorkspace(one(actual).id, { displayColor: `#00000${roll(10)}` }),
    () => (roll(3) === 0 ? admin.archiveWorkspace(one(actual).id) : undefined),
    () => admin.addUser({ email: `new${number}@example.com`, role: one(roles) }),
    () => admin.setUserRole(one(users).id, one(roles)),
    () => admin.setUserEmail(one(users).id, `moved${number}@example.com`),
    () => admin.removeUser(one(users.filter(({ role }) => role !== "admin")).id),
    () => admin.invite(`invited${number}@example.com`, "developer"),
    () => admin.acceptInvite(one(invites.filter(({ status }) => status === "pending")).id),
    () => admin.deleteInvite(one(invites.filter(({ status }) => status === "pending")).id),
    () => admin.addMember(one(actual).id, one(users).id, one(workspaceRoles)),
    () => admin.addMember(one(actual).id, one(users).id, one(workspaceRoles)),
    () => {
      const { workspace_id: workspace, user_id: user } = one(members);
      return admin.setMemberRole(workspace, user, one(workspaceRoles));
    },
    () => {
      const { workspace_id: workspace, user_id: user } = one(members);
      return admin.removeMember(workspace, user);
    },
    () => admin.createApiKey({ name: `key ${number}`, workspaceId: one(actual).id }),
    () => admin.renameApiKey(one(keys).id, `renamed ${number}`),
    () => admin.setApiKeyStatus(one(keys).id, one(["active", "inactive", "archived"])),
    () => {
      const type = one(["requests_per_minute", "tokens_per_day", "fast_otpm"]);
      const value = roll(3) === 0 ? null : 50 * (1 + roll(4));
      return admin.setWorkspaceRateLimits(one(actual).id, one(["claude-opus-5", "batch"]), { [type]: value });
    },
  ];
  const chosen = roll(actions.length);
  try {
    actions[chosen]?.();
    return String(chosen);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    return `${chosen}, rejected`;
  }
}

const defaultColor = "#6C5BB9";

/** The expected findings, from the organization when the stack imported it, and from the present one. */
function expected(before: State, after: State, style: "each" | "list"): string[] {
  const found = new Set<string>();
  const isAdmin = (role: string) => role === "admin";
  const implicit = (role: string, workspaceRole: string) =>
    role === "admin" || (role === "billing" && workspaceRole !== "workspace_admin");
  const userBefore = new Map(before.users.map((user) => [user.id, user]));
  const userAfter = new Map(after.users.map((user) => [user.id, user]));
  const workspaceBefore = new Map(before.workspaces.map((one) => [one.id, one]));
  const workspaceAfter = new Map(after.workspaces.map((one) => [one.id, one]));
  const ordinary = (id: string) => {
    const one = workspaceBefore.get(id);
    return one !== undefined && one.archived_at === null && one.name !== "Claude Code";
  };
  const isOpen = (id: string) => workspaceAfter.get(id)?.archived_at === null;
  const invited = new Set(
    before.invites.filter(({ status }) => status === "pending").map(({ email }) => email),
  );
  const ended = (email: string) =>
    !after.invites.some((one) => one.email === email && one.status === "pending");

  for (const { id, email, role } of before.users) {
    const now = userAfter.get(id);
    const declared = !isAdmin(role);
    if (now === undefined) {
      if (declared) found.add(`removed Member ${email}`);
    } else if (declared && (now.role !== role || now.email !== email)) found.add(`changed Member ${email}`);
    // The ignore rule of an admin names the role and the email.
    else if (!declared && (now.email !== email || now.role !== role)) {
      found.add(`unmanaged Member ${now.email}`);
    }
  }
  const arrivedAs = new Set<string>();
  for (const { id, email } of after.users) {
    if (userBefore.has(id)) continue;
    // A user whose email changed after accepting is not the invited one for the stack.
    const invitation = [...invited].find((address) => address === email);
    if (invitation !== undefined) arrivedAs.add(invitation);
    found.add(invitation === undefined ? `unmanaged Member ${email}` : `ready Member ${email}`);
  }
  for (const email of invited) {
    if (!arrivedAs.has(email))
      found.add(ended(email) ? `removed Member ${email}` : `pending Member ${email}`);
  }
  for (const { id, email, status } of after.invites) {
    if (status === "pending" && !invited.has(email)) found.add(`unmanaged Invite ${id}`);
  }

  for (const { id, name, archived_at: at, tags, display_color: color } of before.workspaces) {
    const now = workspaceAfter.get(id);
    if (at !== null || now === undefined) continue;
    if (!ordinary(id)) {
      if (now.archived_at === null && now.name !== name) found.add(`unmanaged Workspace ${id}`);
    } else if (now.archived_at !== null) {
      found.add(`removed Workspace ${id}`);
      if (style === "list" && before.members.some((one) => one.workspace_id === id)) {
        found.add(`removed WorkspaceMembers ${id}`);
      }
    } else {
      const tagged =
        Object.keys(tags).length > 0 &&
        JSON.stringify(sortedTags(tags)) !== JSON.stringify(sortedTags(now.tags));
      const colored = color !== defaultColor && now.display_color !== color;
      if (now.name !== name || tagged || colored) found.add(`changed Workspace ${id}`);
    }
  }
  for (const { id, archived_at: at } of after.workspaces) {
    if (!workspaceBefore.has(id) && at === null) found.add(`unmanaged Workspace ${id}`);
  }

  const membersAfter = new Map(after.members.map((one) => [`${one.workspace_id}/${one.user_id}`, one]));
  const membersBefore = new Set<string>();
  const listed = new Set<string>();
  for (const { workspace_id: id, user_id: userId, workspace_role: role } of before.members) {
    const user = userBefore.get(userId);
    if (user === undefined) continue;
    const key = `${id}/${userId}`;
    membersBefore.add(key);
    const now = userAfter.get(userId);
    if (!ordinary(id)) {
      const member = membersAfter.get(key);
      const moved = now !== undefined && (now.email !== user.email || member?.workspace_role !== role);
      const counts = member !== undefined && now !== undefined && !implicit(now.role, member.workspace_role);
      if (moved && counts && isOpen(id)) found.add(`unmanaged WorkspaceMember ${id}/${now.email}`);
      continue;
    }
    listed.add(id);
    const row = `WorkspaceMember ${id}/${user.email}`;
    if (!isOpen(id)) {
      if (style === "each") found.add(`removed ${row}`);
      continue;
    }
    if (now === undefined) {
      found.add(`not-invited ${row}`);
      continue;
    }
    const rowNow = style === "list" ? `WorkspaceMember ${id}/${now.email}` : row;
    const moved = now.email !== user.email;
    if (implicit(now.role, role)) {
      // A list does not compare the email of a user whose organization role gives the access.
      if (moved && style === "each") found.add(`changed ${rowNow}`);
      continue;
    }
    const member = membersAfter.get(key);
    // A removed membership of a billing user becomes the implicit one, which has another role.
    const fallsBack = style === "each" && now.role === "billing";
    if (member === undefined) found.add(fallsBack ? `changed ${rowNow}` : `removed ${row}`);
    else if (member.workspace_role !== role || moved) found.add(`changed ${rowNow}`);
  }
  for (const { workspace_id: id, user_id: userId, workspace_role: role } of after.members) {
    const user = userAfter.get(userId);
    if (user === undefined || !isOpen(id) || membersBefore.has(`${id}/${userId}`)) continue;
    if (implicit(user.role, role)) continue;
    const isUndeclared = style === "list" && listed.has(id);
    found.add(`${isUndeclared ? "changed" : "unmanaged"} WorkspaceMember ${id}/${user.email}`);
  }

  const keyBefore = new Map(before.api_keys.map((key) => [key.id, key]));
  for (const { id, name, status, created_by: creator } of after.api_keys) {
    if (status === "active" && creator?.type === "user" && !userAfter.has(creator.id)) {
      found.add(`stale-key ApiKey ${id}`);
    }
    const lives = status === "active" || status === "inactive";
    const known = keyBefore.get(id);
    const accepted = known !== undefined && (known.status === "active" || known.status === "inactive");
    if (lives && !(accepted && known.name === name && known.status === status))
      found.add(`unmanaged ApiKey ${id}`);
  }

  const limitsBefore = limitsIn(before);
  const limitsAfter = limitsIn(after);
  for (const [id, declared] of limitsBefore) {
    const now = limitsAfter.get(id);
    const isChanged = [...declared].some(([type, value]) => now?.get(type) !== value);
    if (!isOpen(id.split("/")[0] ?? "")) found.add(`removed WorkspaceRateLimit ${id}`);
    else if (isChanged) found.add(`changed WorkspaceRateLimit ${id}`);
  }
  for (const [id, now] of limitsAfter) {
    const others = [...now.keys()].filter((type) => limitsBefore.get(id)?.has(type) !== true);
    if (others.length > 0 && isOpen(id.split("/")[0] ?? "")) found.add(`unmanaged WorkspaceRateLimit ${id}`);
  }
  return [...found].sort();
}

/** What workspaces override: limits by type, by the workspace and the group. */
function limitsIn({ rate_limits: entries, workspace_rate_limits: overrides }: State) {
  const groups = new Map(entries.map(({ id, group }) => [id, group.id]));
  return new Map(
    overrides.map(({ workspace_id: workspace, rate_limit_id: id, limits }) => [
      `${workspace}/${groups.get(id)}`,
      new Map(limits.map(({ type, value }) => [type, value])),
    ]),
  );
}

function sortedTags(tags: Record<string, string>): [string, string][] {
  return Object.entries(tags).sort();
}

describe("random changes outside of Pulumi", { timeout: 120_000 }, () => {
  for (const style of ["each", "list"] as const) {
    it(`random changes are in the report, and nothing else is, with memberships declared by ${style}`, async () => {
      for (let run = 1; run <= 15; run++) {
        const managed = await managedOrganization(seed(), { style });
        const before = stateOf(managed.emulator);
        const roll = randomNumbers(run * 7919 + style.length);
        const changes: string[] = [];
        for (let number = 1; number <= 12; number++) changes.push(change(managed.emulator, roll, number));
        const after = stateOf(managed.emulator);

        const report = await managed.drift();
        expect(rows(report), `run ${run}: ${changes.join("; ")}`).toEqual(expected(before, after, style));
        expect(managed.emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
      }
    });
  }

  it("random changes are in the comparison of two snapshots, and nothing else is", async () => {
    for (let run = 1; run <= 12; run++) {
      const managed = await managedOrganization(seed());
      await takeSnapshot(managed.io, { output: "before.json" });
      const before = objectsIn(stateOf(managed.emulator));
      const roll = randomNumbers(run * 104_729);
      for (let number = 1; number <= 12; number++) change(managed.emulator, roll, number);
      const after = objectsIn(stateOf(managed.emulator));
      await takeSnapshot(managed.io, { output: "after.json" });

      const differ = [...new Set([...before.keys(), ...after.keys()])]
        .filter((key) => before.get(key) !== after.get(key))
        .sort();
      const found = changesBetween(
        await readSnapshot(managed.io, "before.json"),
        await readSnapshot(managed.io, "after.json"),
      );
      const keys = found.map(({ kind, id, user, workspace }) =>
        kind === "Member"
          ? `Member ${user?.userId}`
          : kind === "WorkspaceMember"
            ? `WorkspaceMember ${workspace?.id}/${user?.userId}`
            : `${kind} ${id}`,
      );
      expect(keys.sort(), `run ${run}`).toEqual(differ);
    }
  });
});

/** Each object with the values that can change. The API does not list the members of archived workspaces. */
function objectsIn(state: State): Map<string, string> {
  const open = new Set(state.workspaces.filter(({ archived_at: at }) => at === null).map(({ id }) => id));
  return new Map<string, string>([
    ...state.workspaces.map((one): [string, string] => [
      `Workspace ${one.id}`,
      JSON.stringify([
        one.name,
        one.archived_at,
        one.display_color,
        sortedTags(one.tags),
        one.data_residency,
      ]),
    ]),
    ...state.users.map((one): [string, string] => [
      `Member ${one.id}`,
      JSON.stringify([one.email, one.role, one.name]),
    ]),
    ...state.members
      .filter((one) => open.has(one.workspace_id))
      .map((one): [string, string] => [
        `WorkspaceMember ${one.workspace_id}/${one.user_id}`,
        one.workspace_role,
      ]),
    ...[...limitsIn(state)]
      .filter(([id]) => open.has(id.split("/")[0] ?? ""))
      .map(([id, limits]): [string, string] => [
        `WorkspaceRateLimit ${id}`,
        JSON.stringify([...limits].sort()),
      ]),
    ...state.invites
      .filter(({ status }) => status !== "deleted")
      .map((one): [string, string] => [`Invite ${one.id}`, JSON.stringify([one.role, one.status])]),
    ...state.api_keys.map((one): [string, string] => [
      `ApiKey ${one.id}`,
      JSON.stringify([one.name, one.status]),
    ]),
  ]);
}
