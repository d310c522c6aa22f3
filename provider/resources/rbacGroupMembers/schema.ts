import { z } from "zod";
import { idWithPrefix } from "../../ids.ts";
import { EmailsOrIds } from "../../users/emailOrId.ts";

export const Inputs = z.strictObject({
  group: idWithPrefix("rbac_group_"),
  members: EmailsOrIds,
  except: EmailsOrIds.exactOptional(),
  allOrganizations: z.boolean("must be `true` or `false`").exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const MemberState = z.looseObject({
  email: z.string().exactOptional(),
  userId: z.string().exactOptional(),
  status: z.string(),
  waitingFor: z.string().exactOptional(),
  /** The email that the program declares for a user whose email changed. */
  declaredAs: z.string().exactOptional(),
});

export type MemberState = z.infer<typeof MemberState>;

export const State = z.looseObject({
  group: z.string(),
  members: z.array(z.string()),
  except: z.array(z.string()),
  allOrganizations: z.boolean(),
  memberStatuses: z.array(MemberState),
  /** The members in the state whom refresh did not find. Delete also removes them, since the response may have been wrong. */
  unseenMembers: z.array(MemberState),
  status: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
