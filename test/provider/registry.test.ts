import { describe, expect, test } from "vitest";
import { UserError } from "../../provider/errors.ts";
import { Session } from "../../provider/kernel/session.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { kindNamed, kinds } from "../../provider/registry.ts";

describe("registry", () => {
  test("finds every resource type by the name that state files have", () => {
    for (const [name, resource] of Object.entries(kinds)) expect(kindNamed(name)).toBe(resource);
  });

  test.each(["", "workspace", "Workspaces", "constructor", "toString", "__proto__"])(
    "the registry has no resource type %j",
    (name) => {
      expect(kindNamed(name)).toBeUndefined();
    },
  );

  // Kinds can be added, but none can be renamed or dropped: state files name them.
  test("still has every released resource type", () => {
    expect(Object.keys(kinds)).toEqual(
      expect.arrayContaining([
        "ApiKey",
        "Invite",
        "Member",
        "SpendLimit",
        "Workspace",
        "WorkspaceMember",
        "WorkspaceMembers",
        "WorkspaceRateLimit",
      ]),
    );
  });
});

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** Values that a JavaScript program, a preview or an older state can contain. */
const junk: readonly unknown[] = [
  undefined,
  null,
  "",
  " ",
  "\u0000",
  "x".repeat(10_000),
  "../..",
  "__proto__",
  "🧪",
  0,
  -1,
  1.5,
  true,
  [],
  {},
  [null],
  [[]],
  [{}],
  [unknown],
  { a: unknown },
  { a: { b: [unknown] } },
  JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}'),
  unknown,
  "sk-ant-admin01-verysecret",
  ["sk-ant-admin01-verysecret"],
  { key: "sk-ant-admin01-verysecret" },
];
/** Valid inputs of every resource type. */
const valid: Readonly<Record<keyof typeof kinds, Properties>> = {
  ApiKey: { apiKeyId: "apikey_1", name: "prod", status: "active", workspace: "wrkspc_1", onDelete: "retain" },
  ComplianceSettings: { state: "enabled" },
  ExternalKey: {
    providerConfig: {
      type: "azure",
      keyName: "main",
      tenantId: "11111111-2222-3333-4444-555555555555",
      vaultUri: "https://acme.vault.azure.net",
      clientId: "11111111-2222-3333-4444-555555555555",
    },
    displayName: "Main",
    geo: "us",
    userProfileId: "uprof_1",
    onInvalid: "warn",
    onDelete: "retain",
  },
  FederationIssuer: {
    name: "ci",
    issuerUrl: "https://ci.example.com",
    jwks: { type: "explicit_url", url: "https://ci.example.com/keys" },
    checkJti: false,
    maxJwtLifetimeSeconds: 600,
    onArchived: "recreate",
    onDelete: "retain",
  },
  FederationRule: {
    name: "deploy",
    issuer: "fdis_1",
    serviceAccount: "svac_1",
    match: { subjectPrefix: "job:*", audience: "a", claims: { ref: "main" }, condition: "claims.protected" },
    oauthScope: "workspace:developer",
    workspaces: ["wrkspc_1", "wrkspc_2"],
    appliesToAllWorkspaces: false,
    description: "Deploys",
    tokenLifetimeSeconds: 600,
    onArchived: "refuse",
    onDelete: "archive",
  },
  Invite: { email: "alice@example.com", role: "user", reinvite: "1" },
  Member: {
    email: "alice@example.com",
    role: "developer",
    invite: "never",
    reinvite: "1",
    onDelete: "remove",
    deactivateKeys: ["apikey_1"],
  },
  ServiceAccount: {
    name: "deploy",
    description: "Deploys",
    organizationRole: "developer",
    onArchived: "recreate",
    onDelete: "archive",
  },
  RbacGroup: { name: "Engineering", allowDuplicateName: true, onRemoved: "recreate", onDelete: "retain" },
  RbacGroupMembers: {
    group: "rbac_group_1",
    members: ["alice@example.com", "user_1"],
    except: ["bob@example.com", "user_2"],
    allOrganizations: true,
  },
  SpendLimit: {
    scope: "user",
    email: "alice@example.com",
    amount: "499.5",
    period: "weekly",
    onDelete: "retain",
  },
  Workspace: {
    name: "Lab",
    displayColor: "#ABCDEF",
    tags: { a: "b" },
    dataResidency: { allowedInferenceGeos: ["global", "us"], defaultInferenceGeo: "us" },
    externalKeyId: "ekey_1",
    userProfileId: "uprof_1",
    forceDestroy: true,
    onArchived: "recreate",
    onDelete: "archive",
    allowDuplicateName: true,
  },
  WorkspaceMember: { workspace: "wrkspc_1", email: "alice@example.com", role: "workspace_user" },
  WorkspaceMembers: {
    workspace: "wrkspc_1",
    members: [{ email: "alice@example.com", role: "workspace_user" }],
    except: ["bob@example.com", "user_1"],
  },
  WorkspaceRateLimit: {
    workspace: "wrkspc_1",
    model: "claude-opus-5-5",
    limits: { requests_per_minute: 10 },
  },
  WorkspaceServiceAccount: { workspace: "wrkspc_1", serviceAccount: "svac_1", role: "workspace_user" },
};

