// Offboarding: Lucía leaves, in two steps, since a delete goes by what the last `pulumi up` has stored.
//
// 1. Say what is to become of her (`onDelete`, `deactivateKeys`) and run `pulumi up`, which only records it.
// 2. Take her lines out and run `pulumi up`. She loses her workspaces; the keys she made that nobody has used for 30
//    days are deactivated, and those in use are listed; she is removed from the organization.
//
// `pulumi config set gone true` takes her lines out here. In your own program you delete them.

import * as pulumi from "@pulumi/pulumi";
import * as anthropic from "pulumi-anthropic";

const gone = new pulumi.Config().getBoolean("gone") ?? false;

const workspace = new anthropic.Workspace("field-tests", { name: "Field Tests" });

const tomas = new anthropic.Member("tomas", { email: "tomas.novak@example.com", role: "developer" });
new anthropic.WorkspaceMember("tomas", { workspace, email: tomas.email, role: "workspace_admin" });

if (!gone) {
  const lucia = new anthropic.Member("lucia", {
    email: "lucia.romero@example.com",
    role: "developer",
    onDelete: "remove",
    deactivateKeys: "unused",
  });
  new anthropic.WorkspaceMember("lucia", { workspace, email: lucia.email, role: "workspace_developer" });
}
