import { matcher } from "../match.ts";
import type { Io } from "../output/io.ts";
import { counted, enumerated, joined } from "../output/phrases.ts";
import { pulumi } from "../pulumi.ts";
import { mustBeFree } from "../states/freeStack.ts";
import type { StackResource } from "../states/stackState.ts";
import { readStacks } from "../states/stacks.ts";

/** The options of `pulumi-anthropic detach`. */
export interface DetachOptions {
  readonly stack?: string;
  readonly match?: string;
  readonly yes?: boolean;
}

/** The number of resources in one command. Windows limits the length of its arguments. */
const batchSize = 200;

/**
 * Removes resources from a stack's state with `pulumi state remove`, which locks the stack and rejects resources that others
 * depend on. Needs no credential.
 */
export async function detachResources(io: Io, { stack, match, yes = false }: DetachOptions): Promise<void> {
  const { target } = await readStacks(io, stack === undefined ? {} : { stack: [stack] });
  await mustBeFree(io, target);
  const { label, state } = target;
  const chosen = matching(state.resources, match);
  if (chosen.length === 0) {
    io.print(`Nothing to detach: the stack ${label} has no such resource of this package.`);
    return;
  }
  const what = `${joined(tally(chosen))} (${enumerated(chosen.map(({ name }) => name))})`;
  if (!yes) {
    io.print(`Would remove from the state of ${label}: ${what}.`);
    io.print(
      "Nothing was changed. Run again with --yes to write the state. The organization is not changed either way.",
    );
    return;
  }
  // In a state, a resource comes after those that it depends on. It must be removed before them.
  const urns = chosen.map(({ urn }) => urn).reverse();
  for (let done = 0; done < urns.length; done += batchSize) {
    if (done > 0) io.progress(`Removed ${done} of ${urns.length} ...`);
    const some = urns.slice(done, done + batchSize);
    await pulumi(io, ["state", "remove", "--stack", label, "--force", "--yes", ...some]);
  }
  io.print(`Removed from the state of ${label}: ${what}.`);
  io.print("The API was not called, and the organization is unchanged.");
  io.print(
    "Remove them from the program as well. Otherwise the next `pulumi up` refuses to create the workspaces, which exist, and adopts the memberships, users and invitations that are as declared.",
  );
}

/**
 * The resources whose name, or whose object's ID, name or email, matches. Includes the memberships of a matching workspace
 * or user, since the program declares them with references to it.
 */
function matching(resources: readonly StackResource[], match: string | undefined): StackResource[] {
  const matches = matcher(match);
  const named = ({ name, id, outputs }: StackResource): boolean =>
    [name, id, text(outputs["name"]), text(outputs["email"])].some(matches);
  const chosen = resources.filter(named);
  const workspaces = new Set(chosen.filter(({ kind }) => kind.kind === "Workspace").map(({ id }) => id));
  const emails = new Set(
    chosen.filter(({ kind }) => kind.kind === "Member").map(({ outputs }) => outputs["email"]),
  );
  return resources.filter(
    (resource) =>
      named(resource) ||
      workspaces.has(text(resource.outputs["workspace"]) ?? "") ||
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
