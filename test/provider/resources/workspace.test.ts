import { describe, expect, test } from "vitest";
import { type EmulatorOptions, type Fault, startEmulator } from "../../../emulator/index.ts";
import { imported } from "../../../provider/kernel/adoption.ts";
import { kept } from "../../../provider/kernel/managed.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { refusal as row } from "../../../provider/refusals.ts";
import { workspace as Workspace } from "../../../provider/resources/workspace.ts";
import { proxyOf } from "../../emulator/proxy.ts";
import {
  create,
  createHalf,
  destroy,
  drift,
  failures,
  type Held,
  onlyDefault,
  organization,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
  upHalf,
} from "../session.ts";

const collection = "/v1/organizations/workspaces";
const one = "/v1/organizations/workspaces/*";

/** An organization in which somebody works in the Console, and a stack that knows it. */
async function office(options: EmulatorOptions = {}) {
  const made = await organization({ pace: 0.01, ...options });
  const { emulator, process } = made;
  const state = () => emulator.organization().state();
  return {
    ...made,
    state,
    /** A workspace that an earlier run of the stack made. */
    async made(args: Properties, settings: Record<string, string> = {}): Promise<Held> {
      const held = await create(process(settings), Workspace, args);
      made.requests();
      return held;
    },
    /** A workspace as it is now. */
    live(id: string) {
      const found = state().workspaces.find((candidate) => candidate.id === id);
      if (found === undefined) throw new Error(`there is no ${id}`);
      return found;
    },
    names: () =>
      state()
        .workspaces.filter(({ archived_at }) => archived_at === null)
        .map(({ name }) => name),
    posts: () => emulator.requests.filter(({ method }) => method === "POST"),
  };
}

type Office = Awaited<ReturnType<typeof office>>;

/** A process that cannot ask anybody. */
async function offline(settings: Record<string, string> = {}) {
  return (await office()).process(settings, { ANTHROPIC_ADMIN_KEY: undefined });
}

// What may go wrong with a write after which nobody knows whether it was done. What was done, and what was not.
const lostAfter: [string, Partial<Fault> & Pick<Fault, "kind">][] = [
  ["a broken connection", { kind: "loseResponse" }],
  ["a 500", { kind: "statusAfter", status: 500 }],
  ["a 529", { kind: "statusAfter", status: 529 }],
  ["a proxy's page with 200", { kind: "htmlAfter" }],
  ["a proxy's page with 502", { kind: "htmlAfter", status: 502 }],
  ["half of the answer", { kind: "cutJson" }],
];
const lostBefore: [string, Partial<Fault> & Pick<Fault, "kind">][] = [
  ["a broken connection", { kind: "refuse" }],
  ["a 500", { kind: "status", status: 500 }],
  ["a proxy's page with 502", { kind: "html" }],
  ["a proxy's page with 200", { kind: "html", status: 200 }],
];

describe("what a program may say of a workspace", () => {
  const reasons = async (args: Properties, olds: Properties = {}, settings: Record<string, string> = {}) =>
    failures(await offline(settings), Workspace, args, olds);

  test("is put into normal form: trimmed names, upper-case colours, sets in one order", async () => {
    const { inputs } = Workspace.check(
      await offline(),
      {},
      {
        name: "  Lab ",
        displayColor: "#6c5bb9",
        dataResidency: { allowedInferenceGeos: ["us", "global", "us"] },
        externalKeyId: " ekey_1 ",
      },
    );
    expect(inputs).toEqual({
      name: "Lab",
      displayColor: "#6C5BB9",
      dataResidency: { allowedInferenceGeos: ["global", "us"] },
      externalKeyId: "ekey_1",
    });
  });

  test.each<[Properties, string]>([
    [{}, "`name` is required."],
    [{ name: "  " }, "`name`: must not be empty."],
    [{ name: "x".repeat(256) }, "`name`: must have at most 255 characters."],
    [{ name: "A", displayColor: "red" }, "`displayColor`: must be a colour such as `#6C5BB9`."],
    [
      { name: "A", dataResidency: { allowedInferenceGeos: ["eu"] } },
      "`dataResidency.allowedInferenceGeos`: must be `unrestricted` or a list of `global` and `us`.",
    ],
    [
      { name: "A", dataResidency: { allowedInferenceGeos: [] } },
      "`dataResidency.allowedInferenceGeos`: must be `unrestricted` or a list of `global` and `us`.",
    ],
    [
      { name: "A", dataResidency: { workspaceGeo: "eu" } },
      "`dataResidency.workspaceGeo`: must be `us`, the only place where data rests.",
    ],
    [
      { name: "A", dataResidency: { allowedInferenceGeos: ["us"], defaultInferenceGeo: "global" } },
      "`defaultInferenceGeo` is `global`, which `allowedInferenceGeos` (us) does not allow. Add it there, or choose another.",
    ],
    [{ name: "A", externalKeyId: "key_1" }, "`externalKeyId`: must be an id that begins with `ekey_`."],
    [{ name: "A", userProfileId: "profile" }, "`userProfileId`: must be an id that begins with `uprof_`."],
    [{ name: "A", onArchived: "ignore" }, "`onArchived`: must be `refuse` or `recreate`."],
    [{ name: "A", onDelete: "remove" }, "`onDelete`: must be `archive` or `retain`."],
    [{ name: "A", onDelete: "delete" }, `\`onDelete\`: ${row("deleteWorkspace")}`],
    [{ name: "A", forceDestroy: "yes" }, "`forceDestroy`: must be `true` or `false`."],
    [{ name: "A", allowDuplicateName: 1 }, "`allowDuplicateName`: must be `true` or `false`."],
  ])("%j is refused in words", async (args, reason) => {
    expect(await reasons(args)).toEqual([reason]);
  });

  test.each(["anthropic", "Anthropic-team", "ANTHROPIC_x"])("has no tag %j", async (key) => {
    const [reason, ...more] = await reasons({ name: "A", tags: { [key]: "x" } });
    expect(more).toEqual([]);
    expect(reason).toContain("must not begin with `anthropic`, which Anthropic keeps for itself");
  });

  test("has a name of 255 characters, whatever they are", async () => {
    expect(await reasons({ name: "ß".repeat(255) })).toEqual([]);
    expect(await reasons({ name: "研究 🧪 <b>&amp; 'quotes' \\ / ../" })).toEqual([]);
  });

  test("does not contain the tag that the stack's owner tag is", async () => {
    const args = { name: "A", tags: { owner: "me" } };
    const reason =
      "`tags` has `owner`, the key that `anthropic:ownerTag` keeps for itself. Take it out of `tags`, or choose another owner tag.";
    expect(await reasons(args, {}, { ownerTag: "owner" })).toEqual([reason]);
    // Also when it was there before the owner tag came.
    expect(await reasons(args, args, { ownerTag: "owner" })).toEqual([reason]);
    expect(await reasons(args, {}, { ownerTag: "stack" })).toEqual([]);
  });

  describe("cannot be changed where the API cannot", () => {
    test("in where data rests", async () => {
      const olds = { name: "A", dataResidency: { workspaceGeo: "eu", defaultInferenceGeo: "us" } };
      expect(await reasons({ name: "A", dataResidency: { workspaceGeo: "us" } }, olds)).toEqual([
        `\`workspaceGeo\` cannot change from eu to us: ${row("moveWorkspace")}`,
      ]);
      expect(await reasons({ name: "A", dataResidency: { defaultInferenceGeo: "global" } }, olds)).toEqual(
        [],
      );
      expect(await reasons({ ...olds, name: "B" }, olds)).toEqual([]);
    });

    test.each([
      ["externalKeyId", "ekey_1", "ekey_2"],
      ["userProfileId", "uprof_1", "uprof_2"],
    ])("in %s, which is written once", async (property, first, second) => {
      const olds = { name: "A", [property]: first };
      expect(await reasons({ name: "A", [property]: second }, olds)).toEqual([
        `\`${property}\` cannot change: ${row("changeWriteOnce")}`,
      ]);
      expect(await reasons({ name: "A", [property]: first }, olds)).toEqual([]);
      // Left out, it is only not managed any more.
      expect(await reasons({ name: "A" }, olds)).toEqual([]);
      expect(await reasons({ name: "A", [property]: first }, { name: "A" })).toEqual([]);
    });

    test("in the name of the default workspace", async () => {
      expect(await reasons({ name: "Main" }, { name: "Default" })).toEqual([
        `\`name\`: ${row("renameDefaultWorkspace")}`,
      ]);
      expect(await reasons({ name: "Default" }, { name: "Default" })).toEqual([]);
    });
  });

  test.each(["user_1", "wrkspc_", "Research"])("cannot be taken over by `import` of %j", async (adopt) => {
    expect(await reasons({ name: "A", adopt })).toEqual([
      `"${adopt}" is not the id of a Workspace, which begins with \`wrkspc_\`.`,
    ]);
  });
});

