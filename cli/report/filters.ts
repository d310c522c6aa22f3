import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { UserError } from "../../provider/errors.ts";
import { nearestOf } from "../../provider/nearest.ts";
import { normalEmail } from "../../provider/users/email.ts";
import type { SnapshotSession } from "../organization/snapshotSession.ts";
import { joined, quoted } from "../output/phrases.ts";
import { doing, type Query } from "./query.ts";

/** The filters with the values that the reports know. A filter without a value is undefined. */
export interface Filters {
  readonly models: readonly string[] | undefined;
  /** `wrkspc_...`, also for the default workspace. */
  readonly workspaceIds: readonly string[] | undefined;
  /** `apikey_...`; the names for the Claude Code report. */
  readonly apiKeys: readonly string[] | undefined;
  /** `user_...`; the email addresses for the Claude Code report. */
  readonly users: readonly string[] | undefined;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** One of the three filters by object. */
interface ObjectFilter {
  readonly option: string;
  readonly noun: string;
  readonly id: RegExp;
  readonly objects: () => Promise<readonly Named[]>;
  /** What the option also accepts as a name. */
  readonly normal?: (name: string) => string;
}

/** Resolves names and email addresses. Requests only the lists that are needed. An ID is not looked up. */
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
  };
  const resolve = report === "claude-code" ? namesOf : idsOf;
  return {
    models: trimmed(filters.model),
    workspaceIds: await resolve(doing(report), workspaces, trimmed(filters.workspace)),
    apiKeys: await resolve(doing(report), apiKeys, trimmed(filters["api-key"])),
    users: await resolve(doing(report), users, trimmed(filters.user)),
  };
}

function trimmed(values: readonly string[] | undefined): readonly string[] | undefined {
  return values?.map((value) => value.trim());
}

async function idsOf(
  doing: string,
  filter: ObjectFilter,
  values: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  if (values === undefined) return undefined;
  const { option, noun, id: idForm, normal = (name) => name } = filter;
  const ids: string[] = [];
  for (const value of values) {
    if (idForm.test(value)) {
      ids.push(value);
      continue;
    }
    const objects = await filter.objects();
    const found = objects.filter(({ name }) => normal(name.trim()) === normal(value));
    if (found.length > 1) {
      throw new UserError(
        `cannot ${doing}: ${found.length} objects have the name ${quoted(value)}. Pass one of their IDs to \`${option}\`: ${joined(found.map(({ id }) => id))}.`,
      );
    }
    const [match] = found;
    if (match === undefined) {
      const nearest = nearestOf(
        value,
        objects.map(({ name }) => name),
      );
      const hint = nearest === undefined ? "" : ` Did you mean ${quoted(nearest)}?`;
      throw new UserError(
        `cannot ${doing}: the organization has no ${noun} ${quoted(value)}.${hint} Pass its name or ID to \`${option}\`.`,
      );
    }
    ids.push(match.id);
  }
  return [...new Set(ids)];
}

/** The names that stand for IDs in the Claude Code report. A name may be of an object that no longer exists. */
async function namesOf(
  doing: string,
  filter: ObjectFilter,
  values: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  if (values === undefined) return undefined;
  const { option, noun, id: idForm, normal = (name) => name } = filter;
  const names: string[] = [];
  for (const value of values) {
    if (!idForm.test(value)) {
      names.push(normal(value));
      continue;
    }
    const match = (await filter.objects()).find(({ id }) => id === value);
    if (match === undefined) {
      throw new UserError(
        `cannot ${doing}: the organization has no ${noun} ${quoted(value)}. The Claude Code report has no IDs: pass the name or email address to \`${option}\`.`,
      );
    }
    names.push(match.name);
  }
  return [...new Set(names)];
}
