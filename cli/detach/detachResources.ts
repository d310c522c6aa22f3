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

/** As many as the arguments of one command may hold, also on Windows. */
const atOnce = 200;

/**
 * Takes resources out of a stack's state through `pulumi state remove`, which locks the stack, refuses what others
 * depend on, and keeps the rest of the state whole. Neither key nor network is needed.
 */
export async function detachResources(io: Io, { stack, match, yes = false }: DetachOptions): Promise<void> {
  const { target } = await readStacks(io, stack === undefined ? {} : { stack: [stack] });
  await mustBeFree(io, target);
  const { label, state } = target;
  const chosen = chosenOf(state.resources, match);
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
  // What depends on others stands behind them in a state, and has to go first.
  const urns = chosen.map(({ urn }) => urn).reverse();
  for (let done = 0; done < urns.length; done += atOnce) {
    if (done > 0) io.progress(`Removed ${done} of ${urns.length} ...`);
    const some = urns.slice(done, done + atOnce);
    await pulumi(io, ["state", "remove", "--stack", label, "--force", "--yes", ...some]);
  }
  io.print(`Removed from the state of ${label}: ${what}.`);
  io.print("The API was not called, and the organization is unchanged.");
  io.print(
    "Remove them from the program as well. Otherwise the next `pulumi up` refuses to create the workspaces, which exist, and adopts the memberships, users and invitations that are as declared.",
  );
}

/**
 * By the resource's name, or by what the object is called. A place in a workspace goes with the workspace, and with the
 * person: the program refers to both.
 */
function chosenOf(resources: readonly StackResource[], match: string | undefined): StackResource[] {
  const matches = matcher(match);
  const named = ({ name, id, outputs }: StackResource): boolean =>
    [name, id, text(outputs["name"]), text(outputs["email"])].some(matches);
  const chosen = resources.filter(named);
  const workspaces = new Set(chosen.filter(({ kind }) => kind.kind === "Workspace").map(({ id }) => id));
  const people = new Set(
    chosen.filter(({ kind }) => kind.kind === "Member").map(({ outputs }) => outputs["email"]),
  );
  return resources.filter(
    (resource) =>
      named(resource) ||
      workspaces.has(text(resource.outputs["workspace"]) ?? "") ||
      people.has(resource.outputs["email"] ?? ""),
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
