import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DeclarationReflection, type ProjectReflection, ReflectionKind } from "typedoc";
import { type ApiLimitation, apiLimitations } from "../../provider/apiLimitations.ts";
import { pulumiType } from "../../provider/kernel/resourceType.ts";
import type { kinds } from "../../provider/registry.ts";
import { code, fence, page, table } from "./markdown.ts";
import { commentText, declaration, mentioned, typeText } from "./model.ts";

const root = join(import.meta.dirname, "..", "..");
const rows: readonly ApiLimitation[] = Object.values(apiLimitations);

/** What the README and the reference pages say about a resource type in addition to its doc comments. */
interface Facts {
  readonly summary: string;
  /** The ID formats that the `import` option and `get` accept. */
  readonly ids: readonly string[];
  readonly onDelete: string;
  readonly whenAdopted: string;
}

export const resourceTypes: Readonly<Record<keyof typeof kinds, Facts>> = {
  Workspace: {
    summary: "A workspace",
    ids: ["wrkspc_..."],
    onDelete: "Archives the workspace, which is final. Rejected while it has active API keys",
    whenAdopted: "Leaves the workspace unchanged",
  },
  WorkspaceMember: {
    summary: "One user's membership in a workspace",
    ids: ["wrkspc_.../alice@example.com", "wrkspc_.../user_..."],
    onDelete: "Removes the membership",
    whenAdopted: "Removes the membership",
  },
  WorkspaceMembers: {
    summary: "The complete list of members of one workspace",
    ids: ["wrkspc_..."],
    onDelete: "Removes the declared memberships",
    whenAdopted: "Removes the declared memberships",
  },
  WorkspaceRateLimit: {
    summary: "Rate limits of a workspace, for one model family or one API",
    ids: ["wrkspc_.../rlg_...", "wrkspc_.../claude-opus-5-5", "wrkspc_.../batch"],
    onDelete: "Clears the declared limits, so that the organization's limits apply",
    whenAdopted: "The same",
  },
  Member: {
    summary: "A user of the organization, from the invitation to the removal",
    ids: ["alice@example.com", "user_..."],
    onDelete: "Demotes the user to `user`, or deletes the pending invitation",
    whenAdopted: "The same",
  },
  Invite: {
    summary: "An invitation only",
    ids: ["invite_..."],
    onDelete: "Deletes the invitation while it is pending",
    whenAdopted: "The same",
  },
  RbacGroup: {
    summary: "An RBAC group of a Claude Enterprise organization",
    ids: ["rbac_group_..."],
    onDelete: "Deletes the group, which ends the access that it gives to its members",
    whenAdopted: "Leaves the group unchanged",
  },
  RbacGroupMembers: {
    summary: "The complete list of members of one RBAC group",
    ids: ["rbac_group_..."],
    onDelete: "Removes the declared memberships",
    whenAdopted: "Removes the declared memberships",
  },
  ApiKey: {
    summary: "The name and status of an API key that was created in the Console",
    ids: ["apikey_..."],
    onDelete: "Leaves the key unchanged",
    whenAdopted: "Leaves the key unchanged (keys are always adopted)",
  },
  SpendLimit: {
    summary: "A spend limit of the organization, a workspace or a user",
    ids: ["spl_..."],
    onDelete:
      "Deletes the limit, so that the inherited one applies. Leaves the organization's limit unchanged",
    whenAdopted: "The same",
  },
  ServiceAccount: {
    summary: "A service account, the identity of a workload",
    ids: ["svac_..."],
    onDelete:
      "Archives the service account, which is final. Rejected while a federation rule issues tokens for it",
    whenAdopted: "Leaves the service account unchanged",
  },
  WorkspaceServiceAccount: {
    summary: "One service account's membership in a workspace",
    ids: ["wrkspc_.../svac_..."],
    onDelete: "Removes the membership",
    whenAdopted: "Removes the membership",
  },
  ExternalKey: {
    summary: "A customer-managed encryption key for workspaces",
    ids: ["ekey_...", "arn:aws:kms:..."],
    onDelete: "Deletes the key. Rejected while a workspace uses it, even an archived one",
    whenAdopted: "Leaves the key unchanged",
  },
  ComplianceSettings: {
    summary: "Whether the Compliance API of the organization is enabled",
    ids: ["compliance_settings", "the ID of the organization"],
    onDelete: "Leaves the settings unchanged",
    whenAdopted: "The same",
  },
  FederationIssuer: {
    summary: "An identity provider whose identity tokens can be exchanged for access tokens",
    ids: ["fdis_..."],
    onDelete: "Archives the issuer, which is final. Rejected while a rule uses it",
    whenAdopted: "Leaves the issuer unchanged",
  },
  FederationRule: {
    summary: "A rule that exchanges identity tokens of a workload for access tokens, and its workspaces",
    ids: ["fdrl_..."],
    onDelete: "Archives the rule, which is final and stops the exchange of tokens",
    whenAdopted: "Leaves the rule unchanged",
  },
};

/** The README's row about a component. */
interface ComponentFacts {
  readonly summary: string;
  readonly onDelete: string;
}

/** Components consist of resources, and have no ID and no object of their own. */
export const components: Readonly<Record<string, ComponentFacts>> = {
  Team: {
    summary: "A component: a workspace with its members and limits",
    onDelete: "Deletes its resources, as described in the rows below",
  },
  GitHubActionsAccess: {
    summary: "A component: access of a GitHub Actions workflow to one workspace, without a stored key",
    onDelete: "Deletes its resources, which ends the access of the workflow",
  },
  GitLabAccess: {
    summary: "A component: access of a GitLab pipeline to one workspace, without a stored key",
    onDelete: "Deletes its resources, which ends the access of the pipeline",
  },
};

