import { clean } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";
import { matcher } from "../match.ts";
import { mustBeNew, writeNew } from "../output/files.ts";
import type { Io } from "../output/io.ts";
import { counted, enumerated, joined, quoted, shellWord } from "../output/phrases.ts";
import { pulumi } from "../pulumi.ts";
import { mustBeFree } from "../states/freeStack.ts";
import { isEncrypted } from "../states/propertyValues.ts";
import type { StackResource } from "../states/stackState.ts";
import { readStacks, type TargetStack } from "../states/stacks.ts";
import { movedStateText } from "./movedState.ts";
import { isOnlyInState } from "./stateOnly.ts";

/** The options of `pulumi-anthropic detach`. */
export interface DetachOptions {
  readonly stack?: string;
  readonly match?: string;
  /** The file for `pulumi import --file` to write, from which another stack continues. */
  readonly importFile?: string;
  readonly yes?: boolean;
}

/** The number of resources in one command. Windows limits the length of its arguments. */
const batchSize = 200;

/**
 * Removes resources from a stack's state with `pulumi state remove`, which locks the stack and rejects resources that others
 * depend on. Before that, writes their state to a file for another stack if an import file is named. Needs no credential.
 */
export async function detachResources(
  io: Io,
  { stack, match, importFile, yes = false }: DetachOptions,
): Promise<void> {
  if (importFile !== undefined) await mustBeNew(io, [importFile], false, "Name another file.");
  const { target } = await readStacks(io, stack === undefined ? {} : { stack: [stack] });
  await mustBeFree(io, target);
  const { label, state } = target;
  const chosen = matching(state.resources, match);
  if (chosen.length === 0) {
    if (match !== undefined) {
      throw new UserError(
        `cannot detach ${quoted(match)}: the stack ${label} has no resource of this package whose name, or whose object's ID, name or email address matches. Nothing was changed. \`pulumi stack --stack ${shellWord(label)} --show-ids\` lists the resources.`,
      );
    }
    io.print(`Nothing to detach: the stack ${label} has no resource of this package.`);
    return;
  }
  const moved = importFile === undefined ? undefined : await movedStateOf(io, label, chosen);
  const what = `${joined(tally(chosen))} (${enumerated(chosen.map(({ name }) => name))})`;
  if (!yes) {
    io.print(`Would remove from the state of ${label}: ${what}.`);
    if (importFile === undefined) reportStateOnly(io, chosen);
    const files = importFile === undefined ? "" : `${clean(importFile)} and `;
    io.print(
      `Nothing was changed. Run again with --yes to write ${files}the state. The organization is not changed either way.`,
    );
    return;
  }
  if (importFile !== undefined && moved !== undefined) await writeNew(io, importFile, moved.text, false);
  // In a state, a resource comes after those that it depends on. It must be removed before them.
  const urns = chosen.map(({ urn }) => urn).reverse();
  for (let done = 0; done < urns.length; done += batchSize) {
    if (done > 0) io.progress(`Removed ${done} of ${urns.length} ...`);
    const some = urns.slice(done, done + batchSize);
    await pulumi(io, ["state", "remove", "--stack", label, "--force", "--yes", ...some]);
  }
  io.print(`Removed from the state of ${label}: ${what}.`);
  io.print("The API was not called, and the organization is unchanged.");
  if (importFile === undefined) {
    reportStateOnly(io, chosen);
    io.print(
      `Remove them from the program as well. Otherwise the next \`pulumi up\` ${joined(consequences(chosen, target))}.`,
    );
    return;
  }
  const secrets = moved?.hasSecrets ? " It contains secrets in plain text: delete it after the import." : "";
  io.print(`Wrote ${clean(importFile)}, with their state.${secrets}`);
  io.print(
    `Next: move their lines to the other program, with the same names. Then, in its folder:\n  pulumi import --file ${shellWord(importFile)} --generate-code=false --protect=false --yes\n  pulumi preview --expect-no-changes`,
  );
}

/** The state of resources as an import file. The secrets provider of the other stack encrypts their secrets again. */
async function movedStateOf(
  io: Io,
  label: string,
  chosen: readonly StackResource[],
): Promise<{ readonly text: string; readonly hasSecrets: boolean }> {
  const urns = new Set(chosen.map(({ urn }) => urn));
  const command = ["stack", "export", "--stack", label];
  const text = movedStateText(await pulumi(io, command), urns);
  if (!isEncrypted(JSON.parse(text))) return { text, hasSecrets: false };
  return { text: movedStateText(await pulumi(io, [...command, "--show-secrets"]), urns), hasSecrets: true };
}

/** Lists what another program would not get back from the organization. */
function reportStateOnly(io: Io, chosen: readonly StackResource[]): void {
  const waiting = chosen.filter(isOnlyInState).map(({ kind, name }) => `${kind.kind} ${name}`);
  if (waiting.length === 0) return;
  io.print(
    `Only the state has these resources, because they wait for a user: ${enumerated(waiting)}. \`pulumi-anthropic import\` cannot find them. To move them to another stack, use --import-file.`,
  );
}

/** What `up` does if the program still declares the resources. */
function consequences(chosen: readonly StackResource[], { config, project, stack }: TargetStack): string[] {
  const workspaces = chosen.filter(({ kind }) => kind.kind === "Workspace").length;
  const ownerTag = config("anthropic:ownerTag");
  const ofWorkspaces =
    ownerTag === undefined
      ? "refuses to create the workspaces, which already exist"
      : `adopts the workspaces that have the tag ${ownerTag}=${project}/${stack} and are as declared, and refuses to create the others`;
  const others = workspaces === 0 ? "objects" : "other objects";
  return [
    ...(workspaces === 0 ? [] : [ofWorkspaces]),
    ...(workspaces === chosen.length ? [] : [`adopts the ${others} that are as declared`]),
  ];
}

const kindsWithMembers: readonly string[] = ["Workspace", "ServiceAccount", "RbacGroup"];

/**
 * The resources whose name, or whose object's ID, name or email, matches. Includes the memberships of a matching workspace,
 * user, service account or group, since the program declares them with references to it.
 */
function matching(resources: readonly StackResource[], match: string | undefined): StackResource[] {
  const matches = matcher(match);
  const named = ({ name, id, outputs }: StackResource): boolean =>
    [name, id, text(outputs["name"]), text(outputs["email"])].some(matches);
  const chosen = resources.filter(named);
  const withMembers = new Set(
    chosen.filter(({ kind }) => kindsWithMembers.includes(kind.kind)).map(({ id }) => id),
  );
  const emails = new Set(
    chosen.filter(({ kind }) => kind.kind === "Member").map(({ outputs }) => outputs["email"]),
  );
  return resources.filter(
    (resource) =>
      named(resource) ||
      ["workspace", "serviceAccount", "group"].some((name) =>
        withMembers.has(text(resource.outputs[name]) ?? ""),
      ) ||
      emails.has(resource.outputs["email"] ?? ""),
  );
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function tally(resources: readonly StackResource[]): string[] {
  const numbers = new Map<string, number>();
  for (const { kind } of resources) numbers.set(kind.kind, (numbers.get(kind.kind) ?? 0) + 1);
  return [...numbers].map(([kind, number]) => counted(number, [kind, kind]));
}
