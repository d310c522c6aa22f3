import { ApiError } from "../../api/apiError.ts";
import type { FederationRuleWire } from "../../api/federationRules/objects.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { conditionProblem } from "../../federation/conditionProblem.ts";
import { lookUp } from "../../federation/named.ts";
import type { Failure, Operation, ValidationContext } from "../../kernel/definition.ts";
import { same } from "../../kernel/values.ts";
import { requireAccount } from "../../serviceAccounts/findAccount.ts";
import { requireWorkspace } from "../../workspaces/findWorkspace.ts";
import { issuerType } from "../federationIssuer/plan.ts";
import type { Inputs as IssuerInputs } from "../federationIssuer/schema.ts";
import type { Inputs } from "./schema.ts";

/** What is wrong with the conditions for a shared issuer that the program declares. */
export function problemOfDeclaredIssuer(
  { issuer, match }: Partial<Inputs>,
  { olds, unknown, declarations }: ValidationContext<Inputs>,
): Failure[] {
  if (match === undefined) return [];
  const declared = declarations.ofType<IssuerInputs>("FederationIssuer");
  // While the issuer is unknown, it is one of those that are not created yet.
  const candidates = unknown.has("issuer")
    ? declared.filter(({ id, inputs }) => id === undefined && inputs.issuerUrl !== undefined)
    : declared.filter(({ id }) => id !== undefined && id === issuer);
  const problems = candidates.map(({ inputs }) => conditionProblem(inputs.issuerUrl ?? "", match));
  const [problem] = problems;
  if (problem === undefined || problems.includes(undefined)) return [];
  // Reported for the whole resource if the issuer changed, since an unchanged `match` is never rejected.
  const property = olds !== undefined && olds.issuer !== issuer ? "" : "match";
  return [{ property, reason: reasonOf(problem) }];
}

function reasonOf({ property, reason }: { property?: string; reason: string }): string {
  return `\`match${property === undefined ? "" : `.${property}`}\`: ${reason}`;
}

/** Rejects references of a rule that do not exist or are archived, and conditions that do not identify the tenant of its issuer. */
export async function requireReferences(
  operation: Operation,
  inputs: Partial<Inputs>,
  old: Partial<Inputs> | undefined,
  minFreshness: number,
  doing: string,
): Promise<void> {
  const { issuer: issuerId, serviceAccount, match, workspaces = [] } = inputs;
  if (issuerId !== undefined && (issuerId !== old?.issuer || !same(match, old?.match))) {
    const issuer = await lookUp(issuerType, operation, issuerId, minFreshness);
    if (issuer === undefined) {
      throw new UserError(
        `cannot ${doing}: the organization has no federation issuer ${issuerId}. Use another issuer.`,
      );
    }
    if (issuer.archived_at !== null) {
      throw new UserError(
        `cannot ${doing}: the federation issuer ${JSON.stringify(issuer.name)} (${issuerId}) is archived, which is final. Use another issuer.`,
      );
    }
    const problem = match === undefined ? undefined : conditionProblem(issuer.issuer_url, match);
    if (problem !== undefined) throw new UserError(`cannot ${doing}: ${reasonOf(problem)}`);
  }
  const isChanged = serviceAccount !== undefined && serviceAccount !== old?.serviceAccount;
  // The API may not show one that was created a moment ago.
  if (isChanged && !operation.cache.serviceAccounts.isCreated(serviceAccount)) {
    await requireAccount(operation, serviceAccount, minFreshness, doing);
  }
  for (const workspace of workspaces) {
    if (old?.workspaces?.includes(workspace)) continue;
    await requireWorkspace(operation, workspace, minFreshness, doing);
  }
}

const recentMs = 60_000;
const pausesMs = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Sends a write that refers to an issuer and a service account. The API may not know one that was created a moment ago, so a
 * rejection is repeated for up to 30 seconds.
 */
export async function afterReferencesSettled<Result>(
  operation: Operation,
  { issuer, serviceAccount }: { readonly issuer: string; readonly serviceAccount: string },
  send: () => Promise<Result>,
): Promise<Result> {
  const { client, cache } = operation;
  for (const pause of pausesMs) {
    try {
      return await send();
    } catch (error) {
      const isRejection = error instanceof ApiError && ["invalid", "not_found"].includes(error.reason);
      if (!isRejection || error.code !== undefined || error.outcomeUnknown) throw error;
      const known = (await cache.federation.issuers(cache.lastMinute())).find(({ id }) => id === issuer);
      const isRecent =
        cache.serviceAccounts.isCreated(serviceAccount) ||
        (known !== undefined && client.serverNow() - Date.parse(known.created_at) < recentMs);
      if (!isRecent) throw error;
    }
    await client.pause(pause * client.pace);
  }
  return await send();
}

/** Why a rule with this scope cannot be managed: the text after a colon. Undefined if it can. */
export function whyConsoleOnly(scope: string | null | undefined): string | undefined {
  const isAdmin = scope?.split(" ").some((one) => !one.startsWith("workspace:")) === true;
  return isAdmin ? apiLimitation("manageAdminRule") : undefined;
}

/** The issuers that only the Console can change, because a live rule with such a scope uses them. */
export function issuersOfConsole(
  rules: readonly Pick<FederationRuleWire, "issuer_id" | "oauth_scope" | "archived_at">[],
): ReadonlySet<string> {
  return new Set(
    rules
      .filter(({ archived_at: at, oauth_scope: scope }) => at === null && whyConsoleOnly(scope) !== undefined)
      .map(({ issuer_id: id }) => id),
  );
}
