import { expect, it } from "vitest";
import { instructions, keyLine } from "../../../cli/keys/rotationTexts.ts";
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

it("what to create has the workspace, the principal and the lifetime of the old key", () => {
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
