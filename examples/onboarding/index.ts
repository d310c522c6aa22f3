// Onboarding: a team gets a workspace, and each of its people a place in the organization and in the workspace.
//
// Who is in the organization already is found by their address, and so is an invitation that was sent before. Everybody
// else gets one by mail. `pulumi up` never waits for an answer: a membership stays `pending` until its person has
// accepted, and the first `pulumi up` after that completes it.

import * as anthropic from "pulumi-anthropic";
import { fieldService } from "./team.ts";

const workspace = new anthropic.Workspace("field-service", {
  name: "Field Service",
  tags: { team: "field-service" },
});

const statuses = fieldService.map(({ email, role, workspaceRole }) => {
  const person = new anthropic.Member(email, { email, role });
  const place = new anthropic.WorkspaceMember(email, { workspace, email: person.email, role: workspaceRole });
  return [email, place.status] as const;
});

export const team = Object.fromEntries(statuses);
