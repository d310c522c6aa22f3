import * as anthropic from "pulumi-anthropic";

const research = new anthropic.Workspace("research", { name: "Research" });

new anthropic.WorkspaceRateLimit("research-opus", {
  workspace: research,
  model: "claude-opus-5-5",
  limits: { requests_per_minute: 500, output_tokens_per_minute: 50_000 },
});
