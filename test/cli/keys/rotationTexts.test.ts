import { expect, it } from "vitest";
import { continuation, instructions, keyLine } from "../../../cli/keys/rotationTexts.ts";
import { ApiKeyWire } from "../../../provider/api/objects.ts";

const now = Date.parse("2026-11-20T10:30:00Z");
const lists = { organization: "0b5ad6ab", keys: [], workspaces: [], users: [] };

function key(more: object): ApiKeyWire {
  return ApiKeyWire.parse({
    id: "apikey_01",
    type: "api_key",
    name: "ci",
    status: "active",
    created_at: "2026-06-01T00:00:00Z",
    scope: { type: "organization" },
    ...more,
  });
}

it("the instructions contain the workspace, the principal and the lifetime of the old key", () => {
  const personal = key({
    principal: { type: "service_account_actor", service_account_id: "svac_01" },
    expires_at: "2026-08-30T00:00:00Z",
  });
  expect(instructions(personal, lists, now).slice(1, 5)).toEqual([
    "  Workspace  none (a key of the whole organization)",
    "  Name       ci-2026-11-20",
    "  Acts as    svac_01",
    "  Expires    after 90 days, like the old key, or as needed",
  ]);
  expect(keyLine("Old key", personal, lists)).toBe(
    'Old key: "ci" (apikey_01) of the whole organization, created 2026-06-01, expires 2026-08-30, acts as svac_01',
  );
});

it("a workspace that the lists do not have is shown with its ID", () => {
  const own = key({ scope: { type: "workspace", workspace_id: "wrkspc_01" } });
  expect(keyLine("Old key", own, lists)).toContain("in workspace wrkspc_01,");
});

it("the command that continues a rotation repeats the grace period and the stacks, unless they are the default", () => {
  expect(continuation("apikey_01", undefined, { grace: 86_400_000 })).toBe(
    "npx pulumi-anthropic keys rotate apikey_01",
  );
  expect(
    continuation("apikey_01", "apikey_02", {
      grace: 8 * 86_400_000,
      stack: ["acme/app/prod"],
      state: ["my state.json"],
    }),
  ).toBe(
    "npx pulumi-anthropic keys rotate apikey_01 --new apikey_02 --grace 8d --stack acme/app/prod --state 'my state.json'",
  );
  expect(continuation("apikey_01", undefined, { grace: 3_600_000, allStacks: true })).toBe(
    "npx pulumi-anthropic keys rotate apikey_01 --grace 1h --all-stacks",
  );
});
