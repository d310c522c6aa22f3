import { describe, expect, test } from "vitest";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { recoverables } from "../../../cli/recover/objects.ts";
import { startEmulator } from "../../../emulator/index.ts";
import { creating, interrupted, resource, urn } from "./interrupted.ts";

type Console = Awaited<ReturnType<typeof interrupted>>["console"];

const enterprise = { version: 1 as const, settings: { organization_type: "claude_enterprise" as const } };
const kmsArn = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";

interface Case {
  readonly inputs: (console: Console) => object;
  /** Creates the object, as the interrupted run did. */
  readonly create: (console: Console) => { readonly id: string };
  /** Creates an object of the same name that the interrupted run cannot have created. */
  readonly other: (console: Console) => { readonly id: string };
  readonly list: string;
  readonly noun: string;
  readonly onDelete: "archive" | "delete";
  readonly shown: string;
  readonly options?: Parameters<typeof interrupted>[1];
}

const empty = { data: [], next_page: null, has_more: false, first_id: null, last_id: null };
const oauth = { token: "interactiveOauth" } as const;
const issuerUrl = "https://ci.example.com";

function references(console: Console) {
  const account = console.createServiceAccount({ name: "deploy" }).id;
  const issuer = console.createFederationIssuer({ name: "ci", issuerUrl }).id;
  const [a, b] = ["A", "B"].map((name) => console.createWorkspace({ name }).id);
  return { account, issuer, workspaces: [a ?? "", b ?? ""].sort() };
}

let refs: ReturnType<typeof references>;
const subject = "job:*";
const ruleOf = (console: Console, more: object = {}) =>
  console.createFederationRule({
    name: "deploy",
    issuer: "ci",
    serviceAccount: "deploy",
    match: { subject_prefix: subject },
    workspaces: ["A", "B"],
    ...more,
  });

const cases: Readonly<Record<string, Case>> = {
  ServiceAccount: {
    inputs: () => ({ name: "deploy", description: "CI" }),
    create: (console) => console.createServiceAccount({ name: "deploy", description: "CI" }),
    other: (console) => console.createServiceAccount({ name: "deploy", description: "theirs" }),
    list: "/v1/organizations/service_accounts",
    noun: "service account",
    onDelete: "archive",
    shown: "deploy",
    options: oauth,
  },
  FederationIssuer: {
    inputs: () => ({ name: "ci", issuerUrl }),
    create: (console) => console.createFederationIssuer({ name: "ci", issuerUrl }),
    other: (console) => console.createFederationIssuer({ name: "ci", issuerUrl: "https://example.net" }),
    list: "/v1/organizations/federation_issuers",
    noun: "federation issuer",
    onDelete: "archive",
    shown: "ci",
    options: oauth,
  },
  FederationRule: {
    inputs(console) {
      refs = references(console);
      const { account: serviceAccount, issuer, workspaces } = refs;
      const rest = { oauthScope: "workspace:developer", appliesToAllWorkspaces: false };
      const match = { subjectPrefix: subject };
      return { name: "deploy", issuer, serviceAccount, match, workspaces, ...rest };
    },
    create: (console) => ruleOf(console),
    other: (console) => ruleOf(console, { match: { subject_prefix: "other:*" } }),
    list: "/v1/organizations/federation_rules",
    noun: "federation rule",
    onDelete: "archive",
    shown: "deploy",
    options: oauth,
  },
  RbacGroup: {
    inputs: () => ({ name: "Engineering" }),
    create: (console) => console.createRbacGroup({ name: "Engineering" }),
    other: (console) => console.createRbacGroup({ name: "Engineering", source: "scim" }),
    list: "/v1/organizations/rbac_groups",
    noun: "RBAC group",
    onDelete: "delete",
    shown: "Engineering",
    options: { seed: enterprise },
  },
  ExternalKey: {
    inputs: () => ({ displayName: "Production", providerConfig: { type: "aws", kmsArn } }),
    create: (console) =>
      console.createExternalKey({
        displayName: "Production",
        providerConfig: { type: "aws", kms_arn: kmsArn },
      }),
    other: (console) =>
      console.createExternalKey({
        displayName: "Production",
        providerConfig: { type: "aws", kms_arn: kmsArn },
        userProfileId: "uprof_1",
      }),
    list: "/v1/organizations/external_keys",
    noun: "external key",
    onDelete: "delete",
    shown: kmsArn,
  },
};

