import type { WorkspaceWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { own } from "../../kernel/values.ts";
import type { State } from "./schema.ts";
import { shown } from "./shown.ts";

/** The ownership tag of `anthropic:ownerTag`, which names the stack that owns a workspace. */
export type OwnerTag = { readonly key: string; readonly owner: string } | undefined;

export function ownerTagOf({ settings, stack }: Operation): OwnerTag {
  const key = settings.ownerTag;
  return key === undefined ? undefined : { key, owner: stack };
}

export function ownerTagEntry(ownerTag: OwnerTag): Record<string, string> {
  return ownerTag === undefined ? {} : { [ownerTag.key]: ownerTag.owner };
}

/** The ownership tag of a workspace, in the form of the state. */
export function ownedBy(ownerTag: OwnerTag, tags: Readonly<Record<string, string>>): string | null {
  const owner = ownerTag === undefined ? undefined : own(tags, ownerTag.key);
  return ownerTag === undefined || owner === undefined ? null : `${ownerTag.key}=${owner}`;
}

/** The stack that the state records as the owner of a workspace. */
export function recordedOwner(ownerTag: NonNullable<OwnerTag>, old: State): string | undefined {
  const prefix = `${ownerTag.key}=`;
  return old.ownedBy?.startsWith(prefix) === true ? old.ownedBy.slice(prefix.length) : undefined;
}

/** Rejects a write to a workspace that belongs to another stack by its ownership tag. */
export function rejectOtherOwner(operation: Operation, wire: WorkspaceWire, doing: string): void {
  const reason = otherOwnerReason(operation, wire);
  if (reason !== undefined) throw new UserError(`cannot ${doing} ${shown(wire.name, wire.id)}: ${reason}`);
}

/** Why a workspace does not belong to this stack by its ownership tag, or undefined. */
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
  return `its tag \`${key}\` names ${owner} as its owner, and this stack is ${own}. Change the workspace in that stack, or move it here with \`pulumi state move\` and update the tag.`;
}

/** What update does because of `anthropic:ownerTag` although the program did not change. */
export function ownerTagAttention(
  operation: Operation,
  old: State,
  id: string,
): { readonly does: string } | undefined {
  const ownerTag = ownerTagOf(operation);
  if (ownerTag === undefined) return undefined;
  const owner = recordedOwner(ownerTag, old);
  if (owner === undefined) {
    return {
      does: `sets the tag \`${ownerTag.key}\` of ${shown(old.name, id)} to ${ownerTag.owner}, since \`anthropic:ownerTag\` is set and the workspace is not known to have that tag.`,
    };
  }
  // After a rename of the stack, the former tag is accepted until something else changes.
  return isThisStack(operation, owner)
    ? undefined
    : { does: `refuses to change ${shown(old.name, id)}: ${otherOwnerText(ownerTag, owner)}` };
}
