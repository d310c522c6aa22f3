import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { planUp } from "../../../cli/plan/planUp.ts";
import type { Report } from "../../../cli/plan/report.ts";
import type { Seed } from "../../../emulator/index.ts";
import { pulumiType } from "../../../provider/kernel/resourceType.ts";
import { kinds } from "../../../provider/registry.ts";
import { newWorkdir } from "../workdir.ts";
import { type Declared, type PreviewDocument, SmallEngine } from "./engine.ts";

const seed: Seed = {
  version: 1,
  users: [
    { email: "root@example.com", role: "admin" },
    { email: "ann@example.com", role: "developer" },
    { email: "bob@example.com", role: "user" },
  ],
  workspaces: [{ id: "wrkspc_old", name: "OLD" }],
  api_keys: [{ id: "apikey_ci", name: "ci", scope: { type: "workspace", workspace_id: "wrkspc_old" } }],
};

const workspace = (tag: string): Declared => ({
  kind: "Workspace",
  name: "lab",
  args: {
    name: "Zephyr",
    tags: { codename: "hush", open: tag },
    dataResidency: { defaultInferenceGeo: "us" },
    displayColor: "#112233",
  },
});
const others = (role: string): Declared[] => [
  { kind: "Member", name: "ann", args: { email: "ann@example.com", role: "developer" } },
  { kind: "Invite", name: "ivy", args: { email: "ivy@example.com", role: "developer" } },
  {
    kind: "WorkspaceMember",
    name: "ann-lab",
    args: { email: "ann@example.com", role },
    ids: { workspace: "lab" },
  },
  {
    kind: "WorkspaceMembers",
    name: "old",
    args: { workspace: "wrkspc_old", members: [{ email: "bob@example.com", role }] },
  },
  { kind: "ApiKey", name: "ci", args: { apiKeyId: "apikey_ci", status: "active" } },
];
const before = [workspace("one"), ...others("workspace_developer")];
const after = [workspace("two"), ...others("workspace_user")];

/** A preview as Pulumi prints it when the masked inputs are secret. */
function masking(
  { steps, ...document }: PreviewDocument,
  mask: (value: unknown, property: string) => unknown,
): PreviewDocument {
  const masked = (properties: Record<string, unknown> = {}, names: object = {}) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [
        name,
        name.startsWith("__") || !(name in names) ? value : mask(value, name),
      ]),
    );
  const state = (each: { readonly type?: string } | undefined) => {
    if (each === undefined) return undefined;
    const { inputs, outputs } = each as Record<string, Record<string, unknown>>;
    const shown = masked(outputs, inputs);
    const kind = Object.values(kinds).find((one) => pulumiType(one.kind) === each.type);
    for (const [name, from] of Object.entries(kind?.derived ?? {})) {
      const isSecret = from.some((input) => !isDeepStrictEqual(outputs?.[input], shown[input]));
      if (isSecret && name in shown) shown[name] = secret;
    }
    return { ...each, inputs: masked(inputs, inputs), outputs: shown };
  };
  return {
    ...document,
    steps: steps.map((step) => {
      const [oldState, newState] = [state(step.oldState), state(step.newState)];
      return {
        ...step,
        ...(oldState === undefined ? {} : { oldState }),
        ...(newState === undefined ? {} : { newState }),
      };
    }),
  };
}

const secret = "[secret]";
const whole = () => secret;
const inside = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value !== "object" || value === null) return secret;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inside(each)]));
};

async function planOf(engine: SmallEngine, preview: PreviewDocument): Promise<Report> {
  const workdir = await newWorkdir(engine.env);
  await workdir.write("preview.json", preview);
  await planUp(workdir.io, {
    ...{ stack: undefined, preview: "preview.json", refresh: false, json: "plan.json", markdown: undefined },
    ...{ redact: false, maxInvitations: undefined, maxArchives: undefined, maxRemovals: undefined },
  });
  return JSON.parse(await workdir.file("plan.json"));
}

describe.each([
  ["whole", whole],
  ["inside", inside],
])("a preview that hides every input (%s)", (_, mask) => {
  it("a preview that hides every input has no errors and no actions without changes", async () => {
    const engine = await SmallEngine.over({ seed });
    await engine.up(before);
    const plan = await planOf(engine, masking(await engine.preview(before), mask));
    expect(plan.refusals).toEqual([]);
    expect(plan.actions.filter(({ type }) => type !== "waitsFor" && type !== "unknown")).toEqual([]);
  });

  it("a preview that hides every input has only unknown actions, and no errors, when inputs change", async () => {
    const engine = await SmallEngine.over({ seed });
    await engine.up(before);
    const plan = await planOf(engine, masking(await engine.preview(after), mask));
    expect(plan.refusals).toEqual([]);
    const actionTypes = new Set(plan.actions.map(({ type }) => type));
    expect(
      [...actionTypes].filter((type) => !["waitsFor", "unknown", "recordsState"].includes(type)),
    ).toEqual([]);
    expect(actionTypes).toContain("unknown");
  });

  it("names a deleted object if the ID contains its name", async () => {
    const engine = await SmallEngine.over({ seed });
    await engine.up(before);
    const plan = await planOf(engine, masking(await engine.preview([]), mask));
    expect(plan.refusals).toEqual([]);
    expect(plan.counts).toMatchObject({ archives: 1, demotes: 1, deletesInvitation: 1 });
    const unknown = plan.actions.filter(({ type }) => type === "unknown");
    expect(unknown.map(({ text }) => text)).toEqual([
      'WorkspaceMembers "old": it has secrets that the preview does not show',
    ]);
  });

  it("a preview that hides every input has no errors when all resources are new", async () => {
    const engine = await SmallEngine.over({ seed });
    const plan = await planOf(engine, masking(await engine.preview(before), mask));
    expect(plan.refusals).toEqual([]);
  });
});

