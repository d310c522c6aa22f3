import * as anthropic from "pulumi-anthropic";

const research = new anthropic.Workspace("research", { name: "Research" });

new anthropic.WorkspaceMembers("research-members", {
  workspace: research,
  members: [
    { email: "alice@example.com", role: "workspace_admin" },
    { email: "bob@example.com", role: "workspace_developer" },
  ],
});