describe("creating a workspace", () => {
  test("does not keep the workspace of another name that the API answers with", async () => {
    const { process, emulator, byHand, names } = await office();
    const other = byHand.createWorkspace({ name: "Other" });
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: collection, body: other });
    const message = await refusal(create(process(), Workspace, { name: "Lab" }));
    expect(message).toContain(`the answer is workspace ${other.id} of another name, so it may exist`);
    expect(names()).toEqual(["Other"]);
  });

  test("is not repeated after a 409 that the API did not answer itself", async () => {
    const { process, names, emulator } = await office();
    const refused = { type: "conflict_error", message: "x", details: { error_code: "external_key_changed" } };
    const baseUrl = await proxyOf(emulator, (passing) => {
      if (passing.method !== "POST") return;
      delete passing.headers["request-id"];
      passing.status = 409;
      passing.body = { type: "error", error: refused };
    });
    const held = await create(process({}, { ANTHROPIC_ADMIN_BASE_URL: baseUrl }), Workspace, { name: "Lab" });
    expect(held.outputs).toMatchObject({ name: "Lab", adopted: true });
    expect(names()).toEqual(["Lab"]);
  });

  test("sends what is declared, and keeps what the API made of it", async () => {
    const { process, writes, live, emulator, said } = await office();
    const held = await create(process(), Workspace, { name: "Lab" });
    expect(writes()).toEqual(['POST /workspaces {"name":"Lab"}']);
    const wire = live(held.id);
    expect(held.outputs).toEqual({
      name: "Lab",
      displayColor: wire.display_color,
      tags: {},
      dataResidency: {
        workspaceGeo: "us",
        allowedInferenceGeos: "unrestricted",
        defaultInferenceGeo: "global",
      },
      createdAt: wire.created_at,
      compartmentId: wire.compartment_id,
      status: "active",
      adopted: false,
      __managed: ["name"],
      __organization: emulator.organization().id,
      __origin: "acme/dev::it",
      __provider: held.inputs[kept.pointer],
      __schema: 1,
    });
    expect(said).toEqual([]);
    expect((await preview(process(), held, { name: "Lab" })).does).toBe("nothing");
  });

  test("sends everything in the API's words", async () => {
    const { process, writes } = await office({
      seed: {
        version: 1,
        settings: {
          external_keys: [
            { id: "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwA", user_profile_id: "uprof_01Hn3mVQ6pXb8Kd2sTzRfYwA" },
          ],
          user_profiles: [{ id: "uprof_01Hn3mVQ6pXb8Kd2sTzRfYwA" }],
        },
      },
    });
    const args = {
      name: "Lab",
      displayColor: "#abcdef",
      tags: { team: "ml", "cost center": "42" },
      dataResidency: {
        workspaceGeo: "us",
        allowedInferenceGeos: ["us", "global"],
        defaultInferenceGeo: "us",
      },
      externalKeyId: "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwA",
      userProfileId: "uprof_01Hn3mVQ6pXb8Kd2sTzRfYwA",
      forceDestroy: true,
      onArchived: "refuse",
      onDelete: "archive",
      allowDuplicateName: true,
    };
    const held = await create(process(), Workspace, args);
    expect(writes().map((line) => JSON.parse(line.replace("POST /workspaces ", "")))).toEqual([
      {
        name: "Lab",
        display_color: "#ABCDEF",
        tags: { team: "ml", "cost center": "42" },
        data_residency: {
          workspace_geo: "us",
          allowed_inference_geos: ["global", "us"],
          default_inference_geo: "us",
        },
        external_key_id: "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwA",
        user_profile_id: "uprof_01Hn3mVQ6pXb8Kd2sTzRfYwA",
      },
    ]);
    expect(held.outputs).toMatchObject({
      ...args,
      displayColor: "#ABCDEF",
      dataResidency: {
        workspaceGeo: "us",
        allowedInferenceGeos: ["global", "us"],
        defaultInferenceGeo: "us",
      },
    });
    expect((await preview(process(), held, args)).does).toBe("nothing");
    const again = await refreshed(process(), held);
    expect(again).toEqual(held);
  });

  test("is refused for the name of the default workspace, without asking anybody", async () => {
    const { process, requests } = await office();
    const message = await refusal(create(process(), Workspace, { name: " Default" }));
    expect(message).toMatch(
      /^Did not create workspace "Default": every organization has one of this name already/,
    );
    expect(message).toContain("`import`");
    expect(requests()).toEqual([]);
  });

  describe("of a name that is taken", () => {
    test("is refused with the id, and what to do: aliases first, then `import`", async () => {
      const { process, byHand, writes } = await office();
      const { id } = byHand.createWorkspace({ name: "Lab" });
      expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toBe(
        `Did not create workspace "Lab": the organization has one of that name, ${id}. ` +
          "If it is the one that this stack knows under another name or place, tell Pulumi with the resource option `aliases`. " +
          "If an interrupted run of this stack created it, `npx pulumi-anthropic recover --stack dev` records it. " +
          `To adopt it, add the resource option \`import: "${id}"\`.`,
      );
      expect(writes()).toEqual([]);
    });

    test("is refused without mention of an interrupted run when it is not as declared", async () => {
      const { process, byHand } = await office();
      const { id } = byHand.createWorkspace({ name: "Lab", tags: { team: "ops" } });
      const message = await refusal(create(process(), Workspace, { name: "Lab", tags: { team: "ml" } }));
      expect(message).not.toContain("recover");
      expect(message).toContain(
        `To adopt it, add the resource option \`import: "${id}"\`. To create a second one, set \`allowDuplicateName: true\`.`,
      );
    });

    test("is not refused when only an archived one has it, or it is written otherwise", async () => {
      const { process, byHand, names } = await office();
      byHand.createWorkspace({ name: "Lab" });
      byHand.archiveWorkspace("Lab");
      byHand.createWorkspace({ name: "lab" });
      await create(process(), Workspace, { name: "Lab" });
      expect(names()).toEqual(["lab", "Lab"]);
    });

    test("is not refused when that was asked for", async () => {
      const { process, byHand, names, requests } = await office();
      byHand.createWorkspace({ name: "Lab" });
      await create(process(), Workspace, { name: "Lab", allowDuplicateName: true });
      expect(names()).toEqual(["Lab", "Lab"]);
      expect(requests()).toEqual(['POST /workspaces {"name":"Lab"}']);
    });

    test("looks again before it refuses: somebody may have renamed the other meanwhile", async () => {
      const { process, byHand, names } = await office();
      const { id } = byHand.createWorkspace({ name: "Lab" });
      const session = process();
      await create(session, Workspace, { name: "Other" });
      byHand.updateWorkspace(id, { name: "Old lab" });
      await create(session, Workspace, { name: "Lab" });
      expect(names()).toEqual(["Old lab", "Other", "Lab"]);
    });

    test("is refused for the second of two of a program, also when they are made at once", async () => {
      const { process, names } = await office();
      const session = process();
      const outcomes = await Promise.allSettled([
        create(session, Workspace, { name: "Lab" }),
        create(session, Workspace, { name: "Lab" }),
        create(session, Workspace, { name: "Other" }),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(names().toSorted()).toEqual(["Lab", "Other"]);
      const second = outcomes[1];
      expect(second?.status === "rejected" ? String(second.reason) : "").toContain(
        "another resource of this program is just creating one of that name",
      );
      // Later in the same process it is simply there.
      expect(await refusal(create(session, Workspace, { name: "Lab" }))).toContain(
        "has one of that name, wrkspc_",
      );
    });

    test("is refused for the second of a program, also while the API's list does not show the first", async () => {
      const { process, names } = await office({ assumptions: { staleLists: 60 } });
      const session = process();
      await create(session, Workspace, { name: "Lab" });
      expect(await refusal(create(session, Workspace, { name: "Lab" }))).toContain(
        "has one of that name, wrkspc_",
      );
      expect(names()).toEqual(["Lab"]);
    });

    test("frees the name again when creating fails", async () => {
      const { process, emulator, names } = await office();
      const session = process();
      emulator.faults.add({ kind: "status", status: 400, method: "POST", message: "Not today" });
      expect(await refusal(create(session, Workspace, { name: "Lab" }))).toContain(
        "400 invalid_request_error: Not today",
      );
      await create(session, Workspace, { name: "Lab" });
      expect(names()).toEqual(["Lab"]);
    });

    test.each([400, 409] as const)("is refused by an API that answers %s", async (duplicateWorkspaceName) => {
      const { process, byHand, names } = await office({ assumptions: { duplicateWorkspaceName } });
      byHand.createWorkspace({ name: "Lab" });
      const message = await refusal(create(process(), Workspace, { name: "Lab", allowDuplicateName: true }));
      expect(message).toMatch(
        new RegExp(
          `^Could not create workspace "Lab": the API refused it \\(${duplicateWorkspaceName} .*already exists`,
        ),
      );
      expect(names()).toEqual(["Lab"]);
    });
  });

  test.each([400, 403, 409, 429] as const)(
    "beyond the organization's limit fails with what the API said (%s)",
    async (workspaceLimit) => {
      const { process, names } = await office({
        assumptions: { workspaceLimit },
        seed: { version: 1, settings: { workspace_limit: 1 } },
      });
      const session = process();
      await create(session, Workspace, { name: "One" });
      expect(await refusal(create(session, Workspace, { name: "Two" }))).toMatch(
        /^Could not create workspace "Two": the API .*The organization has reached its limit of 1 workspaces\)/,
      );
      expect(names()).toEqual(["One"]);
    },
  );

  test.each(lostAfter)("is done once when it was done and then came %s", async (_, fault) => {
    const { process, emulator, names, posts, live } = await office();
    emulator.faults.add({ method: "POST", path: collection, ...fault });
    const args = {
      name: "Lab",
      displayColor: "#abcdef",
      tags: { a: "b" },
      dataResidency: { defaultInferenceGeo: "us" },
    };
    const held = await create(process(), Workspace, args);
    expect(names()).toEqual(["Lab"]);
    expect(held.outputs).toMatchObject({ status: "active", createdAt: live(held.id).created_at });
    expect(posts()).toHaveLength(1);
  });

  test('that was found after a lost response is kept by delete unless `onDelete` is "archive"', async () => {
    const { process, emulator, byHand, posts, live, said } = await office();
    const args = { name: "Lab", tags: { team: "ml" } };
    emulator.faults.add({ kind: "refuse", method: "POST", path: collection });
    const creating = create(process(), Workspace, args);
    await expect.poll(() => emulator.requests.length).toBeGreaterThan(1);
    // A colleague creates an identical workspace at the same time; nothing in it shows who created it.
    const { id } = byHand.createWorkspace(args);
    const held = await creating;
    expect(held).toMatchObject({ id, outputs: { adopted: true } });
    expect(said).toContain(
      `it: Workspace "Lab" (${id}) was found after the response to its create was lost. Somebody else may have created it at the same time, so delete does not archive it unless the program sets \`onDelete: "archive"\`.`,
    );
    await destroy(process(), held);
    expect(live(id).archived_at).toBeNull();
    expect(posts()).toHaveLength(1);

    const confirmed = await up(process(), held, { ...args, onDelete: "archive" });
    await destroy(process(), confirmed);
    expect(live(id).archived_at).not.toBeNull();
  });

  test("that was found by its ownership tag after a lost response is archived by delete", async () => {
    const { process, emulator, live } = await office();
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: collection });
    const session = process({ ownerTag: "owner" });
    const held = await create(session, Workspace, { name: "Lab" });
    expect(held.outputs["adopted"]).toBe(false);
    await destroy(process({ ownerTag: "owner" }), held);
    expect(live(held.id).archived_at).not.toBeNull();
  });

  test("is not sent again after a 429 that is not the API's own, which may have had its effect", async () => {
    const { process, emulator, names, posts } = await office();
    emulator.faults.add({ kind: "htmlAfter", status: 429, method: "POST", path: collection });
    await create(process(), Workspace, { name: "Lab" });
    expect(names()).toEqual(["Lab"]);
    expect(posts()).toHaveLength(1);
  });

  test("that the API created incompletely is kept in the state and finished by the next `up`", async () => {
    const { process, emulator, names, posts, live } = await office();
    emulator.faults.add({
      kind: "statusAfter",
      errorCode: "workspace_created_incomplete",
      message: "Created, but the tags were not applied. Update the workspace.",
      method: "POST",
      path: collection,
    });
    const half = await createHalf(process(), Workspace, { name: "Lab", displayColor: "#ABCDEF" });
    const id = emulator.organization().state().workspaces?.[0]?.id ?? "";
    expect(half.id).toBe(id);
    expect(half.unfinished).toContain("Created, but the tags were not applied. Update the workspace");
    expect(half.unfinished).toContain(
      `Workspace ${id} is partially created; creation resumes at the next \`pulumi up\`.`,
    );
    expect(half.outputs).toMatchObject({ name: "Lab", displayColor: "#ABCDEF", adopted: false });
    expect(posts()).toHaveLength(1);
    await up(process(), half, { name: "Lab", displayColor: "#ABCDEF" });
    expect(names()).toEqual(["Lab"]);
    expect(live(id).display_color).toBe("#ABCDEF");
  });

  test("that was created incompletely and cannot be read is sent all of its values by the next `up`", async () => {
    const { process, emulator, names } = await office();
    const args = { name: "Lab", displayColor: "#ABCDEF", tags: { team: "ml" } };
    const path = collection;
    emulator.faults.add({
      kind: "statusAfter",
      errorCode: "workspace_created_incomplete",
      method: "POST",
      path,
    });
    emulator.faults.add({ kind: "status", status: 403, method: "GET", path: `${collection}/*`, times: 9 });
    const half = await createHalf(process(), Workspace, args);
    emulator.faults.clear();
    emulator.clearRequests();
    await up(process(), half, args);
    expect(names()).toEqual(["Lab"]);
    const [sent] = emulator.requests.filter(({ method }) => method === "POST");
    expect(sent?.body).toEqual({ name: "Lab", display_color: "#ABCDEF", tags: { team: "ml" } });
  });

  test("that was created incompletely, by an API that names no workspace, is looked for like any lost response", async () => {
    const { process, emulator, names, posts } = await office();
    const path = collection;
    const details = { error_code: "workspace_created_incomplete", workspace_id: "../users" };
    const error = { type: "api_error", message: "Created.", details };
    emulator.faults.add({
      kind: "statusAfter",
      status: 503,
      method: "POST",
      path,
      body: { type: "error", error, request_id: "req_1" },
    });
    const held = await create(process(), Workspace, { name: "Lab" });
    expect(held.outputs["adopted"]).toBe(true);
    expect(names()).toEqual(["Lab"]);
    expect(posts()).toHaveLength(1);
  });

  test.each(lostAfter)("is found also when nothing was asked before, and then came %s", async (_, fault) => {
    const { process, emulator, names, posts } = await office();
    emulator.faults.add({ method: "POST", path: collection, ...fault });
    await create(process(), Workspace, { name: "Lab", allowDuplicateName: true });
    expect(names()).toEqual(["Lab"]);
    expect(posts()).toHaveLength(1);
  });

  test.each(lostBefore)("is never repeated when it was not done and there came %s", async (_, fault) => {
    const { process, emulator, names, posts } = await office();
    emulator.faults.add({ method: "POST", path: collection, ...fault });
    expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toMatch(
      /^Could not create workspace "Lab": .*, so it may exist, and it has not appeared since\. Look in the Console before you run again; if it is there, take it over with `import: "wrkspc_\.\.\."`\./,
    );
    expect(posts()).toHaveLength(1);
    expect(names()).toEqual([]);
    // And that is all there is to it: the next run makes it.
    await create(process(), Workspace, { name: "Lab" });
    expect(names()).toEqual(["Lab"]);
  });

  test("waits for a list that does not show it at once", async () => {
    const { process, emulator, names, posts } = await office({ assumptions: { staleLists: 0.02 } });
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: collection });
    await create(process(), Workspace, { name: "Lab" });
    expect(names()).toEqual(["Lab"]);
    expect(posts()).toHaveLength(1);
  });

  test("says that it may exist when looking for it fails too", async () => {
    const { process, emulator } = await office();
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: collection });
    emulator.faults.add({
      kind: "status",
      status: 503,
      method: "GET",
      path: collection,
      after: 1,
      times: 100,
    });
    expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toContain(
      "so it may exist, and looking for it failed too",
    );
  });

  test("takes nobody else's for its own when the answer is lost", async () => {
    const { process, emulator, byHand } = await office();
    emulator.faults.add({ kind: "refuse", method: "POST", path: collection });
    const creating = refusal(create(process(), Workspace, { name: "Lab", tags: { team: "ml" } }));
    await expect.poll(() => emulator.requests.length).toBeGreaterThan(1);
    const { id } = byHand.createWorkspace({ name: "Lab" });
    expect(await creating).toContain(
      `what looks like it is there, but it is not certain that it is ours (${id}). Look in the Console before you run again; if it is there, take it over with \`import: "${id}"\``,
    );
  });

  test("is sent again when the API asks to slow down, since then nothing was done", async () => {
    const { process, emulator, names, posts } = await office();
    emulator.faults.add({ kind: "rateLimit", method: "POST", path: collection, retryAfter: 0.05 });
    emulator.faults.add({ kind: "rateLimit", method: "POST", path: collection, times: 2 });
    await create(process(), Workspace, { name: "Lab" });
    expect(names()).toEqual(["Lab"]);
    expect(posts().map(({ status }) => status)).toEqual([429, 429, 429, 200]);
  });

  test("says that it may exist when the answer has a shape that nobody knows", async () => {
    const { process, emulator, posts } = await office();
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "POST",
      path: collection,
      body: { id: "wrkspc_1", type: "project", name: "Lab" },
    });
    expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toContain("so it may exist");
    expect(posts()).toHaveLength(1);
  });

  test("keeps what the API made otherwise than it was sent, and finishes it", async () => {
    const { process, emulator, live, byHand } = await office();
    const { id } = byHand.createWorkspace({ name: "Made otherwise", tags: { team: "other" } });
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "POST",
      path: collection,
      body: { ...live(id), name: "Lab", inference_data_retention: { days: 30 } },
    });
    const args = { name: "Lab", tags: { team: "ml" } };
    const half = await createHalf(process(), Workspace, args);
    expect(half.unfinished).toBe(
      `Workspace ${id} was written, but the API answered with other values than were sent: \`tags\` is {"team":"other"} instead of {"team":"ml"}. Run \`up\` again to finish it.`,
    );
    expect(half.outputs).toMatchObject({ name: "Lab", tags: { team: "other" }, adopted: false });
    const whole = await up(process(), half, args);
    expect(whole.id).toBe(id);
    expect(live(id).tags).toEqual({ team: "ml" });
  });

  test("does not trust a list that it cannot read whole", async () => {
    const { process, emulator, posts, byHand } = await office();
    byHand.createWorkspace({ name: "Lab" });
    const shapes: unknown[] = [
      { data: [] },
      { data: [], has_more: true },
      {
        data: [{ id: "wrkspc_1", type: "workspace", name: "Lab", created_at: "2026-10-30T23:58:27Z" }],
        has_more: false,
      },
      { data: {}, has_more: false },
      [],
      "ok",
    ];
    for (const body of shapes) {
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path: collection, body });
      expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toMatch(
        /^Could not list the workspaces: .*Nothing was changed/,
      );
    }
    for (const kind of ["html", "cutJson"] as const) {
      emulator.faults.add({ kind, status: 200, method: "GET", path: collection, times: 10 });
      expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toMatch(
        /^Could not list the workspaces: /,
      );
      emulator.faults.clear();
    }
    expect(posts()).toEqual([]);
  });

  test("needs a key", async () => {
    const { process, requests } = await office();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    await expect(create(session, Workspace, { name: "Lab" })).rejects.toThrow(
      /^There is no key for the Admin API\./,
    );
    expect(requests()).toEqual([]);
  });
});

