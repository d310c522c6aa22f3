import { UserError } from "../../provider/errors.ts";
import type { ReadSetting } from "../../provider/settings/config.ts";
import { rejectOtherOrganization } from "../organization/readOrganization.ts";
import type { Io } from "../output/io.ts";
import { withSecretSettings, withStackKey } from "./stackKey.ts";
import { organizationsOf, type StackState } from "./stackState.ts";
import { NoStackError, projectHere, readStacks, type StackChoice } from "./stacks.ts";

/** The states that a command reads if there are any, and the settings of the first one. */
export interface OptionalStacks {
  readonly states: readonly StackState[];
  readonly config: ReadSetting;
  /** Why no state was read. Undefined if one was. */
  readonly missing: string | undefined;
}

const advice =
  "It is not known which resources declare the objects, and no stack settings apply. Pass --stack or --all-stacks to read states.";

const settingsAdvice =
  "Nothing was changed, because the stack may have settings for writes, such as `anthropic:organizationId` and `anthropic:auditLog`. Correct it, or pass a folder without a Pulumi project to `--cwd` to use no stack.";

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
  });
  if (!isChosen && (await projectHere(io.cwd)) === undefined) return none("there is no Pulumi project here.");
  try {
    const { target, states } = await readStacks(io, choice);
    const config = await withSecretSettings(io, target);
    return { states, config: await withStackKey(io, { ...target, config }), missing: undefined };
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
