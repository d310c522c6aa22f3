import { UserError } from "../../provider/errors.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { matcher } from "../match.ts";
import {
  type Organization,
  readOrganization,
  rejectOtherOrganization,
} from "../organization/readOrganization.ts";
import { sessionFor } from "../organization/snapshotSession.ts";
import { expected, unreadLines } from "../organization/unread.ts";
import { existing, mustBeNew, specifierOf, writeNew } from "../output/files.ts";
import type { Io } from "../output/io.ts";
import { counted, joined, type Noun, nouns, quoted, shellWord } from "../output/phrases.ts";
import { mustBeNewEnough } from "../pulumi.ts";
import { decryptedSettings } from "../states/decryptedSettings.ts";
import { mustBeFree } from "../states/freeStack.ts";
import { managedIn, organizationsOf } from "../states/stackState.ts";
import { readStacks, type StackChoice, type TargetStack, usesPulumi } from "../states/stacks.ts";
import type { Declaration, KindName } from "./declaration.ts";
import { declare } from "./declarations.ts";
import { importFileText } from "./importFile.ts";
import { LeftOut } from "./leftOut.ts";
import { programText } from "./program.ts";
import {
  isSelected,
  kindsWithoutWorkspace,
  type ObjectKind,
  objectKinds,
  type Selection,
  wantedBy,
} from "./selection.ts";

/** The options of `pulumi-anthropic import`. */
export interface ImportOptions extends StackChoice {
  readonly kinds?: readonly ObjectKind[];
  /** Names or IDs. By default, all workspaces. */
  readonly workspace?: readonly string[];
  readonly match?: string;
  readonly style: "each" | "list";
  readonly program: string;
  readonly importFile: string;
  readonly force?: boolean;
}

/** Writes a program and an import file for the objects that no stack manages. Does not change the organization. */
export async function importOrganization(io: Io, options: ImportOptions): Promise<void> {
  const { program, importFile, force = false, workspace: workspaces = [] } = options;
  const files = [program, importFile];
  // Not an error yet, since there may be nothing to write. Shown before the organization is read, which can take minutes.
  for (const file of force ? [] : await existing(io, files)) {
    io.progress(`${file} exists, and will not be overwritten.`);
  }
  const needsPulumi = usesPulumi(options);
  if (needsPulumi) await mustBeNewEnough(io);
  const stacks = await readStacks(io, options);
  const { target } = stacks;
  if (needsPulumi) await mustBeFree(io, target);
  const matches = matcher(options.match);
  let matched = options.match === undefined;
  const selection: Selection = {
    kinds: new Set(options.kinds ?? defaultKinds(workspaces)),
    workspaces,
    matches(name) {
      const isMatch = matches(name);
      matched ||= isMatch;
      return isMatch;
    },
    style: options.style,
    managed: managedIn(stacks.states),
  };
  const session = sessionFor(io, await decryptedSettings(io, target));
  const organization = await readOrganization(io, session, wantedBy(selection), (id) =>
    rejectOtherOrganization(
      id,
      organizationsOf(target.state),
      `the stack ${target.label} manages`,
      "Nothing was written. Use a key of that organization, or import into another stack.",
    ),
  );
  const leftOut = new LeftOut();
  const sections = await declare(session, organization, selection, target, leftOut);
  const declarations = sections.flatMap((section) => section.declarations);
  if (!matched) {
    throw new UserError(
      `cannot import ${quoted(options.match ?? "")}: no selected object has a name or an email address that matches. Nothing was written. Correct --match, or select other kinds with --kinds.`,
    );
  }

  if (declarations.length > 0) {
    await mustBeNew(
      io,
      files,
      force,
      "Write the new declarations to other files: `--program more.ts --import-file more.import.json`. With --force, the declarations in the existing file are lost.",
    );
    await writeNew(io, program, programText(organization.id, sections), force);
    await writeNew(io, importFile, importFileText(declarations), force);
    io.print(`Wrote ${program}, and ${importFile} for \`pulumi import\`:`);
    io.print(`  ${joined(tally(declarations))}`);
  } else {
    io.print(`Nothing to import from organization ${organization.id}: no file was written.`);
  }
  const omitted = [...leftOut.lines(), ...unselected(selection)];
  for (const line of unreadLines(expected(organization.unread))) io.print(line);
  if (omitted.length > 0) io.print("Left out:");
  for (const line of omitted) io.print(`  ${line}`);
  if (declarations.length > 0)
    await printNextSteps(io, options, target, declarations.length, organization.id);

  const failures = notImported(organization, selection, declarations, leftOut);
  if (failures.length > 0) throw new UserError(failures.join("\n"));
  if (options.match !== undefined && declarations.length === 0 && leftOut.hasUnmanaged) {
    throw new UserError(
      `cannot import ${quoted(options.match)}: no object that matches can be declared, for the reasons above. Nothing was written.`,
    );
  }
}