describe.each(Object.entries(cases))("a pending create of a %s", (kind, one) => {
  test("a pending create is recorded as made by the stack if the object is as declared", async () => {
    const { io, console, left, recover, written, printed } = await interrupted({}, one.options);
    const inputs = one.inputs(console);
    const { id } = one.create(console);
    await left([creating("it", inputs, kind)]);
    expect(await recover()).toBe(0);
    expect(printed[0]).toContain(`${kind} it: created as "${one.shown}" (${id}) at `);
    expect(await written()).toMatchObject([
      { urn: urn(kind, "it"), id, inputs, outputs: { ...inputs, adopted: false } },
    ]);
    // The next `up` changes nothing, and delete treats the object as created by the stack.
    const options = { state: ["written.json"], expiringWithin: 5 };
    const { report } = await reportDrift(io, options);
    expect(report.findings.filter(({ declarations }) => declarations.length > 0)).toEqual([]);
  });

  test("a pending create was not sent if the organization has no such object a while later", async () => {
    const { console, left, recover, written, printed } = await interrupted({}, one.options);
    await left([creating("it", one.inputs(console), kind)], [], new Date(Date.now() - 4 * 60_000));
    expect(await recover()).toBe(0);
    expect(printed[0]).toBe(
      `${kind} it: the organization has no such ${one.noun}: it was not created, and the next \`pulumi up\` creates it.`,
    );
    expect(await written()).toEqual([]);
  });

  test("a pending create is recorded although one list lacks its object", async () => {
    const { console, emulator, left, recover, written } = await interrupted({}, one.options);
    const inputs = one.inputs(console);
    const { id } = one.create(console);
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: one.list, body: empty });
    const before = emulator.requests.length;
    await left([creating("it", inputs, kind)], [], new Date(Date.now() - 4 * 60_000));
    expect(await recover()).toBe(0);
    expect(await written()).toMatchObject([{ id }]);
    const lists = emulator.requests.slice(before).filter(({ path }) => path.split("?")[0] === one.list);
    expect(lists).toHaveLength(2);
  });

  test("a pending create needs a confirmation if the state was written long before the object was created", async () => {
    const { console, left, recover, written, printed } = await interrupted({}, one.options);
    const inputs = one.inputs(console);
    const { id } = one.create(console);
    await left([creating("it", inputs, kind)], [], new Date(Date.now() - 3 * 3_600_000));
    expect(await recover()).toBe(1);
    expect(printed[0]).toContain(`${id}, created at `);
    expect(printed[0]).toContain(
      `Confirm the ${one.noun} with --id, or adopt it with the resource option \`import\` and set \`onDelete: "${one.onDelete}"\`, so that delete ${one.onDelete}s it.`,
    );
    expect(printed.at(-1)).toContain(`If it is that ${one.noun}: npx pulumi-anthropic recover`);
    expect(printed.at(-1)).toContain(`--id ${id} --yes`);
    expect(await recover(id)).toBe(0);
    expect(await written()).toMatchObject([{ id, outputs: { adopted: false } }]);
  });

  test("a pending create is not settled by an object that a resource of the state has", async () => {
    const { console, left, recover, written } = await interrupted({}, one.options);
    const inputs = one.inputs(console);
    const { id } = one.create(console);
    const managed = resource(kind, "first", inputs, { id, outputs: { ...inputs } });
    await left([creating("it", inputs, kind)], [managed], new Date(Date.now() - 4 * 60_000));
    expect(await recover()).toBe(0);
    expect(await written()).toMatchObject([{ urn: urn(kind, "first"), id }]);
  });
});

