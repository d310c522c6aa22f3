import type {
  ExternalKey,
  ExternalKeyDeleteResponse,
  ExternalKeyValidateResponse,
} from "@anthropic-ai/sdk/resources/organization/external-keys";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import {
  type ExternalKeyDeletedWire,
  type ExternalKeyValidationWire,
  ExternalKeyWire,
} from "../../../../provider/api/externalKeys/objects.ts";

const time = "2026-10-30T23:58:27.427722Z";
const key: ExternalKey = {
  type: "external_key",
  id: "ekey_01",
  attachment: { type: "attached" },
  display_name: null,
  geo: "us",
  provider_config: { type: "aws", kms_arn: "arn:aws:kms:us-east-1:111122223333:key/a", region: "us-east-1" },
  user_profile_id: null,
  created_at: time,
  updated_at: time,
};

describe("the schemas of external keys", () => {
  it("accept what the official SDK declares", () => {
    expectTypeOf<ExternalKey>().toExtend<z.input<typeof ExternalKeyWire>>();
    expectTypeOf<keyof ExternalKey>().toEqualTypeOf<keyof ExternalKeyWire>();
    expectTypeOf<ExternalKeyDeleteResponse>().toExtend<z.input<typeof ExternalKeyDeletedWire>>();
    expectTypeOf<ExternalKeyValidateResponse>().toExtend<z.input<typeof ExternalKeyValidationWire>>();
    expect(ExternalKeyWire.parse(key)).toEqual(key);
  });

  it("accept services and fields of later versions", () => {
    const tomorrow = { ...key, provider_config: { type: "oracle", ocid: "x" }, geo: "eu", color: "red" };
    expect(ExternalKeyWire.parse(tomorrow)).toMatchObject({ geo: "eu", provider_config: { type: "oracle" } });
  });

  it.each([
    ["a key of a known service without its name", { ...key, provider_config: { type: "gcp" } }],
    ["no configuration", { ...key, provider_config: undefined }],
    ["another type", { ...key, type: "api_key" }],
  ])("reject %s", (_, wrong) => {
    expect(ExternalKeyWire.safeParse(wrong).success).toBe(false);
  });
});
