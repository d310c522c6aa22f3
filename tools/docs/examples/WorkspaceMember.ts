import * as anthropic from "pulumi-anthropic";

const research = new anthropic.Workspace("research", { name: "Research" });
const alice = new anthropic.Member("alice", { email: "alice@example.com", role: "developer" });

new anthropic.WorkspaceMember("alice-research", {
  workspace: research,
  email: alice.email,
  role: "workspace_developer",
});
