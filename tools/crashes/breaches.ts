import { isDeepStrictEqual } from "node:util";
import type { Emulator, LoggedRequest } from "../../emulator/index.ts";
import type { Declared, Given } from "./declared.ts";

/** Checks what must never happen and what must hold after a successful `up`. Returns each breach as a sentence. */
export function breaches(
  emulator: Emulator,
  declared: Declared,
  given: Given,
  /** The requests since the program was changed. */
  requests: readonly LoggedRequest[],
): string[] {
  const found: string[] = [];
  const state = emulator.organization().state();
  const mustBe = (what: string, actual: unknown, expected: unknown) => {
    if (isDeepStrictEqual(actual, expected)) return;
    found.push(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  };

  const active = state.workspaces.filter(({ archived_at }) => archived_at === null);
  const workspaces = [...declared.workspaces.values()];
  mustBe(
    "active workspaces",
    active.map(({ name, tags }) => `${name} ${tags["team"]}`).sort(),
    workspaces.map(({ name, team }) => `${name} ${team}`).sort(),
  );
  for (const { name, archived_at } of state.workspaces) {
    if (archived_at !== null && !declared.removedWorkspaces.has(name)) found.push(`${name} was archived`);
  }

  const addressOf = new Map(state.users.map(({ id, email }) => [id, email]));
  const nameOf = new Map(active.map(({ id, name }) => [id, name]));
  mustBe(
    "memberships",
    state.members
      .filter(({ workspace_id }) => nameOf.has(workspace_id))
      .map((one) => `${nameOf.get(one.workspace_id)}: ${addressOf.get(one.user_id)} ${one.workspace_role}`)
      .sort(),
    workspaces
      .flatMap(({ name, members }) => [...members].map(([address, role]) => `${name}: ${address} ${role}`))
      .sort(),
  );

  mustBe(
    "roles",
    state.users
      .filter(({ role }) => role !== "admin")
      .map(({ email, role }) => `${email} ${role}`)
      .sort(),
    given.users
      .map((address) => `${address} ${declared.roles.get(address) ?? declared.undeclaredRoles.get(address)}`)
      .sort(),
  );

  mustBe(
    "pending invitations",
    state.invites
      .filter(({ status }) => status === "pending")
      .map(({ email }) => email)
      .sort(),
    [...declared.invites.keys()].sort(),
  );
  for (const invite of state.invites.filter(({ status }) => status === "pending")) {
    const wanted = declared.invites.get(invite.email);
    // A Member's new role takes effect only after acceptance.
    if (wanted?.kind === "Invite") mustBe(`role of ${invite.email}`, invite.role, wanted.role);
  }
  const invited = new Map<string, number>();
  for (const { to } of emulator.sentInvitations) invited.set(to, (invited.get(to) ?? 0) + 1);
  for (const [address, sent] of invited) {
    const requested = declared.invitations.get(address) ?? 0;
    if (sent > requested) found.push(`${address} was invited ${sent} times instead of ${requested}`);
  }

  for (const [id, { name, status }] of declared.keys) {
    const key = state.api_keys.find((candidate) => candidate.id === id);
    mustBe(`API key ${id}`, { name: key?.name, status: key?.status }, { name, status });
  }

  for (const { path } of requests.filter(({ method }) => method === "DELETE")) {
    if (path.startsWith("/v1/organizations/users/")) found.push(`a user was removed (${path})`);
    const [, workspaceId = "", userId = ""] = /\/workspaces\/([^/]+)\/members\/([^/]+)$/.exec(path) ?? [];
    const workspace = workspaces.find(({ name }) => name === nameOf.get(workspaceId));
    const address = addressOf.get(userId) ?? "";
    // A breach even if the membership was added again afterwards.
    if (workspace?.members.has(address)) found.push(`${address} was removed from ${workspace.name}`);
  }
  return found;
}
