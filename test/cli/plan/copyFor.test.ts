import { expect, it } from "vitest";
import { mayWrite } from "../../../cli/plan/copyFor.ts";
import { planUp } from "../../../cli/plan/planUp.ts";
import { newWorkdir } from "../workdir.ts";
import { SmallEngine } from "./engine.ts";
import { member, options, seed, workdirWith, workspace, workspaceMember } from "./previewed.ts";
import { stepOf } from "./steps.ts";

it.each([
  ["create", {}, true],
  ["replace", { status: "active" }, true],
  ["read", {}, false],
  ["refresh", { status: "pending" }, false],
  ["same", {}, false],
  ["same", { status: "active" }, false],
  ["same", { status: "pending" }, true],
  ["same", { memberStatuses: [{ status: "active" }, { status: "accepted" }] }, false],
  ["same", { memberStatuses: [{ status: "active" }, { status: "pending" }] }, true],
])("decides whether a step `%s` with the outputs %j may write", (op, outputs, expected) => {
  expect(mayWrite(stepOf("WorkspaceMembers", op, { old: { outputs } }))).toBe(expected);
});

it("reads the organization when a list of members waits for a user, who may have joined in the meantime", async () => {
  const engine = await SmallEngine.over({ seed });
  const members = [{ email: "new@example.com", role: "workspace_user" }];
  const list = { kind: "WorkspaceMembers", name: "all", args: { members }, ids: { workspace: "a" } };
  const program = [workspace("a"), list];
  await engine.up(program);
  engine.emulator.organization().console.addUser({ email: "new@example.com" });
  const made = await workdirWith(engine, program);
  expect(await planUp(made.io, options)).toBe(0);
  expect(made.printed[0]).toContain('  new@example.com in "a", as workspace_user   [all]');
});

it("reads each list once, the members only of changed workspaces, and writes nothing", async () => {
  const engine = await SmallEngine.over({ seed });
  const before = [
    workspace("a"),
    workspace("b"),
    workspace("c"),
    member("ann"),
    workspaceMember("ann", "a"),
    workspaceMember("ann", "b"),
  ];
  await engine.up(before);
  const made = await workdirWith(engine, [...before.slice(0, 5)]);
  await planUp(made.io, options);
  expect(made.printed[0]).toContain('ann@example.com in "b", as workspace_user   [ann-b]');
  const ids = engine.emulator.organization().state().workspaces;
  const b = ids.find(({ name }) => name === "b")?.id;
  expect(
    engine.emulator.requests
      .map(({ method, path }) => `${method} ${path.split("/").slice(3).join("/")}`)
      .sort(),
  ).toEqual(
    ["GET api_keys", "GET invites", "GET users", "GET workspaces", `GET workspaces/${b}/members`].sort(),
  );
});

it("reads the rate limits of the workspaces whose limits change, and plans on them", async () => {
  const engine = await SmallEngine.over({ seed });
  const limits = (name: string, value: number) => ({
    kind: "WorkspaceRateLimit",
    name: `${name}-batch`,
    args: { groupType: "batch", limits: { requests_per_minute: value } },
    ids: { workspace: name },
  });
  const before = [workspace("a"), workspace("b"), limits("b", 5)];
  await engine.up(before);
  const { console: admin, state } = engine.emulator.organization();
  admin.setRateLimits("batch", { requests_per_minute: 50 });
  const made = await workdirWith(engine, [...before.slice(0, 2), limits("b", 60)]);
  engine.emulator.clearRequests();
  expect(await planUp(made.io, options)).toBe(0);
  expect(made.printed[0]).toContain(
    'the rate limits of batch in "b": limits.requests_per_minute from 5 to 60',
  );
  expect(made.printed[0]).toContain("is 60, above the organization's limit of 50");
  const b = state().workspaces.find(({ name }) => name === "b")?.id;
  expect(
    engine.emulator.requests
      .map(({ path }) => path.split("/").slice(3).join("/"))
      .filter((path) => path.includes("rate_limits")),
  ).toEqual(["rate_limits", `workspaces/${b}/rate_limits`]);

  engine.emulator.faults.add({ kind: "status", status: 403, path: "/v1/organizations/rate_limits" });
  made.printed.length = 0;
  expect(await planUp(made.io, options)).toBe(1);
  expect(made.printed[0]).toContain(
    "b-batch: Not read: rate limits, because the API responded 403 permission_error: Fault of the emulator. Use another",
  );
  expect(made.printed[0]).not.toContain("from 5 to 60");
});