describe.each(["ServiceAccount", "FederationIssuer", "FederationRule"])(
  "another object of the name of a %s",
  (kind) => {
    test("another object with the same name is recorded only after a confirmation, with its current values", async () => {
      const one = cases[kind];
      if (one === undefined) throw new Error(kind);
      const { console, left, recover, written, printed } = await interrupted({}, one.options);
      const inputs = one.inputs(console);
      const { id } = one.other(console);
      await left([creating("it", inputs, kind)]);
      expect(await recover()).toBe(1);
      expect(printed[0]).toContain(`${kind} it: ${id}: it is not as declared: `);
      expect(await written()).toEqual([]);
      expect(await recover(id)).toBe(0);
      const [resource] = await written();
      expect(resource).toMatchObject({ id, outputs: { adopted: false } });
      expect(resource?.["inputs"]).not.toMatchObject(inputs);
    });
  },
);

test.each([["RbacGroup"], ["ExternalKey"]])(
  "another client's %s is not recorded although one list lacks that of the stack",
  async (kind) => {
    const one = cases[kind];
    if (one === undefined) throw new Error(kind);
    const { console, emulator, left, recover, written, printed } = await interrupted({}, one.options);
    const inputs = one.inputs(console);
    const [theirs, ours] = [one.create(console), one.create(console)];
    const body = { ...empty, data: [theirs] };
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: one.list, body });
    await left([creating("it", inputs, kind)]);
    expect(await recover()).toBe(1);
    expect(printed[0]).toContain(`several ${one.noun}s match: `);
    for (const { id } of [theirs, ours]) expect(printed[0]).toContain(id);
    expect(await written()).toEqual([]);
  },
);

test.each(["ExternalKey", "RbacGroup"])(
  "a %s that a create of the program cannot have created is not found",
  async (kind) => {
    const one = cases[kind];
    if (one === undefined) throw new Error(kind);
    const { console, left, recover, written, printed } = await interrupted({}, one.options);
    const inputs = one.inputs(console);
    one.other(console);
    await left([creating("it", inputs, kind)], [], new Date(Date.now() - 4 * 60_000));
    expect(await recover()).toBe(0);
    expect(printed[0]).toContain("it was not created");
    expect(await written()).toEqual([]);
  },
);

test("a rule that is enabled for a part of its workspaces is recorded with them, so that `up` completes it", async () => {
  const { console, left, recover, written, printed } = await interrupted({}, oauth);
  const inputs = cases["FederationRule"]?.inputs(console) ?? {};
  const { id } = ruleOf(console, { workspaces: [refs.workspaces[0]] });
  await left([creating("it", inputs, "FederationRule")]);
  expect(await recover()).toBe(0);
  expect(printed[0]).toContain("the next `pulumi up` completes it");
  const [workspace] = refs.workspaces;
  expect(await written()).toMatchObject([
    { id, inputs: { workspaces: [workspace] }, outputs: { workspaces: [workspace], adopted: false } },
  ]);
});

test("a pending create is not settled if the credential cannot read its type, and the message says what is needed to read it", async () => {
  const { left, recover, written, printed } = await interrupted();
  await left([creating("it", { name: "deploy" }, "ServiceAccount")]);
  expect(await recover()).toBe(1);
  expect(printed[0]).toMatch(
    /^ServiceAccount it: the service accounts of the organization were not read, because .*federation/,
  );
  expect(printed).toContain("Nothing was changed, because not everything is settled.");
  expect(await written()).toEqual([]);
});

test.each(["WorkspaceServiceAccount", "RbacGroupMembers", "ComplianceSettings"])(
  "a %s needs no recovery, since the next `up` looks before it writes",
  async (kind) => {
    expect(recoverables[kind]).toBeUndefined();
    const { left, recover, printed } = await interrupted();
    await left([creating("it", {}, kind)]);
    expect(await recover()).toBe(0);
    expect(printed[0]).toBe(
      `${kind} it: the next \`pulumi up\` looks for it before it writes, and adopts it if it is as declared.`,
    );
  },
);

test("archived objects and objects with another name are not found", async () => {
  const emulator = await startEmulator();
  try {
    const { console } = emulator.organization();
    const archived = console.createServiceAccount({ name: "deploy" });
    console.archiveServiceAccount(archived.id);
    console.createServiceAccount({ name: "other" });
    const accounts = emulator.organization().state().service_accounts;
    const find = recoverables["ServiceAccount"]?.find;
    expect(find?.({ name: "deploy" }, { serviceAccounts: { accounts, members: [] } } as never)).toEqual([]);
  } finally {
    await emulator.stop();
  }
});
