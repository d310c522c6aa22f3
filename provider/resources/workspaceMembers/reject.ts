import type { Failure, ValidationContext } from "../../kernel/definition.ts";
import { enumerated } from "../../text/phrases.ts";
import type { Inputs as WorkspaceMemberInputs } from "../workspaceMember/schema.ts";
import { type Inputs, nameOf } from "./schema.ts";

export const becameEmpty =
  "`members` is empty now, which would remove all members. If this is intended, set `anthropic:allowEmpty` to `true`, or ANTHROPIC_ALLOW_EMPTY=true for one run.";

/** Rejects duplicate members, members that another resource declares, and a list that becomes empty. */
export function rejectList(
  { workspace, members, except }: Partial<Inputs>,
  { olds, unknown, settings, declarations }: ValidationContext<Inputs>,
): Failure[] {
  const failures: Failure[] = [];
  const names = (members ?? []).map(nameOf);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) {
    failures.push({
      property: "members",
      reason: `\`members\` contains ${duplicate} more than once. Remove the duplicate.`,
    });
  }
  const both = names.find((name) => except?.includes(name));
  if (both !== undefined) {
    failures.push({
      property: "except",
      reason: `${both} is in both \`members\` and \`except\`. Remove it from one of them.`,
    });
  }
  if (members?.length === 0 && (olds?.members ?? []).length > 0 && !settings.allowEmpty) {
    failures.push({ property: "members", reason: becameEmpty });
  }
  if (workspace !== undefined && !unknown.has("except")) {
    const single = declarations
      .ofType<WorkspaceMemberInputs>("WorkspaceMember")
      .filter(({ inputs }) => inputs.workspace === workspace)
      .flatMap(({ inputs: { email, userId } }) => email ?? userId ?? []);
    const alsoSingle = [...new Set(single)].filter((user) => except?.includes(user) !== true);
    if (alsoSingle.length > 0) {
      failures.push({
        // Reported for the whole resource, because its properties can be unchanged when only the WorkspaceMember is new.
        property: "",
        reason: `The program also declares members of workspace ${workspace} as WorkspaceMember: ${enumerated(alsoSingle)}. This list would remove them. Add them to \`members\` and remove their WorkspaceMember, or add them to \`except\`.`,
      });
    }
  }
  return failures;
}
