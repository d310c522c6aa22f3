import type { ApiKeyWire, UserWire, WorkspaceWire } from "../../provider/api/objects.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import type { Session } from "../../provider/kernel/session.ts";
import type { Io } from "../output/io.ts";

/** The lists that commands about keys read: one request each per 1,000 entries. */
export interface KeyLists {
  readonly organization: string;
  readonly keys: readonly ApiKeyWire[];
  readonly workspaces: readonly WorkspaceWire[];
  readonly users: readonly UserWire[];
}

/** Reads the lists, after `checkOrganization` has accepted the organization of the credential. */
export async function readKeyLists(
  io: Io,
  { cache, guard }: Pick<Session, "cache" | "guard">,
  checkOrganization: (organization: string) => void = () => undefined,
): Promise<KeyLists> {
  io.progress("Reading the API keys ...");
  const workspaces = await cache.workspaces(OrganizationCache.anyAge);
  const organization = await guard.confirm();
  checkOrganization(organization);
  const [keys, users] = await Promise.all([
    cache.apiKeys(OrganizationCache.anyAge),
    cache.users(OrganizationCache.anyAge),
  ]);
  return { organization, keys, workspaces, users };
}
