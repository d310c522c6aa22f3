import { expect, it, onTestFinished } from "vitest";
import { ReadOnceCache } from "../../../cli/organization/readOnceCache.ts";
import { startEmulator } from "../../../emulator/index.ts";
import { Client } from "../../../provider/api/client.ts";

it("reads each list but API keys once, however fresh it must be", async () => {
  const emulator = await startEmulator({ seed: "sample", requestsPerMinute: "unlimited" });
  onTestFinished(() => emulator.stop());
  const client = new Client({
    baseUrl: new URL(emulator.url),
    credential: () => ({ source: "the test", kind: "adminKey", token: async () => emulator.adminKey }),
    requestsPerMinute: Number.POSITIVE_INFINITY,
    notify: () => undefined,
  });
  const cache = new ReadOnceCache(client);
  const [workspace] = emulator.organization().state().workspaces;
  for (let count = 0; count < 2; count += 1) {
    await cache.users();
    await cache.usersAfterInvites();
    await cache.invites();
    await cache.workspaces();
    await cache.members(workspace?.id ?? "", cache.now());
    await cache.apiKeys(cache.now());
  }
  const read = emulator.requests.map(({ path }) => path.split("/").at(-1));
  expect(read).toEqual(["users", "invites", "workspaces", "members", "api_keys", "api_keys"]);
});
