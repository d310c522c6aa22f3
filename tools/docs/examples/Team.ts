import * as anthropic from "pulumi-anthropic";

const research = new anthropic.Team("research", {
  workspace: { name: "Research", tags: { team: "ml" } },
  members: [
    // A user who is not in the organization is invited.
    { email: "alice@example.com", role: "workspace_admin", organization: { role: "developer" } },
    { email: "bob@example.com", role: "workspace_developer" },
  ],
  rateLimits: [{ model: "claude-opus-5-5", limits: { requests_per_minute: 100 } }],
});

export const researchId = research.workspaceId;
