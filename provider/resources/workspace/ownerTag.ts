import type { WorkspaceWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { own } from "../../kernel/values.ts";
import type { State } from "./schema.ts";
import { shown } from "./shown.ts";

/** With `anthropic:ownerTag`: the tag that says to which stack a workspace belongs. */
export type Mark = { readonly key: string; readonly owner: string } | undefined;

export function markOf({ settings, stack }: Operation): Mark {
  const key = settings.ownerTag;
  return key === undefined ? undefined : { key, owner: stack };
}

export function markTag(mark: Mark): Record<string, string> {
  return mark === undefined ? {} : { [mark.key]: mark.owner };
}

/** The mark that a workspace carries, as it is kept. */
export function ownedBy(mark: Mark, tags: Readonly<Record<string, string>>): string | null {
  const owner = mark === undefined ? undefined : own(tags, mark.key);
  return mark === undefined || owner === undefined ? null : `${mark.key}=${owner}`;
}

/** Whose a workspace is, as far as what was kept tells. */
export function ownerKept(mark: NonNullable<Mark>, old: State): string | undefined {
  const prefix = `${mark.key}=`;
  return old.ownedBy?.startsWith(prefix) === true ? old.ownedBy.slice(prefix.length) : undefined;
}

/** With `anthropic:ownerTag`, what belongs to another stack is not touched. */
export function mustBeOurs(operation: Operation, wire: WorkspaceWire, doing: string): void {
  const reason = whyForeign(operation, wire);
  if (reason !== undefined) throw new UserError(`cannot ${doing} ${shown(wire.name, wire.id)}: ${reason}`);
}

/** Why a workspace does not belong to this stack, by its owner tag, or undefined. */
export function whyForeign(operation: Operation, { tags }: WorkspaceWire): string | undefined {
  const mark = markOf(operation);
  if (mark === undefined) return undefined;
  const owner = own(tags, mark.key);
  return owner === undefined || isOurs(operation, owner) ? undefined : ofAnother(mark, owner);
}

function isOurs({ stack, formerStack }: Operation, owner: string): boolean {
  return owner === stack || owner === formerStack;
}

function ofAnother({ key, owner: own }: NonNullable<Mark>, owner: string): string {
  return `its tag \`${key}\` says that it belongs to ${owner}, and this is ${own}. Change it there, or move it here with \`pulumi state move\` and set the tag by hand.`;
}

/** What `anthropic:ownerTag` asks for where the program did not change. */
export function marking(operation: Operation, old: State, id: string): { readonly will: string } | undefined {
  const mark = markOf(operation);
  if (mark === undefined) return undefined;
  const owner = ownerKept(mark, old);
  if (owner === undefined) {
    return {
      will: `mark ${shown(old.name, id)} with the tag \`${mark.key}\` as ${mark.owner}'s, since \`anthropic:ownerTag\` is set and it is not known to carry that tag.`,
    };
  }
  // After a rename of the stack the former mark will do until something else changes.
  return isOurs(operation, owner)
    ? undefined
    : { will: `refuse to change ${shown(old.name, id)}: ${ofAnother(mark, owner)}` };
}
