// A workspace for contractors, whose list of members is complete: whoever is added by hand is shown as drift, and taken
// out again by `pulumi up --refresh`. Whoever is named in `except` is left alone.
//
// The auditor gets a bare invitation. What becomes of it is up to her: the program manages her no further.

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
