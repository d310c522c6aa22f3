import { expect, test } from "vitest";
import { getApiKeys, getApiKeysOutput } from "../../../provider/index.ts";
import { reader, settled } from "./reader.ts";

test("getApiKeys filters by status, workspace and creator", async () => {
  const { console: consoleActions, requests } = await reader();
  const { id: workspaceId } = consoleActions.createWorkspace({ name: "Research" });
  const alice = consoleActions.addUser({ email: "alice@example.com" });
  const key = consoleActions.createApiKey({ name: "search", workspaceId, createdBy: alice.id });
  consoleActions.createApiKey({ name: "stopped", workspaceId, status: "inactive" });
  const mine = consoleActions.createApiKey({ name: "mine", createdBy: alice.id, personal: true });

  const names = async (args: Parameters<typeof getApiKeys>[0] = {}) =>
    (await getApiKeys(args)).map(({ name }) => name).toSorted();
  expect(await names()).toEqual(["mine", "search", "stopped"]);
  expect(await names({ status: "inactive" })).toEqual(["stopped"]);
  expect(await names({ workspaceId })).toEqual(["search", "stopped"]);
  expect(await names({ workspaceId, status: "active" })).toEqual(["search"]);
  expect(await names({ createdByUserId: alice.id })).toEqual(["mine", "search"]);
  expect(await settled(getApiKeysOutput({ workspaceId }))).toHaveLength(2);
  expect(requests()).toEqual(["GET /api_keys"]);

  const all = await getApiKeys();
  expect(all.find(({ id }) => id === key.id)).toEqual({
    id: key.id,
    name: "search",
    status: "active",
    workspaceId,
    createdAt: key.created_at,
    expiresAt: undefined,
    createdBy: { id: alice.id, type: "user" },
    partialKeyHint: key.partial_key_hint ?? undefined,
    principal: undefined,
  });
  expect(all.find(({ id }) => id === mine.id)).toMatchObject({
    workspaceId: undefined,
    principal: { type: "user_actor", userId: alice.id },
  });
});