it("reads spend limits only if one may change, and plans on them with and without early access", async () => {
  const engine = await SmallEngine.over({ seed });
  const limit = (amount: string) => ({
    kind: "SpendLimit",
    name: "total",
    args: { scope: "organization", amount },
  });
  const { settings, console: admin } = engine.emulator.organization();
  settings.spend_limits_early_access = true;
  admin.setSpendLimit({ type: "usage_tier" }, "900000");
  await engine.up([limit("500")]);
  const made = await workdirWith(engine, [limit("600")]);
  engine.emulator.clearRequests();
  expect(await planUp(made.io, options)).toBe(0);
  expect(made.printed[0]).toContain(
    'the monthly spend limit of the organization: amount from "500 USD" to "600 USD"',
  );
  const asked = () => engine.emulator.requests.filter(({ path }) => path.includes("spend_limits"));
  expect(asked().map(({ method }) => method)).toEqual(["GET"]);

  settings.spend_limits_early_access = false;
  const refused = await workdirWith(engine, [limit("600")]);
  expect(await planUp(refused.io, options)).not.toBe(0);
  expect(refused.printed.join("\n")).toContain("early access");
});

it("plans on the external keys and the Compliance Settings, and reads them only if they may change", async () => {
  const engine = await SmallEngine.over({ seed });
  const arn = (end: string) => `arn:aws:kms:us-east-1:111122223333:key/${end}`;
  const key = (name: string, end: string, displayName: string) => ({
    kind: "ExternalKey",
    name,
    args: { providerConfig: { type: "aws", kmsArn: arn(end) }, displayName },
  });
  const compliance = (state: string) => ({ kind: "ComplianceSettings", name: "compliance", args: { state } });
  await engine.up([key("main", "a", "Main"), key("old", "b", "Old"), compliance("enabled")]);
  const [main] = engine.emulator.organization().state().external_keys;
  const made = await workdirWith(engine, [
    key("main", "a", "Live"),
    key("new", "c", "New"),
    compliance("disabled"),
  ]);
  expect(await planUp(made.io, options)).toBe(0);
  const [text = ""] = made.printed;
  expect(text).toMatch(/creates 1 external key/);
  expect(text).toMatch(/Create external key\n +"New" for arn:aws:kms:.*:key\/c +\[new\]/);
  expect(text).toMatch(/Delete external key\n.*"Old" \(ekey_/);
  expect(text).toContain(`the external key "Main" (${main?.id}): displayName from "Main" to "Live"`);
  expect(text).toContain('the Compliance Settings: state from "enabled" to "disabled"');
  expect(text).toContain("the activity of the organization is not captured");

  engine.emulator
    .organization()
    .console.createWorkspace({ name: "Contracts", externalKeyId: main?.id ?? "" });
  const frozen = await workdirWith(engine, [key("main", "z", "Main"), compliance("enabled")]);
  expect(await planUp(frozen.io, options)).not.toBe(0);
  expect(frozen.printed.join("\n")).toContain('this workspace uses it: "Contracts"');

  engine.emulator.clearRequests();
  const other = await workdirWith(engine, [
    key("main", "a", "Main"),
    key("old", "b", "Old"),
    compliance("enabled"),
    workspace("b"),
  ]);
  await planUp(other.io, options);
  const asked = engine.emulator.requests.filter(({ path }) => /external_keys|compliance/.test(path));
  expect(asked).toEqual([]);
});

it("names objects of the same run instead of their IDs on the copy, without nested quotes", async () => {
  const emulated = { version: 1 as const, workspaces: [{ id: "wrkspc_lab", name: "Lab" }] };
  const engine = await SmallEngine.over({ seed: emulated });
  const secret = "sk-ant-oat01-workload";
  engine.emulator.organization().credentials.add({ secret, kind: "oauth" });
  const env = { ...engine.env, ANTHROPIC_ADMIN_KEY: "", ANTHROPIC_AUTH_TOKEN: secret };
  const account = (name: string) => ({ kind: "ServiceAccount", name, args: { name } });
  const issuer = {
    kind: "FederationIssuer",
    name: "ci",
    args: { name: "ci", issuerUrl: "https://ci.example.com" },
  };
  const rule = (name: string, of: string, workspaces: string[]) => ({
    kind: "FederationRule",
    name,
    args: { name, match: { subjectPrefix: "job:x" }, oauthScope: "workspace:developer", workspaces },
    ids: { issuer: "FederationIssuer ci", serviceAccount: `ServiceAccount ${of}` },
  });
  const args = { name: "W" };
  const keyed = { kind: "Workspace", name: "w", args, ids: { externalKeyId: "ExternalKey main" } };
  const kmsArn = "arn:aws:kms:us-east-1:111122223333:key/a";
  const key = { kind: "ExternalKey", name: "main", args: { providerConfig: { type: "aws", kmsArn } } };

  const fresh = await workdirWith(engine, [account("a"), issuer, rule("x", "a", ["wrkspc_lab"])]);
  expect(await planUp({ ...fresh.io, env }, options)).toBe(0);
  expect(fresh.printed[0]).toContain(
    '  rule "x", for "Lab"; it exchanges tokens of ci (https://ci.example.com) that match {"subjectPrefix":"job:x"} for those of the service account "a" with workspace:developer   [x]',
  );

  await engine.up([account("a"), issuer, rule("x", "a", ["wrkspc_lab"]), workspace("w")], {}, env);
  const moved = await workdirWith(engine, [
    account("a"),
    account("b"),
    issuer,
    rule("x", "b", ["wrkspc_lab"]),
    key,
    keyed,
  ]);
  await planUp({ ...moved.io, env }, options);
  expect(moved.printed[0]).toContain("externalKeyId from none to the new external key arn:aws:kms");
  expect(moved.printed[0]).toMatch(
    /the rule "x" \(fdrl_\w+\): serviceAccount from "svac_\w+" to the new service account "b"; it exchanges/,
  );
});

it("rejects a key of another organization after reading only its workspaces", async () => {
  const engine = await SmallEngine.over({ seed });
  const other = await SmallEngine.over({ seed });
  await engine.up([workspace("a")]);
  const made = await workdirWith(engine, [workspace("b")]);
  await expect(planUp({ ...made.io, env: other.env }, options)).rejects.toThrow(
    `The credential belongs to organization ${other.emulator.organization().id}, but the stack belongs to ${engine.emulator.organization().id}.`,
  );
  expect(other.emulator.requests.map(({ path }) => path)).toEqual(["/v1/organizations/workspaces"]);
});

it("simulates each organization of a program on its own copy, with the key that its Provider names", async () => {
  const otherKey = "sk-ant-admin01-other-000000000000000000000000000000000000000000";
  const users = [
    { email: "root@example.org", role: "admin" as const },
    { email: "two@example.com", role: "user" as const },
  ];
  const organizations = [{ adminKey: otherKey, seed: { version: 1 as const, users } }];
  const engine = await SmallEngine.over({ seed, organizations });
  const provided = (args: object) => {
    const type = "pulumi:providers:pulumi-nodejs";
    const urn = `urn:pulumi:dev::lab::${type}::sandbox`;
    return { op: "create", urn, newState: { urn, type, custom: true, inputs: args } };
  };
  const preview = async (args: object) => {
    const document = await engine.preview([member("one"), member("two")]);
    const provider = "urn:pulumi:dev::lab::pulumi:providers:pulumi-nodejs::sandbox::some-id";
    const [first, second] = document.steps;
    return {
      ...document,
      steps: [provided(args), first, { ...second, newState: { ...second?.newState, provider } }],
    };
  };
  const { io, printed, write } = await newWorkdir({ ...engine.env, ANTHROPIC_SANDBOX_KEY: otherKey });
  await write("preview.json", await preview({ "anthropic:adminKeyVariable": "ANTHROPIC_SANDBOX_KEY" }));
  expect(await planUp(io, options)).toBe(0);
  expect(printed[0]).toContain(engine.emulator.organizations.map(({ id }) => id).join(" and "));
  expect(printed[0]).toContain("invites 1 user, adopts 1 object, archives 0 workspaces");

  await write(
    "preview.json",
    await preview({ "anthropic:adminKeyVariable": "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
  );
  expect(await planUp(io, options)).toBe(0);
  expect(printed[1]).toContain('  Member "two": its Provider is known only during the run   [two]');

  // A secret argument is unknown, too. Another key could be one of another organization.
  await write("preview.json", await preview({ "anthropic:adminKeyVariable": "[secret]" }));
  expect(await planUp(io, options)).toBe(0);
  expect(printed[2]).toContain('  Member "two": its Provider is known only during the run   [two]');
});

it("waits for neither the request limit nor the invitation limit of the API", async () => {
  const engine = await SmallEngine.over({ seed });
  const made = await workdirWith(
    engine,
    Array.from({ length: 1_250 }, (_, index) => member(`new${index}`)),
  );
  const slow = { ...made.io, env: { ...made.io.env, ANTHROPIC_REQUESTS_PER_MINUTE: "10" } };
  expect(await planUp(slow, { ...options, maxInvitations: 2_000 })).toBe(1);
  expect(made.printed[0]).toContain("  invites 1250 users, archives 0 workspaces\n");
});