/** Why workspaces that `--workspace` names are not declared, except those that a stack manages already. */
function notImported(
  { workspaces }: Organization,
  selection: Selection,
  declarations: readonly Declaration[],
  leftOut: LeftOut,
): string[] {
  const { kinds, workspaces: named, managed } = selection;
  if (named.length === 0 || !kinds.has("workspaces")) return [];
  const declared = new Set(declarations.filter(({ kind }) => kind === "Workspace").map(({ id }) => id));
  const others = declarations.length === 0 ? " Nothing was written." : " The other objects were written.";
  return workspaces
    .filter((workspace) => isSelected(selection, workspace))
    .filter(({ id }) => !declared.has(id) && !managed.has(objectName("Workspace", id)))
    .map(({ id, name }) => {
      const reason = leftOut.reasonFor(name) ?? leftOut.reasonFor(id);
      return `cannot import workspace ${quoted(name)} (${id}): ${reason ?? "it cannot be declared"}.${others}`;
    });
}

async function printNextSteps(
  io: Io,
  { program, importFile }: ImportOptions,
  { label, config }: TargetStack,
  count: number,
  organization: string,
): Promise<void> {
  const stack = `--stack ${shellWord(label)}`;
  io.print(io.cwd === process.cwd() ? "Next:" : `Next, in ${io.cwd}:`);
  io.print(
    `  add to the program that Pulumi runs: import ${JSON.stringify(await specifierOf(io, program))};`,
  );
  // Otherwise Pulumi writes the whole state after each resource. An interrupted import loses nothing, and can be repeated.
  const variables = count > 500 ? "PULUMI_SKIP_CHECKPOINTS=true " : "";
  io.print(
    `  ${variables}pulumi import ${stack} --file ${shellWord(importFile)} --generate-code=false --protect=false --yes`,
  );
  io.print(`  pulumi preview ${stack} --expect-no-changes`);
  io.print(
    `  pulumi up ${stack}   # records \`protect\` and dependencies in the state; does not change the organization`,
  );
  if (config("anthropic:organizationId") === undefined) {
    io.print(
      `  pulumi config set ${stack} anthropic:organizationId ${organization}   # a key of another organization is then rejected`,
    );
  }
  io.print(
    `  npx pulumi-anthropic drift ${stack} --accept   # accepts the objects that are left out, so that \`drift\` reports only new ones`,
  );
}

/** Users and invitations belong to the whole organization, so an import of single workspaces leaves them out. */
function defaultKinds(workspaces: readonly string[]): ObjectKind[] {
  return workspaces.length > 0
    ? [
        "workspaces",
        "memberships",
        "rate-limits",
        "spend-limits",
        "external-keys",
        "service-accounts",
        "federation",
      ]
    : [
        "workspaces",
        "memberships",
        "rate-limits",
        "spend-limits",
        "federation",
        "external-keys",
        "compliance",
        "service-accounts",
        "groups",
        "users",
        "invitations",
      ];
}

const declaredNouns: readonly (readonly [KindName, Noun])[] = [
  ["Workspace", nouns.workspace],
  ["WorkspaceMember", nouns.membership],
  ["WorkspaceMembers", nouns.list],
  ["WorkspaceRateLimit", nouns.rateLimit],
  ["SpendLimit", nouns.spendLimit],
  ["ExternalKey", nouns.externalKey],
  ["FederationIssuer", nouns.federationIssuer],
  ["FederationRule", nouns.federationRule],
  ["ServiceAccount", nouns.serviceAccount],
  ["WorkspaceServiceAccount", nouns.accountMembership],
  ["RbacGroup", nouns.group],
  ["RbacGroupMembers", nouns.groupList],
  ["Member", nouns.user],
  ["ApiKey", nouns.key],
];

function tally(declarations: readonly Declaration[]): string[] {
  const counts = declaredNouns.flatMap(([kind, noun]) => {
    const ofKind = declarations.filter((declaration) => declaration.kind === kind);
    const invited = ofKind.filter(({ outputs }) => outputs["status"] === "invited").length;
    const among = invited === 0 ? "" : ` (${invited} of them invited)`;
    return ofKind.length === 0 ? [] : [`${counted(ofKind.length, noun)}${among}`];
  });
  const hasCompliance = declarations.some(({ kind }) => kind === "ComplianceSettings");
  return hasCompliance ? [...counts, "the Compliance Settings"] : counts;
}

const objectsOf: Readonly<Record<ObjectKind, string>> = {
  workspaces: "all workspaces",
  memberships: "all memberships",
  "rate-limits": "all rate limits",
  "spend-limits": "all spend limits",
  "external-keys": "all external keys",
  compliance: "the Compliance Settings",
  federation: "all federation issuers and rules",
  "service-accounts": "all service accounts",
  groups: "all RBAC groups",
  users: "all users",
  invitations: "all invitations",
  keys: "all API keys",
};

/** The kinds of objects that are not selected, or that no workspace has. */
function unselected({ kinds, workspaces }: Selection): string[] {
  return objectKinds.flatMap((kind) => {
    if (kinds.has(kind)) {
      const isNotRead = workspaces.length > 0 && kindsWithoutWorkspace.includes(kind);
      return isNotRead ? [`${objectsOf[kind]} (not part of a workspace)`] : [];
    }
    return kind === "keys"
      ? [`${objectsOf[kind]} (created in the Console, not read; --kinds keys declares them)`]
      : [`${objectsOf[kind]} (not selected)`];
  });
}
