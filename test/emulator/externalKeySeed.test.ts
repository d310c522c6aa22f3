import { describe, expect, it } from "vitest";
import { fullSeed } from "../../emulator/fullSeed.ts";
import type { Seed } from "../../emulator/index.ts";

const now = new Date("2026-06-01T00:00:00Z");

describe("external keys of a seed", () => {
  it("get defaults, oldest first", () => {
    const seed = fullSeed(
      {
        version: 1,
        external_keys: [
          { id: "ekey_01new" },
          { id: "arn:aws:kms:us-west-2:111122223333:key/a", created_at: "2026-01-01T00:00:00Z" },
          {
            id: "ekey_01vault",
            created_at: "2026-01-02T00:00:00Z",
            provider_config: {
              type: "azure",
              key_name: "main",
              tenant_id: "11111111-2222-3333-4444-555555555555",
              vault_uri: "https://acme.vault.azure.net/",
            },
          },
        ],
      } satisfies Seed,
      now,
    );
    expect(seed.external_keys).toMatchObject([
      {
        id: "arn:aws:kms:us-west-2:111122223333:key/a",
        provider_config: { kms_arn: "arn:aws:kms:us-west-2:111122223333:key/a", region: "us-west-2" },
        updated_at: "2026-01-01T00:00:00Z",
      },
      { id: "ekey_01vault", provider_config: { type: "azure", client_id: null } },
      {
        id: "ekey_01new",
        display_name: null,
        geo: "us",
        provider_config: { type: "aws", region: "us-east-1" },
        user_profile_id: null,
        validation: "success",
        created_at: "2026-06-01T00:00:00.000000Z",
      },
    ]);
    expect(fullSeed(seed, now)).toEqual(seed);
  });

  it("external keys of a seed may have the ARN of an alias, which new keys must not have", () => {
    const kms_arn = "arn:aws:kms:us-east-1:111122223333:alias/claude";
    const seed = fullSeed(
      { version: 1, external_keys: [{ provider_config: { type: "aws", kms_arn } }] },
      now,
    );
    expect(seed.external_keys).toMatchObject([{ provider_config: { kms_arn, region: null } }]);
  });

  it.each([
    [[{ id: "ekey_01a" }, { id: "ekey_01a" }], "external_keys[1].id: external_keys[0] has the same value"],
    [[{ id: "key" }], "external_keys[0].id: Input should be an ID that begins with 'ekey_'"],
  ])("external keys of a seed are rejected: %j", (external_keys, message) => {
    expect(() => fullSeed({ version: 1, external_keys }, now)).toThrow(message);
  });
});