it("compares the other properties of a resource with a secret", async () => {
  const engine = await SmallEngine.over({ seed });
  await engine.up(before);
  const secrets = (value: unknown, property: string) =>
    property === "tags" ? { ...(value as object), codename: secret } : property === "email" ? secret : value;
  const plan = await planOf(engine, masking(await engine.preview(after), secrets));
  expect(plan.refusals).toEqual([]);
  expect(plan.actions.map(({ type, text }) => `${type} ${text}`)).toEqual([
    'updates "Zephyr": tags.open from "one" to "two"',
    'updates [secret] in "Zephyr", from workspace_developer to workspace_user',
    'updates bob@example.com in "OLD", from workspace_developer to workspace_user',
    // The ID of an invitation does not contain its address.
    expect.stringMatching(/^waitsFor invite_\w+: has not accepted the invitation yet$/),
  ]);
});

it("two new workspaces with secret names cause no error", async () => {
  const engine = await SmallEngine.over({ seed });
  const program = ["One", "Two"].map((name): Declared => ({ kind: "Workspace", name, args: { name } }));
  const plan = await planOf(engine, masking(await engine.preview(program), whole));
  expect(plan.refusals).toEqual([]);
  expect(plan.actions.map(({ type, text }) => `${type} ${text}`)).toEqual([
    'creates "[secret] (One.name)"',
    'creates "[secret] (Two.name)"',
  ]);
});

it("does not print secret email addresses that IDs and lists contain", async () => {
  const engine = await SmallEngine.over({ seed });
  const waiting: Declared[] = [
    workspace("one"),
    { kind: "Member", name: "one", args: { email: "one@example.com", role: "user" } },
    {
      kind: "WorkspaceMember",
      name: "two",
      args: { email: "two@example.com", role: "workspace_user" },
      ids: { workspace: "lab" },
    },
    {
      kind: "WorkspaceMembers",
      name: "all",
      args: { workspace: "wrkspc_old", members: [{ email: "three@example.com", role: "workspace_user" }] },
    },
  ];
  await engine.up(waiting);
  const emails = (value: unknown, property: string) =>
    property === "members"
      ? [{ email: secret, role: "workspace_user" }]
      : property === "email"
        ? secret
        : value;
  const plan = await planOf(engine, masking(await engine.preview(waiting), emails));
  expect(plan.refusals).toEqual([]);
  expect(plan.actions.length).toBeGreaterThan(0);
  expect(JSON.stringify(plan)).not.toMatch(/(one|two|three)@example/);
});

it("does not print the actual values of secret properties", async () => {
  const engine = await SmallEngine.over({ seed });
  await engine.up(before);
  const names = (value: unknown, property: string) => (property === "name" ? secret : value);
  const plan = await planOf(engine, masking(await engine.preview(after), names));
  expect(plan.refusals).toEqual([]);
  expect(plan.actions[0]).toMatchObject({
    type: "updates",
    workspace: { name: secret },
    text: '"[secret]": tags.open from "one" to "two"',
  });
  expect(JSON.stringify(plan)).not.toMatch(/zephyr/i);
});

describe.each([
  ["whole", whole],
  ["inside", inside],
])("a preview that hides limits (%s)", (_, mask) => {
  const limits = (requests: number, amount: string): Declared[] => [
    {
      kind: "WorkspaceRateLimit",
      name: "batch",
      args: { workspace: "wrkspc_old", groupType: "batch", limits: { requests_per_minute: requests } },
    },
    { kind: "SpendLimit", name: "old", args: { scope: "workspace", workspace: "wrkspc_old", amount } },
  ];
  const hidden = (value: unknown, property: string) =>
    property === "limits" || property === "amount" ? mask(value) : value;
  const limited: Seed = { ...seed, settings: { spend_limits_early_access: true } };
  const planned = async (from: Declared[], to: Declared[]) => {
    const engine = await SmallEngine.over({ seed: limited });
    await engine.up(from);
    const { refusals, actions, notes } = await planOf(engine, masking(await engine.preview(to), hidden));
    expect(refusals).toEqual([]);
    expect(JSON.stringify({ actions, notes })).not.toMatch(/4242|42\.42|3133|:7\b/);
    return actions.map(({ type, text }) => `${type} ${text}`);
  };

  it("a preview that hides limits has no actions without changes", async () => {
    expect(await planned(limits(3133, "4242"), limits(3133, "4242"))).toEqual([]);
  });

  it.each([
    [3133, "4242"],
    [7, "42.42"],
  ])(
    "shows that the limits of deleted resources are cleared, and not their values (%s)",
    async (requests, amount) => {
      expect((await planned(limits(requests, amount), [])).toSorted()).toEqual([
        'updates the monthly spend limit of "OLD": amount from "[secret] USD" to none',
        'updates the rate limits of batch in "OLD": limits.requests_per_minute from [secret] to none',
      ]);
    },
  );

  it("a preview that hides limits has only unknown actions when limits change", async () => {
    for (const [from, to] of [
      [limits(3133, "4242"), limits(3134, "42422")],
      [[], limits(3133, "4242")],
    ] as const) {
      for (const action of await planned([...from], [...to])) expect(action).toMatch(/^unknown /);
    }
  });
});
