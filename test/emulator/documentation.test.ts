import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Seed } from "../../emulator/index.ts";
import { identityToken } from "./identityToken.ts";
import { control, emulate, send } from "./setup.ts";

const page = new URL("../../docs/emulator.md", import.meta.url);

async function seeds(): Promise<unknown[]> {
  const blocks = (await readFile(page, "utf8")).matchAll(/```json\n([\s\S]*?)```/g);
  return Array.from(blocks, ([, seed = ""]) => JSON.parse(seed) as unknown);
}

test("the first seed in docs/emulator.md is accepted and has usage", async () => {
  const [seed] = await seeds();
  const now = new Date("2026-10-01T00:00:00Z");
  const emulator = await emulate({ now });
  const response = await control(emulator, "POST /_emulator/seed", seed);
  expect(response).toMatchObject({ status: 200, body: { name: "Example" } });
  const cost = emulator.organization().cost(new Date("2026-09-01T00:00:00Z"), now);
  expect(Number(cost)).toBeGreaterThan(0);
});

test("the seed with federation in docs/emulator.md lets in a matching identity token", async () => {
  const [, seed] = await seeds();
  const emulator = await emulate({ seed: seed as Seed });
  const { id, state } = emulator.organization();
  const [rule] = state().federation_rules;
  const response = await send(emulator, "POST /v1/oauth/token", {
    body: {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: identityToken(emulator),
      federation_rule_id: rule?.id,
      organization_id: id,
      service_account_id: rule?.target.service_account_id,
    },
    headers: { "x-api-key": null, "anthropic-beta": "oauth-2025-04-20,oidc-federation-2026-04-01" },
  });
  expect(response).toMatchObject({ status: 200, body: { scope: "org:admin" } });
});
