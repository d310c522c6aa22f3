// Organization addf6c14-7337-45bc-9d44-8f79285fa13f, as written by `pulumi-anthropic import`.
// Deleting a workspace archives it, which is final. `protect` rejects the deletion,
// and with `onDelete` a deletion without `protect` does not change the workspace.
// Deleting a membership removes it, also one that existed before.

import * as anthropic from "pulumi-anthropic";

// Users
const aishaBello = new anthropic.Member("aisha-bello", {
  email: "aisha.bello@example.com",
  role: "developer",
});
const benCarter = new anthropic.Member("ben-carter", {
  email: "ben.carter@example.com",
  role: "user",
});
new anthropic.Member("daniel-weiss", {
  email: "daniel.weiss@example.com",
  role: "claude_code_user",
});
const gretaLindqvist = new anthropic.Member("greta-lindqvist", {
  email: "greta.lindqvist@example.com",
  role: "billing",
});
const kenjiMori = new anthropic.Member("kenji-mori", {
  email: "kenji.mori@example.com",
  role: "developer",
});
const luciaRomero = new anthropic.Member("lucia-romero", {
  email: "lucia.romero@example.com",
  role: "developer",
});
const meiChen = new anthropic.Member("mei-chen", {
  email: "mei.chen@example.com",
  role: "user",
});
const priyaNair = new anthropic.Member("priya-nair", {
  email: "priya.nair@example.com",
  role: "developer",
});
new anthropic.Member("sofia-almeida", {
  email: "sofia.almeida@example.com",
  role: "claude_code_user",
});
const tomasNovak = new anthropic.Member("tomas-novak", {
  email: "tomas.novak@example.com",
  role: "developer",
});

// Invited users
new anthropic.Member("hana-sato", {
  email: "hana.sato@example.com",
  role: "developer",
});
new anthropic.Member("julien-moreau", {
  email: "julien.moreau@example.com",
  role: "claude_code_user",
});

// Workspace "Customer Support" (wrkspc_01cTMmJ3vDV374C3HAKuZJH6)
const customerSupport = new anthropic.Workspace(
  "customer-support",
  { name: "Customer Support", tags: { team: "support" }, onDelete: "retain" },
  { protect: true },
);
new anthropic.WorkspaceMember("ben-carter-customer-support", {
  workspace: customerSupport,
  email: benCarter.email,
  role: "workspace_admin",
});
new anthropic.WorkspaceMember("greta-lindqvist-customer-support", {
  workspace: customerSupport,
  email: gretaLindqvist.email,
  role: "workspace_admin",
});

// Workspace "Production" (wrkspc_01V8em4FfBqdqbCr7JgPp5UV)
const production = new anthropic.Workspace(
  "production",
  {
    name: "Production",
    displayColor: "#B5443A",
    tags: {
      team: "platform",
      environment: "production",
      "cost-center": "4100",
    },
    dataResidency: { allowedInferenceGeos: ["us"], defaultInferenceGeo: "us" },
    onDelete: "retain",
  },
  { protect: true },
);
new anthropic.WorkspaceMember("aisha-bello-production", {
  workspace: production,
  email: aishaBello.email,
  role: "workspace_developer",
});
new anthropic.WorkspaceMember("priya-nair-production", {
  workspace: production,
  email: priyaNair.email,
  role: "workspace_restricted_developer",
});
new anthropic.WorkspaceMember("tomas-novak-production", {
  workspace: production,
  email: tomasNovak.email,
  role: "workspace_admin",
});

// Workspace "Research" (wrkspc_01dbz8PN1pN5rDHfsWdMG2CB)
const research = new anthropic.Workspace(
  "research",
  {
    name: "Research",
    displayColor: "#4E9A51",
    tags: { team: "research", "cost-center": "4200" },
    onDelete: "retain",
  },
  { protect: true },
);
new anthropic.WorkspaceMember("kenji-mori-research", {
  workspace: research,
  email: kenjiMori.email,
  role: "workspace_developer",
});
new anthropic.WorkspaceMember("lucia-romero-research", {
  workspace: research,
  email: luciaRomero.email,
  role: "workspace_admin",
});
new anthropic.WorkspaceMember("mei-chen-research", {
  workspace: research,
  email: meiChen.email,
  role: "workspace_user",
});

// Workspace "Staging" (wrkspc_01eUxLxKCAs9RW7HKKH8bbVF)
const staging = new anthropic.Workspace(
  "staging",
  {
    name: "Staging",
    displayColor: "#3A7CB5",
    tags: { team: "platform", environment: "staging", "cost-center": "4100" },
    onDelete: "retain",
  },
  { protect: true },
);
new anthropic.WorkspaceMember("aisha-bello-staging", {
  workspace: staging,
  email: aishaBello.email,
  role: "workspace_developer",
});
new anthropic.WorkspaceMember("kenji-mori-staging", {
  workspace: staging,
  email: kenjiMori.email,
  role: "workspace_developer",
});
new anthropic.WorkspaceMember("priya-nair-staging", {
  workspace: staging,
  email: priyaNair.email,
  role: "workspace_developer",
});
new anthropic.WorkspaceMember("tomas-novak-staging", {
  workspace: staging,
  email: tomasNovak.email,
  role: "workspace_admin",
});
