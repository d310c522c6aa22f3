import { expect, test } from "vitest";
import { getOrganization } from "../../../provider/index.ts";
import { failure, reader } from "../functions/reader.ts";

test("a key in plain text in the stack is refused before any request, and not repeated", async () => {
  const adminKey = "sk-ant-admin01-plain";
  const { requests } = await reader({
    config: { adminKey },
    env: { ANTHROPIC_ADMIN_KEY: undefined, PULUMI_CONFIG_SECRET_KEYS: '["acme:other"]' },
  });
  const message = await failure(getOrganization());
  expect(message).toContain("`anthropic:adminKey` stands in the stack's configuration as plain text");
  expect(message).not.toContain(adminKey);
  expect(requests()).toEqual([]);
});