describe("taking a workspace over by `import`", () => {
  test("writes nothing, and leaves it at delete", async () => {
    const { process, byHand, writes, said, live } = await office();
    const { id } = byHand.createWorkspace({ name: "Lab", tags: { team: "ml" }, displayColor: "#abcdef" });
    const args = { name: "Lab", tags: { team: "ml" }, displayColor: "#ABCDEF", adopt: id };
    const held = await create(process(), Workspace, args);
    expect(held.id).toBe(id);
    expect(held.outputs).toMatchObject({
      adopted: true,
      adopt: id,
      status: "active",
      createdAt: live(id).created_at,
    });
    expect((await preview(process(), held, args)).does).toBe("nothing");
    // The option has done its work and may go.
    const { adopt: _, ...rest } = args;
    const without = await up(process(), { ...held, inputs: { ...held.inputs, adopt: undefined } }, rest);
    await destroy(process(), without);
    expect(said).toEqual([
      `it: Workspace ${id} is taken over as it is; nothing was written.`,
      `it: Workspace "Lab" (${id}) is left as it is, since it is not certain that this stack created it (\`adopted\` is \`true\`).`,
    ]);
    expect(writes()).toEqual([]);
  });

  test("takes one whose name has spaces around it, which no program can say", async () => {
    const { process, byHand, writes } = await office();
    const { id } = byHand.createWorkspace({ name: " Lab " });
    const args = { name: " Lab ", adopt: id };
    const held = await create(process(), Workspace, args);
    expect((await preview(process(), await refreshed(process(), held), args)).does).toBe("nothing");
    expect(writes()).toEqual([]);
  });

  test("lists every difference and changes nothing", async () => {
    const { process, byHand, writes } = await office();
    const { id } = byHand.createWorkspace({ name: "Lab", tags: { team: "ml", by: "hand" } });
    const args = {
      name: "lab",
      tags: { team: "ml" },
      dataResidency: { defaultInferenceGeo: "us", allowedInferenceGeos: "unrestricted" },
      externalKeyId: "ekey_1",
      adopt: id,
    };
    expect(await refusal(create(process(), Workspace, args))).toBe(
      `Could not take over Workspace ${id}, since it is not as declared: ` +
        '`name` is "Lab" there, and "lab" in the program; ' +
        '`tags` is {"team":"ml","by":"hand"} there, and {"team":"ml"} in the program; ' +
        '`dataResidency.defaultInferenceGeo` is "global" there, and "us" in the program; ' +
        '`externalKeyId` is not set there, and "ekey_1" in the program. ' +
        "Nothing was changed. Make the program say what is there, run `up`, and change it afterwards.",
    );
    expect(writes()).toEqual([]);
  });

  test("refuses what is not there", async () => {
    const { process } = await office();
    expect(
      await refusal(create(process(), Workspace, { name: "Lab", adopt: "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ" })),
    ).toBe(
      "Could not take over Workspace wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ: the organization has none with this id. Correct the resource option `import`, or remove it to have the object made.",
    );
  });

  test("refuses what is archived", async () => {
    const { process, byHand } = await office();
    const { id } = byHand.createWorkspace({ name: "Lab" });
    byHand.archiveWorkspace(id);
    expect(await refusal(create(process(), Workspace, { name: "Lab", adopt: id }))).toBe(
      `Could not take over Workspace ${id}: it is archived, which is final. Remove \`import\` to make a new one.`,
    );
  });

  test("takes the default workspace, of which colour, tags and residency are managed, and leaves it at delete", async () => {
    const { process, state, writes, said } = await office();
    const { id } = state().default_workspace;
    const held = await create(process(), Workspace, { name: "Default", adopt: id });
    const args = { name: "Default", adopt: id, displayColor: "#123456", tags: { a: "b" } };
    const changed = await up(process(), held, { ...args, dataResidency: { defaultInferenceGeo: "us" } });
    expect(writes()).toEqual([
      `POST /workspaces/${id} {"display_color":"#123456","tags":{"a":"b"},"data_residency":{"default_inference_geo":"us"}}`,
    ]);
    expect(await refusal(up(process(), changed, { ...args, userProfileId: "uprof_1" }))).toContain(
      row("renameDefaultWorkspace"),
    );
    await destroy(process(), {
      ...changed,
      outputs: { ...changed.outputs, onDelete: "archive", forceDestroy: true },
    });
    expect(said).toEqual([
      `it: Workspace ${id} is taken over as it is; nothing was written.`,
      `it: The default workspace (${id}) is left as it is: the API can neither archive nor delete it.`,
    ]);
    expect(writes()).toEqual([]);
  });

  test("warns at the workspace that Claude Code made", async () => {
    const { process, byHand, said } = await office();
    const { id } = byHand.createWorkspace({ name: "Claude Code" });
    const held = await create(process(), Workspace, { name: "Claude Code", adopt: id, onDelete: "archive" });
    await destroy(process(), held);
    expect(said).toEqual([
      "it: Claude Code made this workspace by itself: archiving it ends the sign-in of everybody who uses Claude Code on Console billing.",
      `it: Workspace ${id} is taken over as it is; nothing was written.`,
      "it: Claude Code made this workspace by itself: archiving it ends the sign-in of everybody who uses Claude Code on Console billing.",
    ]);
  });

  test("of another workspace than the resource has is refused", async () => {
    const { made, process, byHand } = await office();
    const held = await made({ name: "Lab" });
    const { id } = byHand.createWorkspace({ name: "Other" });
    expect((await preview(process(), held, { name: "Lab", adopt: id })).does).toBe("update");
    await expect(up(process(), held, { name: "Lab", adopt: id })).rejects.toThrow(
      `The resource option \`import\` names ${id}, but this resource is ${held.id} already. Nothing was changed. Remove \`import\`.`,
    );
    // The one that it has is no change.
    expect((await preview(process(), held, { name: "Lab", adopt: held.id })).does).toBe("nothing");
  });
});

