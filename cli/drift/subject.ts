import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { keyIn } from "../../provider/resources/externalKey/identity.ts";
import type { DriftContext } from "./context.ts";
import type { Finding, KindName } from "./finding.ts";

/** The object that a finding is about. */
export type Subject = Pick<Finding, "kind" | "id" | "name" | "workspace" | "user" | "serviceAccount">;

/** The resource types whose objects do not belong to a user. */
const withoutUser: readonly KindName[] = [
  "Workspace",
  "WorkspaceRateLimit",
  "ApiKey",
  "ExternalKey",
  "ComplianceSettings",
  "FederationIssuer",
  "FederationRule",
  "ServiceAccount",
  "WorkspaceServiceAccount",
  "RbacGroup",
];

/** The object of a resource. For an entry of a WorkspaceMembers resource, `member` is the user of the entry. */
export function subjectOf(
  context: DriftContext,
  kind: KindName,
  id: string,
  properties: Properties,
  member?: Finding["user"],
): Subject {
  const { workspace, name } = properties;
  const user = member ?? (withoutUser.includes(kind) ? undefined : userIn(properties));
  const inside = typeof workspace === "string" ? { workspace: context.workspace(workspace) } : {};
  const account =
    kind === "WorkspaceServiceAccount" && typeof properties["serviceAccount"] === "string"
      ? context.serviceAccount(properties["serviceAccount"])
      : undefined;
  const limited =
    kind === "WorkspaceRateLimit"
      ? (properties["model"] ?? properties["groupType"])
      : kind === "SpendLimit"
        ? limitName(properties)
        : kind === "ExternalKey"
          ? (properties["displayName"] ?? keyOf(properties["providerConfig"]))
          : kind === "ComplianceSettings"
            ? complianceName
            : (account?.name ?? name);
  const isOfUser = kind !== "SpendLimit" || properties["scope"] === "user";
  const ownName =
    (isOfUser ? (user?.email ?? user?.userId) : undefined) ??
    (typeof limited === "string" ? limited : undefined);
  const isWholeList = (kind === "WorkspaceMembers" || kind === "RbacGroupMembers") && member === undefined;
  const list = kind === "RbacGroupMembers" ? context.group(id).name : inside.workspace?.name;
  return {
    kind,
    id,
    name: (isWholeList ? list : ownName) ?? id,
    ...inside,
    ...(account === undefined ? {} : { serviceAccount: account }),
    ...(user === undefined || isWholeList || !isOfUser ? {} : { user }),
  };
}

/** The key of a provider, for an external key without a name. */
function keyOf(config: unknown): string | undefined {
  return isRecord(config) && typeof config["type"] === "string"
    ? keyIn({ ...config, type: config["type"] })
    : undefined;
}

/** The name of the Compliance Settings, which have none of their own. */
export const complianceName = "Compliance Settings";

/** `monthly limit`: the name of a spend limit within its scope. */
export function limitName({ scope, period = "monthly" }: Properties): string {
  return scope === "organization" ? `${String(period)} limit of the organization` : `${String(period)} limit`;
}

/** The user that the properties of a resource or of a list entry name. */
export function userIn({ email, userId }: Properties): NonNullable<Finding["user"]> {
  return {
    ...(typeof email === "string" ? { email } : {}),
    ...(typeof userId === "string" ? { userId } : {}),
  };
}
