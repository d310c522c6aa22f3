import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { UserError } from "../../provider/errors.ts";
import { didYouMean } from "../../provider/nearest.ts";
import { normalName } from "../../provider/text/spelling.ts";
import { confusingEmail, normalEmail } from "../../provider/users/email.ts";
import type { SnapshotSession } from "../organization/snapshotSession.ts";
import { joined, quoted } from "../output/phrases.ts";
import { doing, type Query } from "./query.ts";

/** The filters with the values that the APIs accept. A filter that is not set is undefined. */
export interface Filters {
  readonly models: readonly string[] | undefined;
  /** `wrkspc_...`, also for the default workspace. */
  readonly workspaceIds: readonly string[] | undefined;
  /** `apikey_...`, or names for the Claude Code report. */
  readonly apiKeys: readonly string[] | undefined;
  /** `user_...`, or email addresses for the Claude Code report. */
  readonly users: readonly string[] | undefined;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A filter by workspace, API key or user. */
export interface ObjectFilter {
  readonly option: string;
  readonly noun: string;
  readonly id: RegExp;
  readonly objects: () => Promise<readonly Named[]>;
  /** Normalizes a name before it is compared. */
  readonly normal?: (name: string) => string;
  /** Why a value that names no object is probably a mistake. */
  readonly mistake?: (name: string) => string | undefined;
}

/** Resolves names and email addresses to IDs. Requests only the lists that are needed, and none for values that are IDs. */
export async function resolveFilters({ cache }: SnapshotSession, query: Query): Promise<Filters> {
  const { report, filters } = query;
  const any = OrganizationCache.anyAge;
  const workspaces: ObjectFilter = {
    option: "--workspace",
    noun: "workspace",
    id: /^wrkspc_\w+$/,
    objects: () => cache.workspaces(any),
  };
  const apiKeys: ObjectFilter = {
    option: "--api-key",
    noun: "API key",
    id: /^apikey_\w+$/,
    objects: () => cache.apiKeys(any),
  };
  const users: ObjectFilter = {
    option: "--user",
    noun: "user",
    id: /^user_\w+$/,
    objects: async () => (await cache.users(any)).map(({ id, email }) => ({ id, name: normalEmail(email) })),
    normal: normalEmail,
    mistake: confusingEmail,
  };
  const idOrName = report === "claude-code" ? nameOf : idOf;
  const resolve = async (filter: ObjectFilter, values: readonly string[] | undefined) => {
    if (values === undefined) return undefined;
    const resolved = new Set<string>();
    for (const value of values) resolved.add(await idOrName(doing(report), filter, value.trim()));
    return [...resolved];
  };
  return {
    models: filters.model?.map((model) => model.trim()),
    workspaceIds: await resolve(workspaces, filters.workspace),
    apiKeys: await resolve(apiKeys, filters["api-key"]),
    users: await resolve(users, filters.user),
  };
}

/** Resolves a name to an ID. Requests no list for a value that is an ID. `doing` completes "cannot ..." in errors. */
export async function idOf(
  doing: string,
  { option, noun, id: idForm, objects, normal = normalName, mistake }: ObjectFilter,
  value: string,
): Promise<string> {
  if (idForm.test(value)) return value;
  const known = await objects();
  const [match, ...others] = known.filter(({ name }) => normal(name) === normal(value));
  if (match === undefined) {
    const names = known.map(({ name }) => name);
    const confusing = mistake?.(value);
    const question =
      confusing === undefined ? didYouMean(value, names, quoted) : `The email address ${confusing}.`;
    const hint = question === undefined ? "" : ` ${question}`;
    throw new UserError(
      `cannot ${doing}: the organization has no ${noun} ${quoted(value)}.${hint} Pass its name or ID to \`${option}\`.`,
    );
  }
  if (others.length === 0) return match.id;
  const ids = [match, ...others].map(({ id }) => id);
  throw new UserError(
    `cannot ${doing}: ${ids.length} objects have the name ${quoted(value)}. Pass one of their IDs to \`${option}\`: ${joined(ids)}.`,
  );
}

/** Resolves an ID to the name in the Claude Code report. A name may belong to an object that no longer exists. */
async function nameOf(
  doing: string,
  { option, noun, id: idForm, objects, normal = normalName }: ObjectFilter,
  value: string,
): Promise<string> {
  if (!idForm.test(value)) return normal(value);
  const match = (await objects()).find(({ id }) => id === value);
  if (match !== undefined) return match.name;
  throw new UserError(
    `cannot ${doing}: the organization has no ${noun} ${quoted(value)}. The Claude Code report has no IDs: pass the name or email address to \`${option}\`.`,
  );
}