/** Values that an object can have although programs cannot set them. */
const existing: Readonly<Record<string, readonly unknown[]>> = {
  name: [" ", "x".repeat(1000)],
  displayColor: ["RED"],
  tags: [{ "anthropic-created": "x" }],
  dataResidency: [{ defaultInferenceGeo: "moon" }, { allowedInferenceGeos: ["eu"] }],
  email: ["odd address@example.com"],
  role: ["admin", "owner", "workspace_billing", "role_of_tomorrow"],
  status: ["expired", "suspended"],
  limits: [{ enqueued_batch_requests: 5 }],
  members: [[{ email: "alice@example.com", role: "workspace_billing" }], ["odd address@example.com"]],
};

/** Whether an object of the resource type can have the value: members are strings in groups only. */
function canHave(kind: string, property: string, value: unknown): boolean {
  if (property !== "members" || !Array.isArray(value)) return true;
  return (typeof value[0] === "string") === (kind === "RbacGroupMembers");
}

function offline(): Session {
  return new Session(
    () => undefined,
    {},
    () => undefined,
  );
}

describe.each(Object.entries(kinds))("registry entry %s", (name, resource) => {
  const declared = valid[name as keyof typeof kinds];

  test("accepts valid arguments unchanged", () => {
    expect(resource.check(offline(), {}, declared)).toEqual({ inputs: declared, failures: [] });
  });

  test("rejects any invalid arguments without repeating a secret", () => {
    for (const property of [...resource.inputNames, "adopt", "__origin", "constructor", "other"]) {
      for (const value of junk) {
        const { inputs, failures } = resource.check(offline(), {}, { ...declared, [property]: value });
        for (const { reason } of failures) {
          expect(reason).toMatch(/^[^\n]*\.$/);
          expect(reason).not.toMatch(/verysecret|\[object|undefined|Invalid input/);
        }
        if (failures.length > 0) continue;
        // Normalized inputs must not change again, or every `up` would find a change.
        expect(resource.check(offline(), inputs, inputs)).toEqual({ inputs, failures: [] });
      }
    }
  });

  test("accepts present values, which `ignoreChanges` copies into the inputs", () => {
    for (const [property, values] of Object.entries(existing)) {
      if (!resource.inputNames.includes(property)) continue;
      for (const value of values.filter((each) => canHave(name, property, each))) {
        const inputs = { ...declared, [property]: value };
        expect(resource.check(offline(), inputs, inputs)).toEqual({ inputs, failures: [] });
        expect(resource.check(offline(), declared, inputs).failures).not.toEqual([]);
      }
    }
  });

  test("rejects malformed IDs and says what is expected", () => {
    for (const value of [...junk, "wrkspc_", "user_1/x", "apikey_1\n2", "wrkspc_1/alice@example.com/x"]) {
      if (typeof value !== "string") continue;
      let id: string;
      try {
        id = resource.parseId(value);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect(String(error)).not.toContain("verysecret");
        continue;
      }
      expect(resource.parseId(id)).toBe(id);
    }
  });
});
