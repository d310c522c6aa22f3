import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { normalEmail } from "../../users/email.ts";
import { type Standing, waitingFor } from "../../users/findUser.ts";
import type { State } from "./schema.ts";

export function fromWire(wire: WorkspaceMemberWire, user: UserWire | undefined): Observed<State> {
  return {
    workspace: wire.workspace_id,
    userId: wire.user_id,
    ...(user === undefined ? {} : { email: normalEmail(user.email) }),
    role: wire.workspace_role,
    status: "active",
    waitingFor: null,
  };
}

export function absent(workspace: string, standing: Standing): Observed<State> {
  return { workspace, status: "pending", waitingFor: waitingFor(standing) };
}

export function implicit(workspace: string, user: UserWire): Observed<State> {
  return { workspace, userId: user.id, email: normalEmail(user.email), status: "implicit", waitingFor: null };
}
