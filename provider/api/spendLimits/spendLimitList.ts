import { implausible, isNotFound } from "../apiError.ts";
import type { Client } from "../client.ts";
import { clean } from "../foreignText.ts";
import { pages } from "../pages.ts";
import { path } from "../path.ts";
import { type MinFreshness, SharedList } from "../sharedList.ts";
import { listError } from "./access.ts";
import { SpendLimitWire } from "./objects.ts";

/** Identifies a spend limit. The ID of a limit can change when the limit is set again. */
export interface SpendLimitTarget {
  readonly scope: string;
  /** The ID of the workspace or user. Undefined for the organization. */
  readonly of?: string | undefined;
  readonly period: string;
}

const doing = "list the spend limits";

/** The spend limits of the organization, shared by all operations of the process. */
export class SpendLimitList {
  readonly #client: Client;
  readonly #list: SharedList<SpendLimitWire>;

  constructor(client: Client) {
    this.#client = client;
    this.#list = new SharedList(
      () =>
        pages(client, {
          path: "/v1/organizations/spend_limits",
          betas: ["spend-limit-reads-2026-09-26"],
          item: SpendLimitWire,
          id: ({ id }) => id,
          cursor: "opaque",
          lack: sameTarget,
          doing,
        }).catch((error: unknown) => {
          throw listError(error, doing);
        }),
      ({ id }) => id,
      () => client.now(),
    );
  }

  /** All limits, including those that the API cannot set. */
  all(minFreshness: MinFreshness): Promise<readonly SpendLimitWire[]> {
    return this.#list.get(minFreshness);
  }

  async find(target: SpendLimitTarget, minFreshness: MinFreshness): Promise<SpendLimitWire | undefined> {
    return (await this.all(minFreshness)).find((limit) => hasTarget(limit, target));
  }

  /** Reads one limit from the API. Undefined if it does not exist. Throws if it has another target, since a limit keeps its target. */
  async confirm(id: string, target?: SpendLimitTarget): Promise<SpendLimitWire | undefined> {
    const look = `look up the spend limit ${id}`;
    try {
      const { requestId, value } = await this.#client.request({
        method: "GET",
        path: path`/v1/organizations/spend_limits/${id}`,
        schema: SpendLimitWire,
        doing: look,
      });
      if (value.id !== id) throw implausible(look, `the response is about ${clean(value.id)}`, requestId);
      if (target === undefined || hasTarget(value, target)) return value;
      throw implausible(look, "the response is about another scope or period", requestId);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Records a limit that this process set. If the limit had another ID before, that one no longer exists. */
  store(limit: SpendLimitWire): void {
    const target = targetOf(limit);
    this.#list.replace(limit, (other) => hasTarget(other, target));
  }

  /** Records that this process deleted a limit. */
  drop(id: string): void {
    this.#list.drop(id);
  }
}

/** Describes two limits with the same target, of which the API has only one; undefined without them. Other scopes are not identified. */
function sameTarget(limits: readonly SpendLimitWire[]): string | undefined {
  const targets = new Set<string>();
  for (const limit of limits) {
    const { scope, of, period } = targetOf(limit);
    if (!["organization", "workspace", "user"].includes(scope)) continue;
    const target = [scope, of, period].join(" ");
    if (targets.has(target)) {
      return "the list has several limits with the same scope and period, so the response cannot be right";
    }
    targets.add(target);
  }
  return undefined;
}

export function targetOf({ scope, period }: SpendLimitWire): SpendLimitTarget {
  return { scope: scope.type, of: scope.workspace_id ?? scope.user_id ?? undefined, period };
}

export function hasTarget(limit: SpendLimitWire, { scope, of, period }: SpendLimitTarget): boolean {
  const other = targetOf(limit);
  return other.scope === scope && other.of === of && other.period === period;
}