/** The table of the README. */
export function resourceTable(folder: string): string {
  return table(
    ["Resource type", "What it is", "Delete"],
    Object.entries({ ...components, ...resourceTypes }).map(([name, { summary, onDelete }]) => [
      `[${code(name)}](${folder}${name}.md)`,
      summary,
      onDelete,
    ]),
  );
}

export function resourcePage(project: ProjectReflection, name: string, facts: Facts): string {
  const type = declaration(project, name);
  const args = declaration(project, `${name}Args`);
  const declare = type.children?.find(({ kind }) => kind === ReflectionKind.Constructor);
  const get = type.children?.find((child) => child.name === "get");
  const outputs = (type.children ?? []).filter(
    ({ kind, flags, inheritedFrom }) =>
      kind === ReflectionKind.Property && !flags.isStatic && inheritedFrom === undefined,
  );
  const limitations = rows.filter((row) => row.kinds.includes(name));
  const ids = facts.ids.map((id) => code(id)).join(" or ");
  const [first] = facts.ids;
  // The arguments of some types are a union of interfaces, each with its own section.
  const variants = args.children === undefined ? mentioned(args.type) : [];
  const known = [name, args.name];
  return page(
    `# ${name}`,
    introduction(commentText(type.comment)),
    "## Example",
    fence("ts", readFileSync(join(import.meta.dirname, "examples", `${name}.ts`), "utf8")),
    examplesOf(name),
    "## Create and update",
    commentText(declare?.signatures?.[0]?.comment),
    "## Arguments",
    "Every argument may be an output of another resource. An argument that is left out is not managed.",
    variants.length === 0 ? properties(args, "Argument") : commentText(args.comment),
    ...(variants.length === 0 ? [] : nested(project, [args], known)),
    "## Outputs",
    "The arguments are outputs, too. `id` is the ID of the resource.",
    propertyTable("Output", outputs, false),
    ...nested(project, variants.length === 0 ? [args, ...outputs] : outputs, known),
    "## Type",
    `\`${pulumiType(name)}\` in states, URNs and policies. In code it is \`anthropic.${name}.__pulumiType\`; ` +
      `\`anthropic.${name}.isInstance(value)\` and a [policy](../policies.md)'s \`isType(anthropic.${name})\` compare with it.`,
    "## Read an existing one",
    commentText(get?.signatures?.[0]?.comment),
    fence("ts", `const existing = anthropic.${name}.get("existing", ${JSON.stringify(first)});`),
    "## Import",
    `The resource option \`import\` adopts an existing object by its ID: ${ids}. It compares the object with the declared ` +
      "arguments, writes nothing, and fails with a list of the differences if there are any.",
    fence("ts", `new anthropic.${name}("existing", { ... }, { import: ${JSON.stringify(first)} });`),
    "[`pulumi-anthropic import`](import.md) generates the program and the import file for a whole organization. " +
      "[`pulumi import TYPE NAME ID`](../import.md#pulumi-import-type-name-id) does not work: the Pulumi engine does not import into dynamic providers.",
    "## Delete",
    table(
      ["Resource", "What delete does by default"],
      [
        ["Created by this stack", facts.onDelete],
        ["Adopted", facts.whenAdopted],
      ],
    ),
    "## What the API cannot do",
    table(
      ["Operation", "Why", "Instead"],
      limitations.map(({ operation, why, instead }) => [
        sentence(operation),
        sentence(why),
        sentence(instead),
      ]),
    ),
  );
}

/** Removes the list of limitations from a doc comment, because the page has a section for it. */
function introduction(text: string): string {
  return (text.split(/\n\s*What the API cannot do:/)[0] ?? "").trim();
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export function examplesOf(name: string): string {
  const used = readdirSync(join(root, "examples"))
    .filter((folder) => {
      const program = join(root, "examples", folder, "index.ts");
      return existsSync(program) && readFileSync(program, "utf8").includes(`new anthropic.${name}(`);
    })
    .map((folder) => `[\`examples/${folder}\`](../../examples/${folder}/index.ts)`);
  return used.length === 0 ? "" : `In a complete program: ${used.join(", ")}.`;
}

export function properties(owner: DeclarationReflection, heading: string): string {
  // Results have optional properties, arguments have required ones.
  return propertyTable(heading, owner.children ?? [], owner.name.endsWith("Args"));
}

export function propertyTable(
  heading: string,
  list: readonly DeclarationReflection[],
  showRequired: boolean,
): string {
  return table(
    [heading, "Type", "Description"],
    list.map((property) => [
      code(property.name),
      code(typeText(property.type)),
      `${showRequired && !property.flags.isOptional ? "Required. " : ""}${commentText(property.comment)}`,
    ]),
  );
}

/** A section for each interface and type alias that the page or one of these sections mentions. */
export function nested(
  project: ProjectReflection,
  from: readonly DeclarationReflection[],
  known: readonly string[],
): string[] {
  const names: string[] = [];
  const visit = (reflection: DeclarationReflection) => {
    const types = [reflection.type, ...(reflection.children ?? []).map(({ type }) => type)];
    for (const name of types.flatMap(mentioned)) {
      if (known.includes(name) || names.includes(name) || name in resourceTypes) continue;
      names.push(name);
      visit(declaration(project, name));
    }
  };
  for (const reflection of from) visit(reflection);
  return names.flatMap((name) => {
    const type = declaration(project, name);
    const body =
      type.children === undefined ? `One of: ${code(typeText(type.type))}` : properties(type, "Property");
    return [`### ${name}`, commentText(type.comment), body];
  });
}