describe("reading a workspace", () => {
  test("finds nothing to change when nothing was changed", async () => {
    const { made, process, requests } = await office();
    const held = await made({ name: "Lab", tags: { a: "b" } });
    expect(await refreshed(process(), held)).toEqual(held);
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("shares one list among all workspaces", async () => {
    const { made, process, requests } = await office();
    const [one, two] = [await made({ name: "One" }), await made({ name: "Two" })];
    const session = process();
    await Promise.all([refreshed(session, one), refreshed(session, two)]);
    await refreshed(session, one);
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("shows by hand changed values as drift where they are managed, and as outputs where not", async () => {
    const { made, process, byHand } = await office();
    const args = { name: "Lab", tags: { team: "ml" }, dataResidency: { defaultInferenceGeo: "global" } };
    const held = await made(args);
    byHand.updateWorkspace(held.id, {
      name: "Renamed",
      tags: { team: "ml", by: "hand" },
      displayColor: "#00ff00",
      dataResidency: { default_inference_geo: "us", allowed_inference_geos: ["us", "global"] },
    });
    const drifted = await refreshed(process(), held);
    expect(drifted.inputs).toEqual({
      ...held.inputs,
      name: "Renamed",
      tags: { team: "ml", by: "hand" },
      dataResidency: { defaultInferenceGeo: "us" },
    });
    expect(drifted.outputs).toMatchObject({
      displayColor: "#00FF00",
      dataResidency: {
        workspaceGeo: "us",
        allowedInferenceGeos: ["global", "us"],
        defaultInferenceGeo: "us",
      },
    });
    expect((await preview(process(), drifted, args)).does).toBe("update");
    // What is only live is no reason to do anything.
    expect((await preview(process(), drifted, drifted.inputs)).does).toBe("nothing");
  });

  test("keeps one that was archived by hand, as archived", async () => {
    const { made, process, byHand, live, said } = await office();
    const held = await made({ name: "Lab" });
    byHand.archiveWorkspace(held.id);
    const archived = await refreshed(process(), held);
    expect(archived.outputs).toMatchObject({ status: "archived", archivedAt: live(held.id).archived_at });
    expect(archived.inputs).toEqual(held.inputs);
    expect(said).toEqual([]);
    expect((await preview(process(), archived, { name: "Lab" })).does).toBe("update");
    expect(said).toEqual([
      `it: \`up\` will refuse to update workspace "Lab" (${held.id}): it was archived outside of Pulumi, and ${row("restoreWorkspace")}`,
    ]);
    const recreated = { name: "Lab", onArchived: "recreate" };
    expect((await preview(process(), archived, recreated)).does).toBe("replace");
    expect(said).toHaveLength(1);
  });

  test("keeps one that the API does not know any more, as removed, after asking for it alone", async () => {
    const { made, process, emulator, requests, live } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: collection,
      body: onlyDefault(emulator),
    });
    emulator.faults.add({ kind: "status", status: 404, path: one });
    const removed = await refreshed(process(), held);
    expect(requests()).toEqual(["GET /workspaces", `GET /workspaces/${held.id}`]);
    expect(removed.outputs).toMatchObject({ name: "Lab", status: "removed" });
    // Not even `recreate` creates another: the API deletes no workspace, so the key may just not see it.
    for (const more of [{}, { onArchived: "recreate" }]) {
      expect((await preview(process(), removed, { name: "Lab", ...more })).does).toBe("update");
      expect(await refusal(up(process(), removed, { name: "Lab", ...more }))).toBe(
        `Did not update workspace "Lab" (${held.id}): the API no longer returns it, although workspaces cannot be deleted. Check that the key can still read it and run \`pulumi refresh\`. If it is gone permanently, remove it from the program.`,
      );
    }
    // It is there again; what the stack believes gone, it does not archive.
    await destroy(process(), removed);
    expect(live(held.id).archived_at).toBeNull();
  });

  test("believes the workspace itself before a list without it", async () => {
    const { made, process, emulator } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: collection,
      body: onlyDefault(emulator),
    });
    expect(await refreshed(process(), held)).toEqual(held);
  });

  test.each<[string, Omit<Fault, "path">]>([
    ["401", { kind: "status", status: 401 }],
    ["403", { kind: "status", status: 403 }],
    ["404 of the list", { kind: "status", status: 404 }],
    ["500", { kind: "status", status: 500, times: 10 }],
    ["a broken connection", { kind: "refuse", times: 10 }],
    ["a proxy's page", { kind: "html", status: 404, times: 10 }],
    ["half of a list", { kind: "cutJson", times: 10 }],
    ["a list with another shape", { kind: "status", status: 200, body: { items: [] } }],
  ])("never takes it for gone because of %s", async (_, fault) => {
    const { made, process, emulator } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({ path: collection, ...fault });
    expect(await refusal(refresh(process(), held))).toMatch(/^Could not list the workspaces: /);
  });

  test.each<[string, Omit<Fault, "path">]>([
    ["403", { kind: "status", status: 403 }],
    ["500", { kind: "status", status: 500, times: 10 }],
    ["a proxy's page with 404", { kind: "html", status: 404, times: 10 }],
    ["another workspace", { kind: "status", status: 200, body: undefined }],
  ])(
    "never takes it for gone because asking for it alone brings %s",
    async (_, { body: _body, ...fault }) => {
      const { made, process, emulator, live, byHand } = await office();
      const held = await made({ name: "Lab" });
      const other = byHand.createWorkspace({ name: "Other" });
      emulator.faults.add({
        kind: "status",
        status: 200,
        path: collection,
        body: onlyDefault(emulator),
      });
      emulator.faults.add({ path: one, ...fault, ...(fault.status === 200 ? { body: live(other.id) } : {}) });
      expect(await refusal(refresh(process(), held))).toMatch(/^Could not look up the workspace wrkspc_/);
    },
  );

  test("with the key of another organization concludes nothing", async () => {
    const { made, process } = await office();
    const held = await made({ name: "Lab" });
    const elsewhere = await startEmulator({
      adminKey: "sk-ant-admin01-elsewhere",
      requestsPerMinute: "unlimited",
    });
    try {
      const session = process(
        {},
        { ANTHROPIC_ADMIN_BASE_URL: elsewhere.url, ANTHROPIC_ADMIN_KEY: elsewhere.adminKey },
      );
      await expect(refresh(session, held)).rejects.toThrow(
        new RegExp(
          `^The key in use is of organization ${elsewhere.organization().id}, but this resource belongs to `,
        ),
      );
    } finally {
      await elsewhere.stop();
    }
  });

  test("tolerates what the API may add, omit or null", async () => {
    const { made, process, emulator, live } = await office();
    const held = await made({ name: "Lab" });
    const wire = {
      ...live(held.id),
      display_color: null,
      data_residency: null,
      compartment_id: undefined,
      tags: null,
      external_key_id: undefined,
      inference_data_retention: { days: 30 },
    };
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: collection,
      body: onlyDefault(emulator, wire),
    });
    const { outputs } = await refreshed(process(), held);
    expect(outputs).toMatchObject({ name: "Lab", tags: {}, status: "active" });
    for (const gone of ["displayColor", "dataResidency", "compartmentId", "externalKeyId"]) {
      expect(outputs).not.toHaveProperty(gone);
    }
  });

  test("has words for places that this version does not know", async () => {
    const { made, process, emulator, live } = await office();
    const args = { name: "Lab", dataResidency: { allowedInferenceGeos: ["us"], defaultInferenceGeo: "us" } };
    const held = await made(args);
    const residency = {
      workspace_geo: "eu",
      allowed_inference_geos: ["moon", "eu"],
      default_inference_geo: "moon",
    };
    const wire = { ...live(held.id), data_residency: residency };
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: collection,
      body: onlyDefault(emulator, wire),
    });
    const drifted = await refreshed(process(), held);
    expect(drifted.inputs["dataResidency"]).toEqual({
      allowedInferenceGeos: ["eu", "moon"],
      defaultInferenceGeo: "moon",
    });
    // With `ignoreChanges` the live values come back as inputs, and nobody is blamed for them.
    expect((await preview(process(), drifted, drifted.inputs)).does).toBe("nothing");
    expect((await preview(process(), drifted, args)).does).toBe("update");
  });

  test("of one that is managed elsewhere keeps its live values and manages nothing", async () => {
    const { process, byHand, state } = await office();
    const { id } = byHand.createWorkspace({ name: "Lab" });
    for (const each of [id, ` ${id} `, state().default_workspace.id]) {
      const {
        id: found,
        props,
        inputs,
      } = await Workspace.read(process(), each, { __origin: "acme/dev::it" });
      expect(found).toBe(each.trim());
      expect(props).toMatchObject({ status: "active", __managed: [], __schema: 1 });
      expect(inputs).toEqual({ __origin: "acme/dev::it" });
    }
    await expect(Workspace.read(process(), "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ", {})).rejects.toThrow(
      "Could not read Workspace wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ: the organization has none with this id. Correct the id.",
    );
    await expect(Workspace.read(process(), "user_1", {})).rejects.toThrow(
      '"user_1" is not the id of a Workspace, which begins with `wrkspc_`.',
    );
  });
});

