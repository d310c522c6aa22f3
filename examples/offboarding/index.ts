// Offboarding: Lucía leaves. This takes two steps, because a delete uses the options that the last `pulumi up` stored.
//
// 1. Set `onDelete` and `deactivateKeys`, and run `pulumi up`, which records them.
// 2. Delete her resources and run `pulumi up`. It removes her from the workspaces, deactivates the keys she created that
//    were not used for 30 days, lists those in use, and removes her from the organization.
//
// Before that, `npx pulumi-anthropic user lucia.romero@example.com` shows her access, and when her keys were last used.
//
// In this example, `pulumi config set removed true` deletes her resources. In your program you delete the lines.

import * as pulumi from "@pulumi/pulumi";
import * as anthropic from "pulumi-anthropic";

const removed = new pulumi.Config().getBoolean("removed") ?? false;

const workspace = new anthropic.Workspace("field-tests", { name: "Field Tests" });

const tomas = new anthropic.Member("tomas", { email: "tomas.novak@example.com", role: "developer" });
new anthropic.WorkspaceMember("tomas", { workspace, email: tomas.email, role: "workspace_admin" });

if (!removed) {
  const lucia = new anthropic.Member("lucia", {
    email: "lucia.romero@example.com",
    role: "developer",
    onDelete: "remove",
    deactivateKeys: "unused",
  });
  new anthropic.WorkspaceMember("lucia", { workspace, email: lucia.email, role: "workspace_developer" });
}
