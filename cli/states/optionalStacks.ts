import { UserError } from "../../provider/errors.ts";
import type { ReadSetting } from "../../provider/settings/config.ts";
import { rejectOtherOrganization } from "../organization/readOrganization.ts";
import type { Io } from "../output/io.ts";
import { joined } from "../output/phrases.ts";
import { decryptedSettings } from "./decryptedSettings.ts";
import { organizationsOf, type StackState } from "./stackState.ts";
import { isInProject, NoStackError, readStacks, type StackChoice, usesPulumi } from "./stacks.ts";

/** The states that a command reads if there are any, and the settings of the first one. */
export interface OptionalStacks {
  readonly states: readonly StackState[];
  readonly config: ReadSetting;
  /** Why no state was read. Undefined if one was. */
  readonly missing: string | undefined;
  /** What is not known about other stacks than those that were read. Undefined if none or all were. */
  readonly others: string | undefined;
}

const advice =
  "It is not known which resources declare the objects, and no stack settings apply. Pass --stack or --all-stacks to read states.";

const settingsAdvice =
  "Nothing was changed, because the stack may have settings for writes, such as `anthropic:organizationId` and `anthropic:auditLog`. Correct it, or pass a folder without a Pulumi project to `--cwd` to use no stack.";

const notHere =
  "cannot read the settings of the stack: there is no Pulumi project here. Nothing was changed. Run the command in the folder of the program, or pass that folder to `--cwd`.";

const noSettings =
  "Only state files are read, so no stack settings apply, such as `anthropic:organizationId` and `anthropic:auditLog`.";

function onlyRead(states: readonly StackState[]): string {
  const labels = joined(states.map(({ label }) => label));
  return `Only the state of ${labels} was read. A resource of another stack may declare the objects. Pass --all-stacks to read all states.`;
}

/**
 * Reads the states that the options choose, or else that of the selected stack. Without options and without a project or a selected
 * stack, no state is read. If the state of a selected stack cannot be read, a command that only reads works without it. One that writes
 * does not, since the settings of the stack would not apply.
 */
export async function optionalStacks(
  io: Io,
  choice: StackChoice,
  purpose: "read" | "write" = "read",
): Promise<OptionalStacks> {
  const { stack = [], allStacks = false, state = [] } = choice;
  const isChosen = stack.length > 0 || allStacks || state.length > 0;
  const none = (reason: string): OptionalStacks => ({
    states: [],
    config: () => undefined,
    missing: `No state was read: ${reason} ${advice}`,
    others: undefined,
  });
  const isHere = await isInProject(io.cwd);
  if (!isChosen && !isHere) return none("there is no Pulumi project here.");
  if (purpose === "write" && !usesPulumi(choice)) io.progress(noSettings);
  else if (purpose === "write" && !isHere) throw new UserError(notHere);
  try {
    const { target, states } = await readStacks(io, choice);
    const others = allStacks ? undefined : onlyRead(states);
    return { states, config: await decryptedSettings(io, target), missing: undefined, others };
  } catch (error) {
    if (isChosen || !(error instanceof UserError)) throw error;
    if (purpose === "read" || error instanceof NoStackError) return none(error.message);
    throw new UserError(`${error.message} ${settingsAdvice}`);
  }
}

/** Rejects a credential of another organization than that of the states. `advice` says that nothing was done. */
export function rejectOtherStacks(
  organization: string,
  states: readonly StackState[],
  advice = "Nothing was changed. Use a key of that organization.",
): void {
  const known = new Set(states.flatMap((state) => [...organizationsOf(state)]));
  rejectOtherOrganization(organization, known, "the stacks manage", advice);
}