describe("changing a workspace", () => {
  test("takes away a tag whose name every object knows", async () => {
    const { made, process, live } = await office();
    const held = await made({ name: "Lab", tags: { constructor: "ann", toString: "b" } });
    await up(process(), held, { name: "Lab", tags: {} });
    expect(live(held.id)).toMatchObject({ tags: {} });
    expect(Object.keys(live(held.id).tags)).toEqual([]);
  });

  test("sends what differs and nothing else", async () => {
    const { made, process, writes, live } = await office();
    const held = await made({ name: "Lab", displayColor: "#111111", tags: { a: "1", b: "2", c: "3" } });
    const path = `POST /workspaces/${held.id}`;
    const renamed = await up(process(), held, { ...held.inputs, name: "Lab 2" });
    expect(writes()).toEqual([`${path} {"name":"Lab 2"}`]);
    const recoloured = await up(process(), renamed, { ...renamed.inputs, displayColor: "#abcdef" });
    expect(writes()).toEqual([`${path} {"display_color":"#ABCDEF"}`]);
    const tagged = await up(process(), recoloured, {
      ...recoloured.inputs,
      tags: { a: "1", b: "two", d: "4" },
    });
    expect(writes()).toEqual([`${path} {"tags":{"b":"two","d":"4","c":null}}`]);
    const cleared = await up(process(), tagged, { ...tagged.inputs, tags: {} });
    expect(writes()).toEqual([`${path} {"tags":{"a":null,"b":null,"d":null}}`]);
    expect(live(held.id)).toMatchObject({ name: "Lab 2", display_color: "#ABCDEF", tags: {} });
    expect(cleared.outputs).toMatchObject({ name: "Lab 2", displayColor: "#ABCDEF", tags: {} });
    expect((await preview(process(), cleared, cleared.inputs)).does).toBe("nothing");
  });

  test("is no change when only the writing differs", async () => {
    const { made, process } = await office();
    const held = await made({
      name: "Lab",
      displayColor: "#abcdef",
      dataResidency: { allowedInferenceGeos: ["us", "global"] },
    });
    const other = {
      name: " Lab\n",
      displayColor: "#ABCDEF",
      dataResidency: { allowedInferenceGeos: ["global", "us", "global"] },
    };
    expect((await preview(process(), held, other)).does).toBe("nothing");
  });

  test("stops managing what is left out, and resets nothing", async () => {
    const { made, process, requests, live } = await office();
    const held = await made({ name: "Lab", displayColor: "#111111", tags: { a: "1" } });
    const less = await up(process(), held, { name: "Lab" });
    expect(requests()).toEqual([]);
    expect(less.outputs).toMatchObject({ displayColor: "#111111", tags: { a: "1" }, __managed: ["name"] });
    expect(live(held.id).tags).toEqual({ a: "1" });
    // And begins to manage what is as declared without a word to the API.
    const again = await up(process(), less, { name: "Lab", tags: { a: "1" } });
    expect(requests()).toEqual([]);
    expect(again.outputs["__managed"]).toEqual(["name", "tags"]);
  });

  test("manages the parts of residency one by one", async () => {
    const { made, process, byHand, writes, requests } = await office();
    const held = await made({ name: "Lab", dataResidency: { defaultInferenceGeo: "us" } });
    const path = `POST /workspaces/${held.id}`;
    byHand.updateWorkspace(held.id, { dataResidency: { allowed_inference_geos: ["us"] } });
    const seen = await refreshed(process(), held);
    expect(seen.inputs["dataResidency"]).toEqual({ defaultInferenceGeo: "us" });
    expect((await preview(process(), seen, held.inputs)).does).toBe("nothing");
    requests();
    const both = {
      name: "Lab",
      dataResidency: { defaultInferenceGeo: "global", allowedInferenceGeos: ["us", "global"] },
    };
    const wider = await up(process(), seen, both);
    expect(writes()).toEqual([
      `${path} {"data_residency":{"allowed_inference_geos":["global","us"],"default_inference_geo":"global"}}`,
    ]);
    const open = await up(process(), wider, {
      name: "Lab",
      dataResidency: { allowedInferenceGeos: "unrestricted" },
    });
    expect(writes()).toEqual([`${path} {"data_residency":{"allowed_inference_geos":"unrestricted"}}`]);
    expect(open.outputs).toMatchObject({
      dataResidency: { allowedInferenceGeos: "unrestricted", defaultInferenceGeo: "global" },
      __managed: ["name", "dataResidency.allowedInferenceGeos"],
    });
    const none = await up(process(), open, { name: "Lab" });
    expect(none.outputs["__managed"]).toEqual(["name"]);
    expect(writes()).toEqual([]);
  });

  test("records what only concerns this package without a request, and without a key", async () => {
    const { made, process, requests } = await office();
    const held = await made({ name: "Lab" });
    const local = {
      forceDestroy: true,
      onDelete: "retain",
      onArchived: "recreate",
      allowDuplicateName: true,
    };
    const keyless = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    const recorded = await up(keyless, held, { name: "Lab", ...local });
    expect(recorded.outputs).toMatchObject(local);
    const taken = await up(keyless, recorded, { name: "Lab" });
    for (const name of Object.keys(local)) expect(taken.outputs).not.toHaveProperty(name);
    expect(requests()).toEqual([]);
  });

  test("is relative to what the preview showed, and leaves what nobody has seen yet", async () => {
    const { made, process, byHand, writes, live } = await office();
    const held = await made({ name: "Lab", tags: { team: "ml" } });
    byHand.updateWorkspace(held.id, { tags: { team: "ml", by: "hand" }, displayColor: "#00ff00" });
    const renamed = await up(process(), held, { name: "Lab 2", tags: { team: "ml" } });
    expect(writes()).toEqual([`POST /workspaces/${held.id} {"name":"Lab 2"}`]);
    expect(renamed.outputs).toMatchObject({ tags: { team: "ml" }, displayColor: "#00FF00" });
    // A refresh shows it, and the next `up` takes it away.
    const drifted = await refreshed(process(), renamed);
    expect(drifted.inputs["tags"]).toEqual({ team: "ml", by: "hand" });
    await up(process(), drifted, { name: "Lab 2", tags: { team: "ml" } });
    expect(live(held.id).tags).toEqual({ team: "ml" });
  });

  test("does not look at other names: chains and swaps work", async () => {
    const { made, process, live } = await office();
    const [first, second] = [await made({ name: "A" }), await made({ name: "B" })];
    const session = process();
    await Promise.all([up(session, first, { name: "B" }), up(session, second, { name: "A" })]);
    expect([live(first.id).name, live(second.id).name]).toEqual(["B", "A"]);
  });

  test.each([400, 409] as const)(
    "to a name that is taken fails where the API does not allow it (%s)",
    async (duplicateWorkspaceName) => {
      const { made, process, byHand } = await office({ assumptions: { duplicateWorkspaceName } });
      const held = await made({ name: "A" });
      byHand.createWorkspace({ name: "B" });
      expect(await refusal(up(process(), held, { name: "B" }))).toMatch(
        new RegExp(
          `^Could not update workspace "A" \\(${held.id}\\): the API refused it \\(${duplicateWorkspaceName} .*already exists`,
        ),
      );
    },
  );

  describe("of what is written once", () => {
    const ekey = "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwA";
    const other = "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwB";
    const seed = { version: 1 as const, settings: { external_keys: [{ id: ekey }, { id: other }] } };

    test("sets it while there is none", async () => {
      const { made, process, writes, live } = await office({ seed });
      const held = await made({ name: "Lab" });
      const set = await up(process(), held, { name: "Lab", externalKeyId: ekey });
      expect(writes()).toEqual([`POST /workspaces/${held.id} {"external_key_id":"${ekey}"}`]);
      expect(live(held.id).external_key_id).toBe(ekey);
      expect(set.outputs["externalKeyId"]).toBe(ekey);
    });

    test("refuses another one than is known to be there, without a request", async () => {
      const { made, process, requests } = await office({ seed });
      const held = await made({ name: "Lab", externalKeyId: ekey });
      // Not managed for a while, it is in no input that check could compare.
      const unmanaged = await up(process(), held, { name: "Lab" });
      requests();
      expect(await refusal(up(process(), unmanaged, { name: "Lab", externalKeyId: other }))).toBe(
        `Did not update workspace "Lab": it has another \`externalKeyId\` (${ekey}), and ${row("changeWriteOnce")}`,
      );
      expect(requests().filter((line) => line.startsWith("POST"))).toEqual([]);
    });

    test.each([400, 409] as const)(
      "fails with what the API says when somebody set another by hand (%s)",
      async (writeOnce) => {
        const { made, process, byHand, live } = await office({ seed, assumptions: { writeOnce } });
        const held = await made({ name: "Lab" });
        byHand.updateWorkspace(held.id, { externalKeyId: other });
        expect(await refusal(up(process(), held, { name: "Lab", externalKeyId: ekey }))).toMatch(
          new RegExp(
            `^Could not update workspace "Lab" .* the API refused it \\(${writeOnce} .*cannot be changed once it is set`,
          ),
        );
        expect(live(held.id).external_key_id).toBe(other);
      },
    );
  });

  test("is sent again, and only then done, when the API does not know whether it was made", async () => {
    const { process, emulator, made, live, posts } = await office();
    const held = await made({ name: "Lab" });
    const fault = {
      kind: "statusAfter",
      errorCode: "change_outcome_unknown",
      method: "POST",
      path: one,
    } as const;
    emulator.faults.add({ ...fault, times: 2 });
    const renamed = await up(process(), held, { name: "Labs" });
    expect(posts()).toHaveLength(3);
    expect(live(held.id).name).toBe("Labs");

    emulator.faults.add({ ...fault, times: 9 });
    expect(await refusal(up(process(), renamed, { name: "Lab" }))).toContain(
      "The outcome of the change is unknown. Run `pulumi up` again; it sends the same change once more.",
    );
    emulator.faults.clear();
    await up(process(), renamed, { name: "Lab" });
    expect(live(held.id).name).toBe("Lab");
  });

  test.each([...lostAfter, ...lostBefore])("is done all the same when there came %s", async (_, fault) => {
    const { made, process, emulator, live } = await office();
    const held = await made({ name: "Lab", tags: { a: "1", b: "2" } });
    emulator.faults.add({ method: "POST", path: one, times: 2, ...fault });
    const args = { name: "Lab 2", tags: { a: "one" }, dataResidency: { defaultInferenceGeo: "us" } };
    const changed = await up(process(), held, args);
    expect(live(held.id)).toMatchObject({
      name: "Lab 2",
      tags: { a: "one" },
      data_residency: { default_inference_geo: "us" },
    });
    expect(changed.outputs).toMatchObject(args);
  });

  test("that never gets through fails, and the next run does it", async () => {
    const { made, process, emulator, live } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({ kind: "statusAfter", status: 500, method: "POST", path: one, times: 4 });
    expect(await refusal(up(process(), held, { name: "Lab 2" }))).toMatch(
      /^Could not update workspace "Lab" \(wrkspc_\w+\): the API failed .*It is not known whether it was done: run again, which looks before it writes\./,
    );
    await up(process(), held, { name: "Lab 2" });
    expect(live(held.id).name).toBe("Lab 2");
  });

  test("is sent again when the API asks to slow down", async () => {
    const { made, process, emulator, live } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({ kind: "rateLimit", method: "POST", path: one, retryAfter: 0.05 });
    await up(process(), held, { name: "Lab 2" });
    expect(live(held.id).name).toBe("Lab 2");
  });

  test("is half-made when the API answers otherwise, shows what is there, and is finished by the next run", async () => {
    const { made, process, emulator, live } = await office();
    const held = await made({ name: "Lab", displayColor: "#111111" });
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: one, body: live(held.id) });
    const args = { name: "Lab 2", displayColor: "#222222" };
    const half = await upHalf(process(), held, args);
    expect(half.unfinished).toBe(
      `Workspace ${held.id} was written, but the API answered with other values than were sent: ` +
        '`name` is "Lab" instead of "Lab 2"; `displayColor` is "#111111" instead of "#222222". Run `up` again to finish it.',
    );
    expect(half.outputs).toMatchObject({ name: "Lab", displayColor: "#111111" });
    // A refresh forgets that it was half-made; diff still sees the difference.
    const refreshedHalf = await refreshed(process(), half);
    expect((await preview(process(), refreshedHalf, args)).does).toBe("update");
    const whole = await up(process(), half, args);
    expect(whole.outputs).toMatchObject(args);
    expect(live(held.id)).toMatchObject({ name: "Lab 2", display_color: "#222222" });
  });

  test("with an answer that nobody knows leaves the state as it was", async () => {
    const { made, process, emulator } = await office();
    const held = await made({ name: "Lab" });
    for (const body of [{}, [], null, { type: "workspace", id: held.id, name: "Lab 2" }]) {
      emulator.faults.add({ kind: "status", status: 200, method: "POST", path: one, body });
      expect(await refusal(up(process(), held, { name: "Lab 2" }))).toContain(
        "It is not known whether it was done.",
      );
    }
  });

  test("never sends `tags: null`, whatever the API would make of it", async () => {
    for (const tagsNull of [400, "ignore", "clear"] as const) {
      const { made, process, live } = await office({ assumptions: { tagsNull } });
      const held = await made({ name: "Lab", tags: { a: "1" } });
      await up(process(), held, { name: "Lab", tags: {} });
      expect(live(held.id).tags).toEqual({});
    }
  });

  test("does not touch another organization", async () => {
    const { made, process } = await office();
    const held = await made({ name: "Lab" });
    const elsewhere = await startEmulator({
      adminKey: "sk-ant-admin01-elsewhere",
      requestsPerMinute: "unlimited",
    });
    try {
      const session = process(
        {},
        { ANTHROPIC_ADMIN_BASE_URL: elsewhere.url, ANTHROPIC_ADMIN_KEY: elsewhere.adminKey },
      );
      await expect(up(session, held, { name: "Lab 2" })).rejects.toThrow(
        /^The key in use is of organization /,
      );
      expect(elsewhere.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    } finally {
      await elsewhere.stop();
    }
  });

  test("refuses a state that a newer version wrote", async () => {
    const { made, process, requests } = await office();
    const held = await made({ name: "Lab" });
    const newer = { ...held, outputs: { ...held.outputs, __schema: 2 } };
    for (const doing of [
      () => preview(process(), newer, { name: "Lab" }),
      () => refresh(process(), newer),
      () => Workspace.update(process(), held.id, newer.outputs, held.inputs),
      () => destroy(process(), newer),
    ]) {
      await expect(doing()).rejects.toThrow(
        /was written by a newer pulumi-anthropic .*Nothing was asked or changed/,
      );
    }
    expect(requests()).toEqual([]);
  });

  test("keeps what a later version added to the state", async () => {
    const { made, process } = await office();
    const held = await made({ name: "Lab" });
    const later = { ...held, outputs: { ...held.outputs, laterAddition: { x: 1 } } };
    const read = await refreshed(process(), later);
    expect(read.outputs["laterAddition"]).toEqual({ x: 1 });
    const changed = await up(process(), read, { name: "Lab 2" });
    expect(changed.outputs["laterAddition"]).toEqual({ x: 1 });
  });
});

