// Onboarding: creates a workspace for a team, and adds each user to the organization and to the workspace.
//
// Existing users and pending invitations are found by email address. Other users get an invitation. `pulumi up` does not wait
// for an acceptance: a membership stays `pending` until its user has accepted, and the next `pulumi up` completes it.

import * as anthropic from "pulumi-anthropic";
import { fieldService } from "./team.ts";

const workspace = new anthropic.Workspace("field-service", {
  name: "Field Service",
  tags: { team: "field-service" },
});

const statuses = fieldService.map(({ email, role, workspaceRole }) => {
  const member = new anthropic.Member(email, { email, role });
  const membership = new anthropic.WorkspaceMember(email, {
    workspace,
    email: member.email,
    role: workspaceRole,
  });
  return [email, membership.status] as const;
});

export const team = Object.fromEntries(statuses);
