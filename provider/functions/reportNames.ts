import { defaultWorkspaceName } from "../api/plausible.ts";
import { normalEmail } from "../users/email.ts";
import type { LookupContext } from "./read.ts";

/** Looks up names by ID. Returns undefined for an ID that is not on the list, such as the ID of a user who was removed. */
export interface ReportNames {
  workspace(id: string | undefined): string | undefined;
  apiKey(id: string | undefined): string | undefined;
  userEmail(id: string | undefined): string | undefined;
  /** The name of the user with this email address. */
  userName(email: string | undefined): string | undefined;
}

/** The lists that names are looked up in. */
export interface NeededLists {
  readonly workspaces?: boolean;
  readonly apiKeys?: boolean;
  readonly users?: boolean;
}

/** Requests the lists that are needed, from the cache that all functions share. */
export async function reportNames(
  { session, minFreshness }: LookupContext,
  needed: NeededLists,
): Promise<ReportNames> {
  const { cache } = session;
  const [workspaces, apiKeys, users] = await Promise.all([
    needed.workspaces ? cache.workspaces(minFreshness) : [],
    needed.apiKeys ? cache.apiKeys(minFreshness) : [],
    needed.users ? cache.users(minFreshness) : [],
  ]);
  const workspaceNames = new Map(workspaces.map(({ id, name }) => [id, name]));
  const keyNames = new Map(apiKeys.map(({ id, name }) => [id, name]));
  const emails = new Map(users.map(({ id, email }) => [id, normalEmail(email)]));
  const userNames = new Map(users.map(({ email, name }) => [normalEmail(email), name]));
  return {
    workspace: (id) => (id === undefined ? undefined : workspaceNames.get(id)),
    apiKey: (id) => (id === undefined ? undefined : keyNames.get(id)),
    userEmail: (id) => (id === undefined ? undefined : emails.get(id)),
    userName: (email) => (email === undefined ? undefined : userNames.get(email)),
  };
}

/** The name of a workspace in a report where the default workspace has no ID. */
export function workspaceName(
  names: ReportNames,
  { workspaceId }: { readonly workspaceId: string | undefined },
): string | undefined {
  return workspaceId === undefined ? defaultWorkspaceName : names.workspace(workspaceId);
}
