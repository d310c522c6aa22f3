import type { WorkspaceWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { own } from "../../kernel/values.ts";
import type { State } from "./schema.ts";
import { shown } from "./shown.ts";

/** With `anthropic:ownerTag`: the tag that says to which stack a workspace belongs. */
export type OwnerTag = { readonly key: string; readonly owner: string } | undefined;

export function ownerTagOf({ settings, stack }: Operation): OwnerTag {
  const key = settings.ownerTag;
  return key === undefined ? undefined : { key, owner: stack };
}

export function ownerTagEntry(ownerTag: OwnerTag): Record<string, string> {
  return ownerTag === undefined ? {} : { [ownerTag.key]: ownerTag.owner };
}

/** The mark that a workspace carries, as it is kept. */
export function ownedBy(ownerTag: OwnerTag, tags: Readonly<Record<string, string>>): string | null {
  const owner = ownerTag === undefined ? undefined : own(tags, ownerTag.key);
  return ownerTag === undefined || owner === undefined ? null : `${ownerTag.key}=${owner}`;
}

/** Whose a workspace is, as far as what was kept tells. */
export function recordedOwner(ownerTag: NonNullable<OwnerTag>, old: State): string | undefined {
  const prefix = `${ownerTag.key}=`;
  return old.ownedBy?.startsWith(prefix) === true ? old.ownedBy.slice(prefix.length) : undefined;
}

/** With `anthropic:ownerTag`, what belongs to another stack is not touched. */
export function rejectOtherOwner(operation: Operation, wire: WorkspaceWire, doing: string): void {
  const reason = otherOwnerReason(operation, wire);
  if (reason !== undefined) throw new UserError(`cannot ${doing} ${shown(wire.name, wire.id)}: ${reason}`);
}

/** Why a workspace does not belong to this stack, by its owner tag, or undefined. */
export function otherOwnerReason(operation: Operation, { tags }: WorkspaceWire): string | undefined {
  const ownerTag = ownerTagOf(operation);
  if (ownerTag === undefined) return undefined;
  const owner = own(tags, ownerTag.key);
  return owner === undefined || isThisStack(operation, owner) ? undefined : otherOwnerText(ownerTag, owner);
}

function isThisStack({ stack, formerStack }: Operation, owner: string): boolean {
  return owner === stack || owner === formerStack;
}

function otherOwnerText({ key, owner: own }: NonNullable<OwnerTag>, owner: string): string {
  return `its tag \`${key}\` says that it belongs to ${owner}, and this is ${own}. Change it there, or move it here with \`pulumi state move\` and set the tag by hand.`;
}

/** What `anthropic:ownerTag` asks for where the program did not change. */
export function ownerTagAttention(
  operation: Operation,
  old: State,
  id: string,
): { readonly will: string } | undefined {
  const ownerTag = ownerTagOf(operation);
  if (ownerTag === undefined) return undefined;
  const owner = recordedOwner(ownerTag, old);
  if (owner === undefined) {
    return {
      will: `mark ${shown(old.name, id)} with the tag \`${ownerTag.key}\` as ${ownerTag.owner}'s, since \`anthropic:ownerTag\` is set and it is not known to carry that tag.`,
    };
  }
  // After a rename of the stack the former mark will do until something else changes.
  return isThisStack(operation, owner)
    ? undefined
    : { will: `refuse to change ${shown(old.name, id)}: ${otherOwnerText(ownerTag, owner)}` };
}
