import { clean } from "../../api/foreignText.ts";
import type { SpendLimitTarget } from "../../api/spendLimits/spendLimitList.ts";
import { UserError } from "../../errors.ts";
import { idWithPrefix } from "../../ids.ts";
import type { ObjectName } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { Email } from "../../users/email.ts";
import { type UserIdentity, userInId } from "../../users/names.ts";
import { defaultPeriod, Period, type State } from "./schema.ts";

/** The properties of inputs or of a state that identify a limit. */
export interface Declared extends UserIdentity {
  readonly scope?: string | undefined;
  readonly workspace?: string | undefined;
  readonly period?: string | undefined;
}

export const kind = "SpendLimit";
const idPrefix = "spl_";

/** The period of inputs or of a state. */
export function periodOf({ period = defaultPeriod }: Declared): string {
  return period;
}

/**
 * The resource ID of a limit that does not exist yet, because its user is not in the organization: `alice@example.com/monthly`. The
 * API's ID is not known yet, and a resource ID never changes.
 */
export function pendingId({ email, userId, ...declared }: Declared): string {
  return `${email ?? userId}/${periodOf(declared)}`;
}

/** The user and the period in the ID of a limit that was pending when it was declared. Undefined for the API's own ID. */
export function pendingInId(id: string): (UserIdentity & { readonly period: string }) | undefined {
  if (id.startsWith(idPrefix)) return undefined;
  const [user = "", period = ""] = id.split("/");
  return { ...userInId(user), period };
}

export function parseSpendLimitId(id: string): string {
  const [first = "", period, ...more] = id.trim().split("/");
  if (period === undefined) {
    const parsed = idWithPrefix(idPrefix).safeParse(first);
    if (parsed.success) return parsed.data;
  } else if (Period.safeParse(period).success && more.length === 0) {
    const parsed = (first.includes("@") ? Email : idWithPrefix("user_")).safeParse(first);
    if (parsed.success) return `${parsed.data}/${period}`;
  }
  throw new UserError(
    `${JSON.stringify(clean(id))} is not the ID of a SpendLimit. Use an ID such as \`${idPrefix}...\`, or the email address or ID of a user, a slash and the period, such as \`alice@example.com/monthly\`.`,
  );
}

/** The names of a limit by its target. */
export function targetNames(declared: Declared): ObjectName[] {
  const { scope, workspace, email, userId } = declared;
  const suffix = `(${periodOf(declared)})`;
  const name = (by: string, of: string | undefined) =>
    of === undefined ? [] : [objectName(kind, `${of} ${suffix}`, by)];
  switch (scope) {
    case "organization":
      return name("scope", "of the organization");
    case "workspace":
      return name("workspace", workspace);
    case "user":
      return [...name("email", email), ...name("userId", userId)];
    default:
      return [];
  }
}

/** All names of a limit. The ID in the state may be that of an earlier limit with the same target. */
export function spendLimitNames(declared: Declared & State, id: string | undefined): ObjectName[] {
  const ids = new Set([declared.spendLimitId, id].filter((one) => one?.startsWith(idPrefix)));
  const pending = id === undefined ? undefined : pendingInId(id);
  return [
    ...[...ids].map((one) => objectName(kind, one ?? "")),
    ...(pending === undefined ? [] : targetNames({ scope: "user", ...pending })),
    ...targetNames(declared),
  ];
}

/** The target of the limit in the API. Undefined for a user whose ID is not known. */
export function targetIn(declared: Declared): SpendLimitTarget | undefined {
  const { scope, workspace, userId } = declared;
  const period = periodOf(declared);
  if (scope === "organization") return { scope, period };
  const of = scope === "workspace" ? workspace : scope === "user" ? userId : undefined;
  return scope === undefined || of === undefined ? undefined : { scope, of, period };
}

/** The limit in messages, such as `monthly spend limit of alice@example.com`. */
export function shown(declared: Declared): string {
  const { scope, workspace, email, userId } = declared;
  const period = periodOf(declared);
  const of =
    scope === "workspace"
      ? `workspace ${workspace}`
      : scope === "user"
        ? (email ?? userId ?? "a user")
        : "the organization";
  return `${period} spend limit of ${of}`;
}

/** Why update rejects the limit of an archived workspace: the text after "cannot". */
export function whyArchived(declared: Declared): string {
  return `update the ${shown(declared)}: the workspace is archived, which is final. Remove the limit from the program, or declare it for another workspace.`;
}
