const research = new anthropic.Workspace("research", {
  name: "State Research",
  displayColor: "#aabbcc",
  tags: { team: "ml" },
  dataResidency: { defaultInferenceGeo: "us" },
});
const legacy = new anthropic.Workspace("legacy", { name: "Production", onDelete: "retain" }, { import: legacyId });
const priya = new anthropic.Member("priya", { email: "Priya.Nair@example.com", role: "developer" });
const yara = new anthropic.Member("yara", { email: "yara.idris@example.com", role: "user", onDelete: "remove" });
new anthropic.Member("awaited", { email: "sso@example.com", invite: "never" });
new anthropic.WorkspaceMember("priya-research", {
  workspace: research,
  email: priya.email,
  role: "workspace_developer",
});
new anthropic.WorkspaceMember("yara-research", {
  workspace: research,
  email: yara.email,
  role: "workspace_user",
});
const list = new anthropic.Workspace("list", { name: "State List" });
new anthropic.WorkspaceMembers("list", {
  workspace: list,
  members: [{ email: "tomas.novak@example.com", role: "workspace_admin" }],
});
new anthropic.Invite("invite", { email: "invited@example.com", role: "user" });
new anthropic.ApiKey("key", { apiKeyId: keyId, status: "active", workspace: legacy });
