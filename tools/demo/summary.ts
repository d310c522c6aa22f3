import { readFile } from "node:fs/promises";
import type { UserJson, WorkspaceJson } from "../../emulator/index.ts";
import { table } from "../table.ts";
import type { Demo } from "./setUp.ts";

/** The organization at the end, and the number of requests. */
export async function summary({ screen, emulator, organization, auditLog }: Demo): Promise<void> {
  const { workspaces, members, users, invites, api_keys: keys } = organization.state();

  const workspaceRow = ({ id, name, archived_at }: WorkspaceJson) => {
    if (archived_at !== null) return [name, "archived"];
    const memberships = members.filter(({ workspace_id }) => workspace_id === id);
    const active = keys.filter(
      ({ status, scope }) => status === "active" && scope.type === "workspace" && scope.workspace_id === id,
    );
    return [name, "active", String(memberships.length), String(active.length)];
  };
  screen.table(
    "Workspaces",
    table(["NAME", "STATUS", "MEMBERS", "ACTIVE KEYS"], workspaces.map(workspaceRow), [2, 3]),
  );

  const userRow = ({ name, email, role }: UserJson) => [name, email, role];
  const invited = invites
    .filter(({ status }) => status === "pending")
    .map(({ email, role }) => ["(invited)", email, role]);
  screen.table("Users", table(["NAME", "EMAIL", "ROLE"], [...users.map(userRow), ...invited]));

  const count = (test: (method: string) => boolean) =>
    emulator.requests.filter(({ method }) => test(method)).length;
  const reads = count((method) => method === "GET");
  screen.table(
    "Requests and invitations",
    table(
      ["WHAT", "COUNT"],
      [
        ["reads", String(reads)],
        ["writes", String(emulator.requests.length - reads)],
        ["invitations sent", String(emulator.sentInvitations.length)],
      ],
      [1],
    ),
  );

  const entries = (await readFile(auditLog, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line): AuditEntry => JSON.parse(line));
  const results = new Map(entries.map(({ write, result }) => [write, result]));
  const writes = entries.filter(({ event }) => event === "intent");
  const last = writes
    .slice(-5)
    .map(({ write, stack, kind, resource, operation }) =>
      [stack, kind, resource, operation, results.get(write)].map((cell) => cell ?? ""),
    );
  screen.table(
    `Audit log, the last ${last.length} of its ${writes.length} writes`,
    table(["STACK", "KIND", "RESOURCE", "OPERATION", "RESULT"], last),
  );
}

/** A line of the audit log: `anthropic:auditLog`. */
interface AuditEntry {
  event: "intent" | "outcome";
  write: string;
  stack?: string;
  kind?: string;
  resource?: string;
  operation?: string;
  result?: string;
}
