import type { FederationRuleWire } from "../../provider/api/federationRules/objects.ts";
import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { keyIn } from "../../provider/resources/externalKey/identity.ts";
import { configOf } from "../../provider/resources/externalKey/wire.ts";
import { normalName } from "../../provider/text/spelling.ts";
import type { Organization } from "../organization/readOrganization.ts";
import { nouns } from "../output/phrases.ts";

/** An object that a pending create may have created. */
export interface Candidate {
  readonly id: string;
  readonly createdAt: string;
  /** The workspace, whose tags can name its stack. */
  readonly workspace?: WorkspaceWire;
  /** Inputs of an object whose creation was interrupted between two requests. */
  readonly partialInputs?: Properties;
}

/** How the objects of a resource type are found. Other types need no recovery: the next `up` adopts their objects, or repeats the request. */
export interface Recoverable {
  readonly noun: string;
  readonly plural: string;
  /** The value of `onDelete` with which delete treats an adopted object like a created one. */
  readonly onDelete: "archive" | "delete";
  /** The input that identifies the object, and its value in messages and comparisons. */
  nameOf(inputs: Properties): { readonly property: string; readonly text: string };
  /** The objects with the name that are not archived. */
  find(inputs: Properties, organization: Organization): readonly Candidate[];
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly archived_at?: string | null;
}

/** A type whose objects have a name. */
function named<Wire extends Named>(
  [noun, plural]: readonly [string, string],
  onDelete: Recoverable["onDelete"],
  list: (organization: Organization) => readonly Wire[] | undefined,
  more: (wire: Wire, inputs: Properties) => Partial<Candidate> = () => ({}),
): Recoverable {
  return {
    noun,
    plural,
    onDelete,
    nameOf: ({ name }) => ({ property: "name", text: String(name) }),
    find: (inputs, organization) =>
      (list(organization) ?? [])
        .filter((wire) => normalName(wire.name) === inputs["name"] && (wire.archived_at ?? null) === null)
        .map((wire) => ({ id: wire.id, createdAt: wire.created_at, ...more(wire, inputs) })),
  };
}

export const recoverables: Readonly<Record<string, Recoverable>> = {
  Workspace: named(
    nouns.workspace,
    "archive",
    ({ workspaces }) => workspaces,
    (workspace) => ({ workspace }),
  ),
  ServiceAccount: named(nouns.serviceAccount, "archive", ({ serviceAccounts }) => serviceAccounts?.accounts),
  FederationIssuer: named(nouns.federationIssuer, "archive", ({ federation }) => federation?.issuers),
  FederationRule: named(nouns.federationRule, "archive", ({ federation }) => federation?.rules, partialRule),
  RbacGroup: named(nouns.group, "delete", ({ groups }) =>
    // Other groups come from the identity provider.
    groups?.groups.filter(({ source_type: source }) => source === "direct"),
  ),
  ExternalKey: {
    noun: nouns.externalKey[0],
    plural: nouns.externalKey[1],
    onDelete: "delete",
    nameOf: (inputs) => ({ property: "providerConfig", text: keyOf(inputs) }),
    find: (inputs, { externalKeys = [] }) =>
      externalKeys
        .filter(
          (key) =>
            keyIn(configOf(key.provider_config)) === keyOf(inputs) &&
            (key.display_name ?? undefined) === inputs["displayName"] &&
            (key.user_profile_id ?? undefined) === inputs["userProfileId"],
        )
        .map(({ id, created_at: createdAt }) => ({ id, createdAt })),
  },
};

function keyOf({ providerConfig }: Properties): string {
  return keyIn(isRecord(providerConfig) ? (providerConfig as Parameters<typeof keyIn>[0]) : undefined);
}

/** A rule is created for the first workspace, and then enabled for the others one by one. */
function partialRule(
  { workspace_ids: enabled, applies_to_all_workspaces: all }: FederationRuleWire,
  { workspaces }: Properties,
): Partial<Candidate> {
  if (all || !Array.isArray(workspaces) || enabled.length === 0 || enabled.length >= workspaces.length)
    return {};
  return enabled.every((id) => workspaces.includes(id))
    ? { partialInputs: { workspaces: [...enabled].sort() } }
    : {};
}