test("two that take over the same workspace are refused, also when one has it already", async () => {
  const { made, process } = await office();
  const held = await made({ name: "Lab" });
  const two = { name: "Lab", adopt: held.id, __origin: "acme/dev::two" };
  const reason = `Workspace ${held.id} is declared by another resource of this program already, \`it\`. Two that declare the same undo each other: remove one of them. Nothing is deleted as long as the other is there.`;
  const both = process();
  expect(failures(both, Workspace, { name: "Lab", adopt: held.id })).toEqual([]);
  expect(failures(both, Workspace, two)).toEqual([reason]);
  const later = process();
  expect((await preview(later, held, { name: "Lab" })).does).toBe("nothing");
  expect(failures(later, Workspace, two)).toEqual([reason]);
});

describe("a workspace that somebody archived by hand", () => {
  async function archived(args: Properties = {}) {
    const made = await office();
    const held = await made.made({ name: "Lab", ...args });
    made.byHand.archiveWorkspace(held.id);
    const seen = await refreshed(made.process(), held);
    made.requests();
    return { ...made, held: seen };
  }

  test("is shown as to be done, and its update says what can be done", async () => {
    const { process, held, requests } = await archived();
    expect((await preview(process(), held, { name: "Lab" })).does).toBe("update");
    for (const args of [{ name: "Lab" }, { name: "Lab 2" }, { name: "Lab", onArchived: "refuse" }]) {
      expect(await refusal(up(process(), held, args))).toBe(
        `Did not update workspace "Lab" (${held.id}): it was archived outside of Pulumi, and ${row("restoreWorkspace")}`,
      );
    }
    expect(requests().filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  test("is left alone by delete", async () => {
    const { process, held, writes } = await archived();
    await destroy(process(), held);
    expect(writes()).toEqual([]);
  });

  test("is made again only when that was asked for", async () => {
    const { process, held, names, writes } = await archived();
    const args = { name: "Lab", onArchived: "recreate" };
    const { does, deleteFirst } = await preview(process(), held, args);
    expect([does, deleteFirst]).toEqual(["replace", false]);
    const anew = await up(process(), held, args);
    expect(anew.id).not.toBe(held.id);
    expect(anew.outputs).toMatchObject({ status: "active", adopted: false, onArchived: "recreate" });
    expect(writes()).toEqual(['POST /workspaces {"name":"Lab"}']);
    expect(names()).toEqual(["Lab"]);
  });

  test("is not made again while `import` still names it", async () => {
    const { process, held } = await archived();
    const args = { name: "Lab", onArchived: "recreate", adopt: held.id };
    expect(await refusal(up(process(), held, args))).toBe(
      `Could not take over Workspace ${held.id}: it is archived, which is final. Remove \`import\` to make a new one.`,
    );
  });

  test("without a refresh in between is refused by the API, or not, and then seen", async () => {
    for (const archivedWorkspaceUpdate of [400, "allow"] as const) {
      const { made, process, byHand } = await office({ assumptions: { archivedWorkspaceUpdate } });
      const held = await made({ name: "Lab" });
      byHand.archiveWorkspace(held.id);
      if (archivedWorkspaceUpdate === 400) {
        expect(await refusal(up(process(), held, { name: "Lab 2" }))).toContain("The workspace is archived");
        continue;
      }
      const changed = await up(process(), held, { name: "Lab 2" });
      expect(changed.outputs).toMatchObject({ name: "Lab 2", status: "archived" });
      expect((await preview(process(), changed, { name: "Lab 2" })).does).toBe("update");
    }
  });
});

describe("deleting a workspace", () => {
  test("archives it", async () => {
    const { made, process, live, requests } = await office();
    const held = await made({ name: "Lab" });
    await destroy(process(), held);
    expect(live(held.id).archived_at).not.toBeNull();
    expect(requests()).toEqual([
      "GET /me",
      "GET /workspaces",
      "GET /api_keys",
      "GET /api_keys",
      `POST /workspaces/${held.id}/archive`,
    ]);
  });

  test("leaves it when only the second list of keys has an active one", async () => {
    const { made, process, emulator, byHand, live } = await office();
    const held = await made({ name: "Lab" });
    byHand.createApiKey({ name: "Key", workspaceId: held.id });
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/api_keys",
      body: { data: [], has_more: false, first_id: null, last_id: null },
    });
    expect(await refusal(destroy(process(), held))).toContain("1 active API key is inside");
    expect(live(held.id).archived_at).toBeNull();
  });

  test("leaves it when that was asked for, and says so", async () => {
    const { made, process, requests, said } = await office();
    const held = await made({ name: "Lab", onDelete: "retain" });
    await destroy(process(), held);
    expect(requests()).toEqual([]);
    expect(said).toEqual([
      `it: Workspace "Lab" (${held.id}) is left as it is, since \`onDelete\` is "retain".`,
    ]);
  });

  test("archives one that was taken over only when that was asked for", async () => {
    const { process, byHand, live } = await office();
    const { id } = byHand.createWorkspace({ name: "Lab" });
    const held = await create(process(), Workspace, { name: "Lab", adopt: id, onDelete: "archive" });
    await destroy(process(), held);
    expect(live(id).archived_at).not.toBeNull();
  });

  test("leaves one of which the state does not say that this stack made it", async () => {
    const { made, process, writes, said } = await office();
    const held = await made({ name: "Lab" });
    const { adopted: _, ...outputs } = held.outputs;
    await destroy(process(), { ...held, outputs });
    expect(writes()).toEqual([]);
    expect(said).toEqual([
      `it: Workspace "Lab" (${held.id}) is left as it is, since it is not certain that this stack created it (\`adopted\` is \`true\`).`,
    ]);
  });

  test("is done already when it is archived, or not there any more", async () => {
    const { made, process, byHand, writes, emulator } = await office();
    const held = await made({ name: "Lab" });
    byHand.archiveWorkspace(held.id);
    await destroy(process(), held);
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: collection,
      body: onlyDefault(emulator),
    });
    emulator.faults.add({ kind: "status", status: 404, path: one });
    await destroy(process(), held);
    expect(writes()).toEqual([]);
  });

  test("looks freshly", async () => {
    const { made, process, byHand, writes } = await office();
    const held = await made({ name: "Lab" });
    const session = process();
    await session.live.workspaces(0);
    byHand.archiveWorkspace(held.id);
    await destroy(session, held);
    expect(writes()).toEqual([]);
  });

  describe("with active keys inside", () => {
    test("is refused, with their names, by a list asked for just now", async () => {
      const { made, process, byHand, live, writes } = await office();
      const held = await made({ name: "Lab" });
      const session = process();
      await session.live.apiKeys(0);
      const key = byHand.createApiKey({ name: 'prod "1"', workspaceId: held.id });
      expect(await refusal(destroy(session, held))).toBe(
        `Did not archive workspace "Lab" (${held.id}): 1 active API key is inside, which archiving would end for good: "prod \\"1\\"" (${key.id}). ` +
          "Deactivate them in the Console, or set `forceDestroy: true` and run `up` once before deleting (delete sees what the last `up` stored).",
      );
      expect(live(held.id).archived_at).toBeNull();
      expect(writes()).toEqual([]);
    });

    test("names at most ten of them", async () => {
      const { made, process, byHand } = await office();
      const held = await made({ name: "Lab" });
      for (let n = 1; n <= 12; n += 1) byHand.createApiKey({ name: `key ${n}`, workspaceId: held.id });
      const message = await refusal(destroy(process(), held));
      expect(message).toContain("12 active API keys are inside");
      expect(message).toMatch(/\) and 2 more\. /);
    });

    test("is done when that was asked for before", async () => {
      const { made, process, byHand, live, state } = await office();
      const held = await made({ name: "Lab", forceDestroy: true });
      byHand.createApiKey({ name: "prod", workspaceId: held.id });
      await destroy(process(), held);
      expect(live(held.id).archived_at).not.toBeNull();
      expect(state().api_keys.map(({ status }) => status)).toEqual(["archived"]);
    });

    test("does not heed keys that do not work, or are elsewhere", async () => {
      const { made, process, byHand, live } = await office();
      const held = await made({ name: "Lab" });
      for (const status of ["inactive", "archived", "expired"] as const) {
        byHand.createApiKey({ name: status, workspaceId: held.id, status });
      }
      byHand.createApiKey({ name: "elsewhere", workspaceId: byHand.createWorkspace({ name: "Other" }).id });
      byHand.createApiKey({ name: "of everything", personal: true });
      byHand.createApiKey({ name: "default" });
      await destroy(process(), held);
      expect(live(held.id).archived_at).not.toBeNull();
    });

    test.each<[string, Omit<Fault, "path">]>([
      ["500", { kind: "status", status: 500, times: 10 }],
      ["403", { kind: "status", status: 403 }],
      ["a proxy's page", { kind: "html", status: 200, times: 10 }],
      ["half of a list", { kind: "cutJson", times: 10 }],
      [
        "a list without scopes",
        {
          kind: "status",
          status: 200,
          body: {
            data: [
              {
                id: "apikey_1",
                type: "api_key",
                name: "x",
                status: "active",
                created_at: "2026-10-30T23:58:27Z",
              },
            ],
            has_more: false,
          },
        },
      ],
      ["a list that goes on nowhere", { kind: "status", status: 200, body: { data: [], has_more: true } }],
    ])("archives nothing when asking for the keys brings %s", async (_, fault) => {
      const { made, process, emulator, writes } = await office();
      const held = await made({ name: "Lab" });
      emulator.faults.add({ path: "/v1/organizations/api_keys", ...fault });
      expect(await refusal(destroy(process(), held))).toMatch(/^Could not list the API keys/);
      expect(writes()).toEqual([]);
    });
  });

  test("says what the API could not detach when storage was attached during the archive", async () => {
    const { process, emulator, made, live, said } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({
      kind: "statusAfter",
      errorCode: "storage_attached_during_archive",
      method: "POST",
      path: `${one}/archive`,
    });
    await destroy(process(), held);
    expect(live(held.id).archived_at).not.toBeNull();
    expect(said.join("\n")).toMatch(
      /it: Workspace "Lab" \(wrkspc_\w+\) is archived, and its storage is not detached\. .*409 storage_attached_during_archive: .*org:external-storage:use/,
    );
  });

  test.each([...lostAfter, ...lostBefore])("is done once for all when there came %s", async (_, fault) => {
    for (const archiveTwice of ["keep", 400] as const) {
      const { made, process, emulator, live } = await office({ assumptions: { archiveTwice } });
      const held = await made({ name: "Lab" });
      emulator.faults.add({ method: "POST", path: `${one}/archive`, ...fault });
      await destroy(process(), held);
      expect(live(held.id).archived_at).not.toBeNull();
    }
  });

  test("counts as done when it is archived, whatever the answer was", async () => {
    const { made, process, emulator, live } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({
      kind: "statusAfter",
      status: 500,
      method: "POST",
      path: `${one}/archive`,
      times: 10,
    });
    await destroy(process(), held);
    expect(live(held.id).archived_at).not.toBeNull();
  });

  test("fails when it is not archived", async () => {
    const { made, process, emulator, live } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: `${one}/archive` });
    expect(await refusal(destroy(process(), held))).toMatch(
      new RegExp(`^Could not archive workspace "Lab" \\(${held.id}\\): the API refused it \\(403`),
    );
    expect(live(held.id).archived_at).toBeNull();
  });

  test("names the workspace as it is called now", async () => {
    const { made, process, byHand } = await office();
    const held = await made({ name: "Lab" });
    byHand.updateWorkspace(held.id, { name: "Renamed" });
    byHand.createApiKey({ name: "prod", workspaceId: held.id });
    expect(await refusal(destroy(process(), held))).toMatch(/^Did not archive workspace "Renamed"/);
  });

  test("is refused after three in one run, with the variable that raises it", async () => {
    const { made, process, names } = await office();
    const all = [];
    for (const name of ["A", "B", "C", "D"]) all.push(await made({ name }));
    const session = process();
    const outcomes = await Promise.allSettled(all.map((held) => destroy(session, held)));
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(names()).toHaveLength(1);
    const rest = all.find((held) => names().includes(String(held.outputs["name"])));
    if (rest === undefined) throw new Error("nothing is left");
    expect(await refusal(destroy(session, rest))).toContain("ANTHROPIC_MAX_ARCHIVES=10 pulumi ...");
    await destroy(process({}, { ANTHROPIC_MAX_ARCHIVES: "1" }), rest);
    expect(names()).toEqual([]);
  });

  test("does not count what is not archived", async () => {
    const { made, process, byHand } = await office();
    const session = process({ maxArchives: "1" });
    const [full, gone, last] = [
      await made({ name: "A" }),
      await made({ name: "B" }),
      await made({ name: "C" }),
    ];
    byHand.createApiKey({ name: "prod", workspaceId: full.id });
    byHand.archiveWorkspace(gone.id);
    await refusal(destroy(session, full));
    await destroy(session, gone);
    await destroy(session, last);
  });

  test("writes nothing when another resource of the program declares it now", async () => {
    const { made, process, writes, said } = await office();
    const held = await made({ name: "Lab" });
    const session = process();
    const taken = await create(session, Workspace, { name: "Lab", adopt: held.id });
    expect(taken.id).toBe(held.id);
    await destroy(session, held);
    expect(writes()).toEqual([]);
    expect(said.join()).toContain(`Workspace ${held.id} is declared by another resource of this program now`);
  });

  test("writes nothing while another resource has it, though only its state says so", async () => {
    const { made, process, writes } = await office();
    const origin = (name: string) => ({ [kept.origin]: `acme/dev::${name}` });
    const held = await made({ name: "Lab", ...origin("old") });
    const taken = await create(process(), Workspace, { name: "Lab", adopt: held.id, ...origin("new") });
    // That run was killed before it gave up the old one, and `import` has left the program since.
    const session = process();
    await up(session, taken, { name: "Lab", ...origin("new") });
    await destroy(session, held);
    expect(writes()).toEqual([]);
    // A refresh asks about all of them, also about the one that is to go.
    const later = process();
    await refresh(later, held);
    await destroy(later, held);
    expect(writes()).toHaveLength(1);
  });

  test("does not touch another organization", async () => {
    const { made, process, live } = await office();
    const held = await made({ name: "Lab" });
    const foreign = {
      ...held,
      outputs: { ...held.outputs, __organization: "11111111-2222-3333-4444-555555555555" },
    };
    await expect(destroy(process(), foreign)).rejects.toThrow(/^The key in use is of organization /);
    expect(live(held.id).archived_at).toBeNull();
  });

  test("tells once, in full, that the key was refused", async () => {
    const { made, process, emulator } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({ kind: "status", status: 401, times: 100 });
    const session = process();
    expect(await refusal(destroy(session, held))).toContain("The key came from ANTHROPIC_ADMIN_KEY");
    expect(await refusal(destroy(session, held))).toMatch(
      /^Could not [^:]+: the API refused the key from ANTHROPIC_ADMIN_KEY earlier in this run\.$/,
    );
    expect(emulator.requests.filter(({ status }) => status === 401)).toHaveLength(1);
  });
});

