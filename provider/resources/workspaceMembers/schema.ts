import { z } from "zod";
import { idWithPrefix } from "../../ids.ts";
import { Email } from "../../users/email.ts";
import { EmailsOrIds } from "../../users/emailOrId.ts";
import { WorkspaceRoleInput } from "../workspaceMember/schema.ts";

export function byName<T extends Named>(list: readonly T[]): T[] {
  return [...list].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

export interface Named {
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
}

export function nameOf({ email, userId }: Named): string {
  return email ?? userId ?? "";
}

const Entry = z
  .strictObject({
    email: Email.exactOptional(),
    userId: idWithPrefix("user_").exactOptional(),
    role: WorkspaceRoleInput,
  })
  .refine(
    ({ email, userId }) => (email === undefined) !== (userId === undefined),
    "must have exactly one of `email` and `userId`",
  );

export const Inputs = z.strictObject({
  workspace: idWithPrefix("wrkspc_"),
  members: z.array(Entry, "must be an array of members").transform((list) => byName(list)),
  except: EmailsOrIds.exactOptional(),
});

export const EntryState = z.looseObject({
  email: z.string().exactOptional(),
  userId: z.string().exactOptional(),
  role: z.string(),
});

export type EntryState = z.infer<typeof EntryState>;

export const MemberState = EntryState.extend({
  status: z.string(),
  waitingFor: z.string().exactOptional(),
  /** The email that the program declares for a user whose email changed. */
  declaredAs: z.string().exactOptional(),
});

export type MemberState = z.infer<typeof MemberState>;

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  workspace: z.string(),
  members: z.array(EntryState),
  except: z.array(z.string()),
  memberStatuses: z.array(MemberState),
  /** The members in the state whom refresh did not find. Delete also removes them, since the response may have been wrong. */
  unseenMembers: z.array(MemberState),
  status: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
