import { otherObject } from "../../api/apiError.ts";
import { WorkspaceRateLimitWire } from "../../api/objects.ts";
import { path } from "../../api/path.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import type { Operation } from "../../kernel/definition.ts";
import { own } from "../../kernel/values.ts";
import { overridesOf } from "./wire.ts";

/** Limits by type. Null clears the override. */
export type Changes = Readonly<Record<string, number | null>>;

/** The limits of a group in a workspace, as the API identifies them. */
export interface Target {
  readonly workspace: string;
  readonly groupId: string;
  readonly rateLimitId: string;
}

/** Whether the overrides of a workspace match the changes. */
function isApplied(changes: Changes, overrides: Readonly<Record<string, number>>): boolean {
  return Object.entries(changes).every(([type, value]) => (own(overrides, type) ?? null) === value);
}

/** Sets and clears limits with one request. Other types stay unchanged. Returns all overrides of the group. */
export async function changeOverrides(
  operation: Operation,
  { workspace, groupId, rateLimitId }: Target,
  changes: Changes,
  doing: string,
): Promise<Readonly<Record<string, number>>> {
  const { client, cache } = operation;
  return await writeThenVerify(
    async () => {
      const { value: wire, requestId } = await client.request({
        method: "POST",
        path: path`/v1/organizations/workspaces/${workspace}/rate_limits/${rateLimitId}`,
        body: { limits: Object.entries(changes).map(([type, value]) => ({ type, value })) },
        schema: WorkspaceRateLimitWire,
        doing,
        repeatable: true,
      });
      if (wire.workspace_id !== workspace || wire.group.id !== groupId) {
        throw otherObject(doing, "the response is about other rate limits", requestId);
      }
      const overrides = overridesOf(wire);
      const kept = Object.keys(changes).find(
        (type) => changes[type] === null && own(overrides, type) !== undefined,
      );
      if (kept !== undefined) {
        throw otherObject(doing, `the API did not clear \`${kept}\``, requestId);
      }
      const applied = wire.limits.filter(({ source }) => source.type === "workspace");
      cache.rateLimits.store({ ...wire, limits: applied });
      noticeIneffective(
        operation,
        workspace,
        applied.filter(({ type }) => own(changes, type) !== undefined),
      );
      return overrides;
    },
    async () => {
      const list = await cache.rateLimits.overrides(workspace, cache.now());
      const overrides = overridesOf(list.find(({ group }) => group.id === groupId));
      return isApplied(changes, overrides) ? overrides : undefined;
    },
  );
}

/** Reports limits above those of the organization, which the API stores and does not enforce. */
export function noticeIneffective(
  operation: Operation,
  workspace: string,
  limits: WorkspaceRateLimitWire["limits"],
): void {
  for (const { type, value, org_limit: limit } of limits) {
    if (limit === null || value <= limit) continue;
    operation.notify(
      "limitAboveOrganization",
      `\`${type}\` of workspace ${workspace} is ${value}, above the organization's limit of ${limit}. The API enforces the lower one.`,
    );
  }
}
