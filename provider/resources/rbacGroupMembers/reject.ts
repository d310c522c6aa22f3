import type { Failure, ValidationContext } from "../../kernel/definition.ts";
import type { Inputs } from "./schema.ts";

export const becameEmpty =
  "`members` is empty now, which would remove all members. If this is intended, set `anthropic:allowEmpty` to `true`, or ANTHROPIC_ALLOW_EMPTY=true for one run.";

/** Rejects users who are both declared and excepted, and a list that becomes empty. */
export function rejectList(
  { members, except }: Partial<Inputs>,
  { olds, settings }: ValidationContext<Inputs>,
): Failure[] {
  const failures: Failure[] = [];
  const both = members?.find((name) => except?.includes(name));
  if (both !== undefined) {
    failures.push({
      property: "except",
      reason: `${both} is in both \`members\` and \`except\`. Remove it from one of them.`,
    });
  }
  if (members?.length === 0 && (olds?.members ?? []).length > 0 && !settings.allowEmpty) {
    failures.push({ property: "members", reason: becameEmpty });
  }
  return failures;
}
