import type { WorkspaceWire } from "../../provider/api/objects.ts";
import type { SpendLimitWire } from "../../provider/api/spendLimits/objects.ts";
import { settable } from "../../provider/api/spendLimits/settable.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { targetNames } from "../../provider/resources/spendLimit/identity.ts";
import { defaultPeriod } from "../../provider/resources/spendLimit/schema.ts";
import { amountOf } from "../../provider/resources/spendLimit/wire.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { propertiesOf } from "../organization/spendLimits.ts";
import { nouns } from "../output/phrases.ts";
import type { Args, Declaration } from "./declaration.ts";
import { compareNames } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/** The target of a limit in the program. */
interface Target {
  readonly name: string;
  readonly shown: string;
  readonly args: Args;
}

/** Declares the spend limits of a workspace. Without one, declares those of the organization and of users. */
export async function declareSpendLimits(
  program: ProgramBuilder,
  wire?: WorkspaceWire,
): Promise<Declaration[]> {
  const limits = settable(program.organization.spendLimits ?? []).filter(({ scope }) =>
    wire === undefined ? scope.type !== "workspace" : scope.workspace_id === wire.id,
  );
  const found = limits
    .flatMap((limit) => {
      const target = targetOf(program, limit, wire);
      return target === undefined ? [] : [{ limit, ...target }];
    })
    .sort((one, other) => compareNames(one.name, other.name));
  const declared: Declaration[] = [];
  for (const { limit, name, shown, args } of found) {
    const { id, period } = limit;
    const names = [objectName("SpendLimit", id), ...targetNames(propertiesOf(limit))];
    if (program.isManaged(nouns.spendLimit, ...names)) continue;
    const isDefault = period === defaultPeriod;
    const declaration = await program.adopt({
      kind: "SpendLimit",
      id,
      name: program.claimName("SpendLimit", isDefault ? name : `${name}-${period}`),
      // Deleting a line of the program must not remove a limit that existed before it.
      args: { ...args, amount: amountOf(limit), ...(isDefault ? {} : { period }), onDelete: "retain" },
      what: nouns.spendLimit,
      shown: `${shown} (${period})`,
    });
    if (declaration !== undefined) declared.push(declaration);
  }
  return declared;
}

/** Undefined if `--match` excludes it. */
function targetOf(
  program: ProgramBuilder,
  { scope: { user_id: userId } }: SpendLimitWire,
  wire: WorkspaceWire | undefined,
): Target | undefined {
  const { matches } = program.selection;
  if (wire !== undefined) {
    const args = { scope: "workspace", workspace: program.workspaceValue(wire.id) };
    return { name: program.workspaceName(wire), shown: wire.name, args };
  }
  if (typeof userId !== "string") {
    const name = "organization";
    return matches(name) ? { name, shown: name, args: { scope: "organization" } } : undefined;
  }
  const user = program.organization.users.find(({ id }) => id === userId);
  // The list of users is not read if no users are imported.
  if (user === undefined) return { name: "user", shown: userId, args: { scope: "user", userId } };
  const email = normalEmail(user.email);
  if (!matches(email)) return undefined;
  const args = { scope: "user", email: program.emailValue(email) };
  return { name: program.userName(email), shown: email, args };
}