describe("with an owner tag", () => {
  const marked = { ownerTag: "stack" };

  test("does not take over what another resource of the program has", async () => {
    const { made, process, writes } = await office();
    const a = { name: "Lab", [kept.origin]: "acme/dev::a" };
    const b = { name: "Lab", [kept.origin]: "acme/dev::b" };
    const held = await made(a, marked);
    writes();
    const session = process(marked);
    expect((await preview(session, held, a)).does).toBe("nothing");
    expect(await refusal(create(session, Workspace, b))).toContain("the organization has one of that name");
    // Of two new ones neither is known before.
    const both = process(marked);
    await create(both, Workspace, { ...a, name: "New" });
    expect(await refusal(create(both, Workspace, { ...b, name: "New" }))).toContain("one of that name");
    expect(writes()).toHaveLength(1);
  });

  test("each workspace carries the stack that made it, which is no tag of the program's", async () => {
    const { process, live, requests } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab", tags: { team: "ml" } });
    expect(live(held.id).tags).toEqual({ team: "ml", stack: "acme/dev" });
    expect(held.outputs["tags"]).toEqual({ team: "ml" });
    expect((await refreshed(process(marked), held)).inputs["tags"]).toEqual({ team: "ml" });
    requests();
    expect((await preview(process(marked), held, { name: "Lab", tags: { team: "ml" } })).does).toBe(
      "nothing",
    );
    const cleared = await up(process(marked), held, { name: "Lab", tags: {} });
    expect(live(held.id).tags).toEqual({ stack: "acme/dev" });
    expect(cleared.outputs["tags"]).toEqual({});
  });

  test.each(["constructor", "toString", "__proto__"])(
    "the tag may be called %s, as tags of the program may",
    async (ownerTag) => {
      const { process, live, byHand, writes } = await office();
      const settings = { ownerTag };
      const args = { name: "Lab", tags: { valueOf: "a", hasOwnProperty: "b" } };
      const held = await create(process(settings), Workspace, args);
      expect(Object.entries(live(held.id).tags).sort()).toEqual(
        [...Object.entries(args.tags), [ownerTag, "acme/dev"]].sort(),
      );
      expect(held.outputs).toMatchObject({ tags: args.tags, ownedBy: `${ownerTag}=acme/dev` });
      expect(await drift(process(settings), held)).toBe("nothing");
      writes();
      const after = await up(process(settings), held, { name: "Lab", tags: { valueOf: "c" } });
      expect(writes()).toEqual([
        `POST /workspaces/${held.id} {"tags":${JSON.stringify(
          Object.fromEntries([
            ["valueOf", "c"],
            ["hasOwnProperty", null],
            [ownerTag, "acme/dev"],
          ]),
        )}}`,
      ]);
      expect(after.outputs["tags"]).toEqual({ valueOf: "c" });

      const tags = Object.fromEntries([[ownerTag, "acme/prod"]]);
      const other = byHand.createWorkspace({ name: "Other", tags });
      expect(
        await refusal(create(process(settings), Workspace, { name: "Other", adopt: other.id })),
      ).toContain(`its tag \`${ownerTag}\` says that it belongs to acme/prod`);
    },
  );

  test("a tag whose key every object inherits is removed and set like any other", async () => {
    const { process, live, byHand } = await office();
    const held = await create(process(), Workspace, {
      name: "Lab",
      tags: { constructor: "a", toString: "b" },
    });
    expect(held.outputs["tags"]).toEqual(
      Object.fromEntries([
        ["constructor", "a"],
        ["toString", "b"],
      ]),
    );
    const after = await up(process(), held, { name: "Lab", tags: { toString: "c", valueOf: "d" } });
    expect(Object.entries(live(held.id).tags)).toEqual([
      ["toString", "c"],
      ["valueOf", "d"],
    ]);
    byHand.updateWorkspace(held.id, { tags: Object.fromEntries([["__proto__", "x"]]) });
    expect(Object.entries(Object((await refreshed(process(), after)).outputs["tags"]))).toEqual([
      ["__proto__", "x"],
    ]);
  });

  test("a workspace without tags of its own carries it too", async () => {
    const { process, live } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab" });
    expect(live(held.id).tags).toEqual({ stack: "acme/dev" });
    expect(held.outputs["tags"]).toEqual({});
  });

  test("what a run that died has made is taken over by the next", async () => {
    const { process, writes, said } = await office();
    const args = { name: "Lab", tags: { team: "ml" } };
    const lost = await create(process(marked), Workspace, args);
    writes();
    const found = await create(process(marked), Workspace, args);
    expect(found.id).toBe(lost.id);
    expect(found.outputs["adopted"]).toBe(false);
    expect(writes()).toEqual([]);
    expect(said).toEqual([
      `it: Workspace "Lab" (${lost.id}) was made by an earlier run of this stack and is taken over.`,
    ]);
  });

  test("nothing else is taken over by its name: another stack's, nobody's, or one with other fields", async () => {
    const { process, byHand, names } = await office();
    await create(process(marked), Workspace, { name: "Fields", tags: { team: "ml" } });
    byHand.createWorkspace({ name: "Another's", tags: { stack: "acme/prod" } });
    byHand.createWorkspace({ name: "Nobody's" });
    for (const [name, tags] of [
      ["Fields", { team: "other" }],
      ["Another's", {}],
      ["Nobody's", {}],
    ] as const) {
      expect(await refusal(create(process(marked), Workspace, { name, tags }))).toContain(
        "has one of that name",
      );
    }
    expect(names()).toHaveLength(3);
  });

  test("another stack's is neither taken over, changed nor archived", async () => {
    const { made, process, byHand, writes } = await office();
    const { id } = byHand.createWorkspace({ name: "Lab", tags: { stack: "acme/prod" } });
    const belongs = `workspace "Lab" (${id}): its tag \`stack\` says that it belongs to acme/prod, and this is acme/dev.`;
    expect(await refusal(create(process(marked), Workspace, { name: "Lab", adopt: id }))).toContain(
      `Did not take over ${belongs}`,
    );
    const held = await made({ name: "Lab 2" });
    const theirs = { ...held, id, outputs: { ...held.outputs, name: "Lab" } };
    expect(await refusal(up(process(marked), theirs, { name: "Lab 3" }))).toContain(
      `Did not change ${belongs}`,
    );
    expect(await refusal(destroy(process(marked), theirs))).toContain(`Did not archive ${belongs}`);
    expect(writes()).toEqual([]);
  });

  /** What a stack says and writes that has set the owner tag after it got this one, and that it is content afterwards. */
  async function marking(office: Office, held: Held, args: Properties): Promise<Held> {
    const { process, requests, writes, said } = office;
    const label = `workspace ${JSON.stringify(args["name"])} (${held.id})`;
    requests();
    said.length = 0;
    expect(await drift(process(marked), held)).toBe("nothing");
    expect(said).toEqual([]);
    requests();
    expect((await preview(process(marked), held, args)).does).toBe("update");
    expect(said).toEqual([
      `it: \`up\` will mark ${label} with the tag \`stack\` as acme/dev's, since \`anthropic:ownerTag\` is set and it is not known to carry that tag.`,
    ]);
    expect(requests()).toEqual([]);
    const after = await up(process(marked), held, args);
    expect(writes()).toEqual([`POST /workspaces/${held.id} {"tags":{"stack":"acme/dev"}}`]);
    expect(after.outputs).toEqual({ ...held.outputs, ownedBy: "stack=acme/dev" });
    expect((await preview(process(marked), after, args)).does).toBe("nothing");
    expect(requests()).toEqual([]);
    expect(await refreshed(process(marked), after)).toEqual(after);
    return after;
  }

  test("what the stack has from before it was set is marked by the next `up`, and by no other", async () => {
    const at = await office();
    const args = { name: "Lab", tags: { team: "ml" } };
    const held = await marking(at, await at.made(args), args);
    expect(at.live(held.id).tags).toEqual({ team: "ml", stack: "acme/dev" });
    // Without the setting nothing is done.
    expect((await preview(at.process(), held, args)).does).toBe("nothing");
  });

  test("so is what was taken over, by whatever way, and what is only retained", async () => {
    const at = await office();
    const { id } = at.byHand.createWorkspace({ name: "Lab", tags: { team: "ml" } });
    const args = { name: "Lab", onDelete: "retain" };
    const optionally = await create(at.process(marked), Workspace, { ...args, adopt: id });
    await marking(at, optionally, { ...args, adopt: id });

    const other = at.byHand.createWorkspace({ name: "Other" });
    const adoption = await imported(Workspace, at.process(marked), {
      id: other.id,
      inputs: { name: "Other" },
      origin: "acme/dev::it",
    });
    if ("failures" in adoption) throw new Error(adoption.failures[0]?.reason);
    await marking(at, { resource: Workspace, ...adoption }, { name: "Other" });
  });

  test("so are the default workspace and the one that Claude Code made", async () => {
    const at = await office();
    for (const name of ["Default", "Claude Code"]) {
      const found = at.state().workspaces.find((one) => one.name === name);
      const { id } = found ?? at.byHand.createWorkspace({ name });
      const args = { name, adopt: id };
      await marking(at, await create(at.process(), Workspace, args), args);
    }
  });

  test("what carries the stack's mark already is not written again", async () => {
    const { process, byHand, live, writes } = await office();
    const held = await create(process(), Workspace, { name: "Lab" });
    byHand.updateWorkspace(held.id, { tags: { stack: "acme/dev" } });
    writes();
    const known = await up(process(marked), held, { name: "Lab" });
    expect(writes()).toEqual([]);
    expect(known.outputs).toEqual({ ...held.outputs, ownedBy: "stack=acme/dev" });
    expect(live(held.id).tags).toEqual({ stack: "acme/dev" });
  });

  test("a mark that somebody took away is no drift, and is put back once that was seen", async () => {
    const at = await office();
    const args = { name: "Lab", tags: {} };
    const held = await create(at.process(marked), Workspace, args);
    at.byHand.updateWorkspace(held.id, { tags: {} });
    expect((await preview(at.process(marked), held, args)).does).toBe("nothing");
    await marking(at, await refreshed(at.process(marked), held), args);
  });

  test("what somebody changed by hand meanwhile does not come between", async () => {
    const at = await office();
    const args = { name: "Lab", displayColor: "#000000" };
    const held = await at.made(args);
    at.byHand.updateWorkspace(held.id, { displayColor: "#FFFFFF" });
    const after = await up(at.process(marked), held, args);
    expect(after.outputs).toEqual({ ...held.outputs, ownedBy: "stack=acme/dev" });
    expect(at.live(held.id).display_color).toBe("#FFFFFF");
  });

  test("a mark whose answer was lost, or whose run died before the state was kept, is there once, and known", async () => {
    for (const kind of ["loseResponse", "statusAfter", "htmlAfter"] as const) {
      const { process, made, live, emulator, writes } = await office();
      const args = { name: "Lab", tags: { team: "ml" } };
      const held = await made(args);
      emulator.faults.add({ kind, method: "POST", path: `/v1/organizations/workspaces/${held.id}` });
      const after = await up(process(marked), held, args);
      expect(live(held.id).tags, kind).toEqual({ team: "ml", stack: "acme/dev" });
      expect(after.outputs["ownedBy"]).toBe("stack=acme/dev");
      writes();
      // The state of a run that died still knows nothing of it.
      const again = await up(process(marked), held, args);
      expect(again.outputs).toEqual(after.outputs);
      expect(writes()).toEqual([]);
    }
  });

  test("a workspace that was archived by hand meanwhile is not marked, and nothing of it is lost", async () => {
    const { process, made, byHand, live } = await office();
    const args = { name: "Lab" };
    const held = await made(args);
    byHand.archiveWorkspace(held.id);
    expect(await refusal(up(process(marked), held, args))).toContain(
      `Did not update workspace "Lab" (${held.id}): it was archived outside of Pulumi, and archiving a workspace is final`,
    );
    expect(live(held.id).tags).toEqual({});
  });

  test("another key is written beside the old one, which stays", async () => {
    const { process, live } = await office();
    const args = { name: "Lab" };
    const held = await create(process(marked), Workspace, args);
    const after = await up(process({ ownerTag: "owner" }), held, args);
    expect(live(held.id).tags).toEqual({ stack: "acme/dev", owner: "acme/dev" });
    expect(after.outputs["ownedBy"]).toBe("owner=acme/dev");
    expect((await preview(process({ ownerTag: "owner" }), after, args)).does).toBe("nothing");
  });

  test("another stack's is not marked: the next `up` is refused, and the preview says so where that is known", async () => {
    const { made, process, byHand, writes, said } = await office();
    const args = { name: "Lab" };
    const held = await made(args);
    byHand.updateWorkspace(held.id, { tags: { stack: "acme/prod" } });
    const belongs = `change workspace "Lab" (${held.id}): its tag \`stack\` says that it belongs to acme/prod, and this is acme/dev.`;
    expect(await refusal(up(process(marked), held, args))).toContain(`Did not ${belongs}`);
    const known = await refreshed(process(marked), held);
    expect(await drift(process(marked), known)).toBe("nothing");
    said.length = 0;
    expect(await refusal(up(process(marked), known, args))).toContain(`Did not ${belongs}`);
    expect(said).toEqual([expect.stringContaining(`it: \`up\` will refuse to ${belongs}`)]);
    expect(writes()).toEqual([]);
  });

  test("goes with a stack that is renamed", async () => {
    const { process, live } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab" });
    const renamed = { name: "Lab 2", __origin: "acme/test::it" };
    const moved = await up(process(marked), held, renamed);
    expect(live(held.id).tags).toEqual({ stack: "acme/test" });
    await destroy(process(marked), moved);
    expect(live(held.id).archived_at).not.toBeNull();
  });

  test("a rename of the stack alone writes nothing, and no change after it loses the mark", async () => {
    const { process, live, writes } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab" });
    const renamed = { name: "Lab", __origin: "acme/test::it" };
    writes();
    expect((await preview(process(marked), held, renamed)).does).toBe("nothing");
    const local = await up(process(marked), held, { ...renamed, forceDestroy: true });
    expect(writes()).toEqual([`POST /workspaces/${held.id} {"tags":{"stack":"acme/test"}}`]);
    expect((await preview(process(marked), local, { ...renamed, forceDestroy: true })).does).toBe("nothing");
    expect(live(held.id).tags).toEqual({ stack: "acme/test" });
  });

  test("what is destroyed right after a rename of the stack is still ours", async () => {
    const { process, live } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab" });
    await destroy(process(marked), held);
    expect(live(held.id).archived_at).not.toBeNull();
  });

  test("a lost answer finds ours and not another stack's of the same name", async () => {
    const { process, emulator, byHand } = await office();
    emulator.faults.add({ kind: "refuse", method: "POST", path: collection });
    const creating = refusal(create(process(marked), Workspace, { name: "Lab" }));
    await expect.poll(() => emulator.requests.length).toBeGreaterThan(1);
    const { id } = byHand.createWorkspace({ name: "Lab", tags: { stack: "acme/prod" } });
    expect(await creating).toContain(`it is not certain that it is ours (${id})`);
  });
});
