// A workspace for contractors with a complete list of members. Members that were added outside of Pulumi are reported as
// drift, and `pulumi up --refresh` removes them. Users in `except` are ignored.
//
// The auditor gets an invitation only. The program does not manage her role or access after she accepts.

import * as anthropic from "pulumi-anthropic";

const workspace = new anthropic.Workspace("contractors", { name: "Contractors", tags: { team: "external" } });

new anthropic.WorkspaceMembers("contractors", {
  workspace,
  members: [
    { email: "priya.nair@example.com", role: "workspace_admin" },
    { email: "tomas.novak@example.com", role: "workspace_developer" },
    { email: "sam.rivers@example.com", role: "workspace_user" },
  ],
  except: ["lucia.romero@example.com"],
});

const auditor = new anthropic.Invite("auditor", { email: "ines.costa@example.com", role: "user" });

export const auditorsInvitation = { status: auditor.status, expires: auditor.expiresAt };
