import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test, vi } from "vitest";
import { judgeStackSettings } from "../../../provider/settings/stackSettings.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  pulumi.runtime.setAllConfig({}, []);
});

test("a key in plain text, a setting that there is not, and one that cannot be right stop the program", () => {
  vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", "[]");
  const judged = (config: Record<string, string>) => {
    pulumi.runtime.setAllConfig(config, []);
    return judgeStackSettings;
  };
  expect(judged({ "anthropic:adminKey": "sk-ant-admin01-x" })).toThrow("as plain text");
  expect(judged({ "anthropic:maxArchive": "1" })).toThrow("Did you mean `anthropic:maxArchives`?");
  expect(judged({ "anthropic:maxArchives": "lots" })).toThrow('anthropic:maxArchives is "lots"');
  expect(judged({ "anthropic:maxArchives": "1" })).not.toThrow();
});
