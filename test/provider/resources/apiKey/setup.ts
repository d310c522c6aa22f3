import { type Organization, organization } from "../../session.ts";

export async function start(status: "active" | "inactive" = "active") {
  const there = await organization({ pace: 0.1 });
  const workspace = there.byHand.createWorkspace({ name: "Research" });
  const key = there.byHand.createApiKey({ name: "CI", workspaceId: workspace.id, status });
  return { ...there, workspace, key, apiKeyId: key.id };
}

export function statusOf({ emulator }: Organization, id: string): string | undefined {
  return emulator
    .organization()
    .state()
    .api_keys.find((key) => key.id === id)?.status;
}
