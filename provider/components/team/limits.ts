import { SpendLimit } from "../../resources/spendLimit/index.ts";
import { WorkspaceRateLimit } from "../../resources/workspaceRateLimit/index.ts";
import type { TeamParts } from "./members.ts";
import { rateLimitKey } from "./names.ts";

/** Declares the limits of the Team's workspace. */
export function declareLimits({ name, args, inherited, formerNames, workspace }: TeamParts): void {
  for (const limit of args.rateLimits ?? []) {
    const options = { ...inherited, aliases: formerNames.workspaceRateLimit(limit) };
    new WorkspaceRateLimit(`${name}/${rateLimitKey(limit)}`, { ...limit, workspace }, options);
  }
  if (args.spendLimit !== undefined) {
    const options = { ...inherited, aliases: formerNames.spendLimit() };
    new SpendLimit(name, { ...args.spendLimit, scope: "workspace", workspace }, options);
  }
}
