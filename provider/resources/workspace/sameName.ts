import type { WorkspaceWire } from "../../api/objects.ts";
import type { Failure, Operation, ValidationContext } from "../../kernel/definition.ts";
import { nameIn } from "../../kernel/origin.ts";
import { appearance, normalName, spellingDifferences } from "../../text/spelling.ts";
import type { Inputs } from "./schema.ts";
import { shown } from "./shown.ts";

/** Whether a name is the one that was sent, possibly in the API's spelling. */
export function isSpelledLike(name: string, sent: string): boolean {
  const stored = normalName(name);
  return stored === sent || spellingDifferences(stored, sent) !== undefined;
}

function looksLike(name: string, other: string): boolean {
  return name !== other && appearance(name).toLowerCase() === appearance(other).toLowerCase();
}

interface Other {
  readonly name: string;
  /** The resource's name in the program. */
  readonly resource: string;
  readonly isChanged: boolean;
  readonly mayShare: boolean;
}

/** The workspaces of other resources that the program has declared so far. */
function others({ declarations, origin }: ValidationContext<Inputs>): Other[] {
  return declarations
    .ofType<Inputs>("Workspace")
    .flatMap(({ inputs, olds, unknown, adopting, origin: other }) => {
      const { name, allowDuplicateName } = inputs;
      if (name === undefined || typeof other !== "string" || other === origin) return [];
      return [
        {
          name,
          resource: nameIn(other),
          isChanged: olds?.name !== name && adopting !== true,
          mayShare: allowDuplicateName === true || unknown.has("allowDuplicateName"),
        },
      ];
    });
}

/** Rejects a new name that another Workspace of the program declares. Workspaces that already share a name are accepted. */
export function rejectSharedName(inputs: Partial<Inputs>, context: ValidationContext<Inputs>): Failure[] {
  const { name, allowDuplicateName } = inputs;
  if (name === undefined || allowDuplicateName === true || context.unknown.has("allowDuplicateName"))
    return [];
  const isChanged = context.olds?.name !== name && !context.adopting;
  const other = others(context).find(
    (one) => one.name === name && !one.mayShare && (isChanged || one.isChanged),
  );
  if (other === undefined) return [];
  return [
    {
      // Reported for the whole resource: the other one may have changed.
      property: "",
      reason: `\`name\`: the resource \`${other.resource}\` of this program also declares a workspace of that name. Give one of them another name, or set \`allowDuplicateName: true\`.`,
    },
  ];
}

/** Warns of a name that looks like the name of another Workspace of the program. */
export function lookalikeWarnings({ name }: Partial<Inputs>, context: ValidationContext<Inputs>): Failure[] {
  if (name === undefined) return [];
  const other = others(context).find((one) => looksLike(one.name, name));
  if (other === undefined) return [];
  return [
    {
      property: "name",
      reason: `\`name\` looks like the name of the resource \`${other.resource}\`. Give one of them another name, unless both are intended.`,
    },
  ];
}

/** Reports an active workspace whose name looks like the one to create. Check has already compared the names in the program. */
export function noticeLookalike(operation: Operation, name: string, list: readonly WorkspaceWire[]): void {
  const declared = operation.ownership.ofType<Inputs>("Workspace").map(({ inputs }) => inputs.name);
  const other = list.find(({ name: given, archived_at: archivedAt }) => {
    const one = normalName(given);
    return archivedAt === null && looksLike(one, name) && !declared.includes(one);
  });
  if (other === undefined) return;
  operation.notify(
    "lookalike",
    `The name of the new workspace ${JSON.stringify(name)} looks like that of ${shown(other.name, other.id)}. Rename one of them, unless both are intended.`,
  );
}
