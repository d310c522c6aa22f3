import { expect, it } from "vitest";
import type { Report } from "../../../cli/whoami/report.ts";
import { textOf } from "../../../cli/whoami/text.ts";

const id = "12345678-1234-5678-1234-567812345678";

const complete: Report = {
  version: 1,
  ok: true,
  credential: { source: "ANTHROPIC_ADMIN_KEY", kind: "adminKey" },
  api: "https://api.anthropic.com",
  proxy: undefined,
  organization: { id, name: "Acme\u202e", expected: id },
  stack: "dev",
  access: [
    { family: "users", path: "/v1/organizations/users", allowed: true },
    {
      family: "RBAC groups",
      path: "/v1/organizations/rbac_groups",
      allowed: false,
      reason: "only elsewhere",
    },
    { family: "API keys", path: "/v1/organizations/api_keys", allowed: undefined, reason: "not checked" },
  ],
  versions: [
    { component: "Node.js", version: "24.0.0", fits: true },
    { component: "pulumi", version: "3.200.0", fits: false, reason: "too old" },
    { component: "@pulumi/pulumi", version: undefined, fits: undefined, reason: "not installed here" },
  ],
  problems: ["one", "two"],
};

it("shows each result on one line, and escapes names", () => {
  expect(textOf(complete).split("\n")).toEqual([
    "Credential    Admin API key from ANTHROPIC_ADMIN_KEY",
    "API           https://api.anthropic.com",
    `Organization  ${id} "Acme", as \`anthropic:organizationId\` expects`,
    "Stack         dev",
    "",
    "Can read",
    "  yes users",
    "  no  RBAC groups: only elsewhere",
    "  ?   API keys: not checked",
    "",
    "Versions",
    "  ok  Node.js 24.0.0",
    "  no  pulumi 3.200.0: too old",
    "  -   @pulumi/pulumi: not installed here",
    "",
    "Problems",
    "  - one",
    "  - two",
  ]);
});

it("names the proxy", () => {
  const proxy = { address: "http://proxy.example.com:3128", source: "HTTPS_PROXY" };
  expect(textOf({ ...complete, proxy }).split("\n")[1]).toBe(
    "API           https://api.anthropic.com, through the proxy http://proxy.example.com:3128 from HTTPS_PROXY",
  );
});

it("shows unknown values as unknown", () => {
  const nothing = {
    ...complete,
    credential: undefined,
    api: undefined,
    organization: undefined,
    stack: undefined,
    access: [],
    problems: [],
  };
  expect(textOf(nothing).split("\n").slice(0, 6)).toEqual([
    "Credential    none",
    "API           unknown",
    "Organization  unknown",
    "Stack         none, so no settings apply",
    "",
    "Versions",
  ]);
});
