import { z } from "zod";
import { idWithPrefix } from "../../ids.ts";
import { Inputs as MemberInputs } from "../../resources/member/schema.ts";
import { Inputs as SpendLimitInputs, unlimited } from "../../resources/spendLimit/schema.ts";
import { Inputs as WorkspaceInputs } from "../../resources/workspace/schema.ts";
import { WorkspaceRoleInput } from "../../resources/workspaceMember/schema.ts";
import { Inputs as ListInputs } from "../../resources/workspaceMembers/schema.ts";
import { Inputs as RateLimitInputs } from "../../resources/workspaceRateLimit/schema.ts";
import { Email } from "../../users/email.ts";

const Flag = z.boolean("must be `true` or `false`").exactOptional();
const FormerName = z.string("must be a string").min(1, "must not be empty").exactOptional();
const FormerMemberNames = z
  .union(
    [
      z.record(z.string(), z.string().min(1)),
      z.custom<(member: string) => string | undefined>((value) => typeof value === "function"),
    ],
    "must be an object with a name for each email address, or a function",
  )
  .exactOptional();

const TeamMember = z.strictObject({
  email: Email.exactOptional(),
  userId: idWithPrefix("user_").exactOptional(),
  role: WorkspaceRoleInput,
  organization: MemberInputs.omit({ email: true, userId: true }).exactOptional(),
  name: z
    .string("must be a string")
    .regex(/^[^/:\s]+$/, "must not be empty, and must not contain `/`, `:` or spaces")
    .exactOptional(),
});

const TeamRateLimit = RateLimitInputs.omit({ workspace: true });

const TeamSpendLimit = z.strictObject({
  amount: SpendLimitInputs.shape.amount.refine(
    (amount) => amount !== unlimited,
    "cannot be `unlimited` in a workspace. Remove `spendLimit` instead",
  ),
  onDelete: SpendLimitInputs.shape.onDelete,
});

/** The arguments of a Team whose values are known. Their parts have the schemas of the resource types. */
export const TeamInputs = z.strictObject({
  workspace: WorkspaceInputs.exactOptional(),
  workspaceId: idWithPrefix("wrkspc_").exactOptional(),
  members: z.array(TeamMember, "must be an array of members").exactOptional(),
  complete: Flag,
  rateLimits: z.array(TeamRateLimit, "must be an array of rate limits").exactOptional(),
  spendLimit: TeamSpendLimit.exactOptional(),
  except: ListInputs.shape.except,
  import: idWithPrefix("wrkspc_").exactOptional(),
  protectWorkspace: Flag,
  formerNames: z
    .union(
      [
        z.literal(false),
        z.strictObject({
          workspace: FormerName,
          workspaceMembers: FormerName,
          workspaceMember: FormerMemberNames,
          member: FormerMemberNames,
          workspaceRateLimit: z.record(z.string(), z.string().min(1)).exactOptional(),
          spendLimit: FormerName,
        }),
      ],
      "must be `false` or an object with the keys `workspace`, `workspaceMembers`, `workspaceMember`, `member`, `workspaceRateLimit` and `spendLimit`",
    )
    .exactOptional(),
});

/**
 * The arguments that may be outputs. The others determine the resources of the Team and their names, so they must be known when the
 * program runs.
 */
export const mayBeOutput =
  /^(workspace\..+|workspaceId|members\[\d+\]\.(email|userId|role|organization\..+)|rateLimits\[\d+\]\.limits(\..+)?|spendLimit\..+|except(\[\d+\])?)$/;
