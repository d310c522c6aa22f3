import { describe, expect, it } from "vitest";
import { lostAfterWrite } from "../../provider/harness/faults.ts";
import { stateOf } from "../workdir.ts";
import { deactivation, hour, newRotation, oldId } from "./rotations.ts";

describe("keys rotate", () => {
  it("waits for the new key, for its use and for the end of the grace period, and then deactivates the old key", async () => {
    const rotation = await newRotation();
    let created = "";
    const { code, text } = await rotation.rotate(
      { yes: true, timeout: 48 * hour, every: 10 * 60_000 },
      {
        during: (pause) => {
          if (pause < 6) rotation.use(oldId);
          if (pause === 3) created = rotation.create();
          if (pause === 5) rotation.use(created);
        },
      },
    );
    expect(code).toBe(0);
    expect(text).toContain(
      'Create the new key in the Console (https://platform.claude.com):\n  Workspace  "Production" (wrkspc_01production)\n  Name       checkout-2026-11-20\n',
    );
    expect(text).toContain(`New key: "checkout-2026-11-20" (${created}) in workspace "Production"`);
    expect(text).toContain("The new key has not been used yet: deploy it. Waiting ...");
    expect(text).toContain("The old key must be unused for 1 day, that is, until 2026-11-21T");
    expect(text).toMatch(new RegExp(`Deactivated "checkout" \\(${oldId}\\)\\.\n`));
    expect(rotation.writes()).toEqual([deactivation]);
    expect([rotation.status(oldId), rotation.status(created)]).toEqual(["inactive", "active"]);
  });

  it("deactivates nothing while the new key is unused or the old one was used within the grace period", async () => {
    const rotation = await newRotation();
    const missing = await rotation.rotate({ yes: true, timeout: 0 });
    expect(missing.code).toBe(7);
    expect(missing.text).toContain(
      `The new key does not exist yet. Run again to continue: npx pulumi-anthropic keys rotate ${oldId} --state state.json`,
    );
    const created = rotation.create();
    rotation.use(oldId);
    const unused = await rotation.rotate({ yes: true });
    expect(unused).toMatchObject({ code: 7 });
    expect(unused.text).toContain("The new key has not been used yet");
    rotation.use(created);
    const early = await rotation.rotate({ yes: true });
    expect(early.code).toBe(7);
    expect(early.text).toMatch(/Old key {2}last used between 2026-11-20T10:00:00Z and 2026-11-20T11:00:00Z/);
    expect(early.text).toContain(
      "The old key must be unused for 1 day, that is, until 2026-11-21T11:00:00Z at the earliest.",
    );
    rotation.advance(22.4);
    expect((await rotation.rotate({ yes: true, timeout: 0 })).code).toBe(7);
    expect(rotation.writes()).toEqual([]);
    rotation.advance(2);
    expect((await rotation.rotate({ yes: true, timeout: 0 })).code).toBe(0);
    expect(rotation.writes()).toEqual([deactivation]);
  });

  it("does not wait for a grace period that ends after the timeout", async () => {
    const rotation = await newRotation();
    const created = rotation.create();
    rotation.use(created);
    rotation.use(oldId);
    const pauses: number[] = [];
    await rotation.rotate({ yes: true, timeout: 12 * hour }, { during: (pause) => pauses.push(pause) });
    expect(pauses).toEqual([]);
  });

  it("shows the evidence before it prompts, and deactivates nothing without a yes", async () => {
    const rotation = await newRotation();
    const created = rotation.create();
    rotation.use(created);
    const declined = await rotation.rotate({}, { answers: ["n"] });
    expect(declined).toMatchObject({
      code: 7,
      questions: [`Deactivate the old key "checkout" (${oldId})? Requests with it will fail at once. [y/N]`],
    });
    expect(declined.text).toMatch(
      /New key {2}last used between .*\n {2}Old key {2}not used since 2026-11-19T/,
    );
    expect(declined.text).toContain("the Analytics API, complete up to 2026-11-20T10:30:00Z");
    expect(rotation.writes()).toEqual([]);
    expect(await rotation.rotate({}, { answers: ["y"] })).toMatchObject({ code: 0 });
    expect(rotation.writes()).toEqual([deactivation]);
  });

  it("lets the user decide before the grace period ends, and requires `--yes` without a terminal", async () => {
    const rotation = await newRotation();
    const created = rotation.create();
    rotation.use(created);
    const silent = await rotation.rotate();
    expect(silent.code).toBe(7);
    expect(silent.text).toContain(
      `Run again with --yes to deactivate the old key: npx pulumi-anthropic keys rotate ${oldId} --new ${created} --state state.json --yes`,
    );
    rotation.use(oldId);
    const asked = await rotation.rotate({}, { answers: ["yes"] });
    expect(asked.questions[0]).toMatch(/^Deactivate the old key .* anyway\?/);
    expect(asked.code).toBe(0);
    expect(rotation.writes()).toEqual([deactivation]);
  });

  it("checks the use of the old key and the new key again after the answer", async () => {
    const rotation = await newRotation();
    const created = rotation.create();
    rotation.use(created);
    const yesAfter = (event: () => void) => ({
      answers: [
        () => {
          event();
          return "y";
        },
      ],
    });
    expect(
      await rotation.rotate(
        {},
        yesAfter(() => rotation.use(oldId)),
      ),
    ).toMatchObject({ code: 7, text: expect.stringContaining("The old key was used again.") });
    rotation.advance(26);
    const { console: admin } = rotation.emulator.organization();
    const gone = rotation.rotate(
      {},
      yesAfter(() => admin.setApiKeyStatus(created, "inactive")),
    );
    await expect(gone).rejects.toThrow(
      /^cannot rotate the key: the new key .* is inactive now\. Nothing was/,
    );
    expect(rotation.writes()).toEqual([]);
  });

  it("completes a rotation when an interrupted run has deactivated the old key", async () => {
    const rotation = await newRotation({ status: "inactive" });
    const created = rotation.create();
    const { code, text } = await rotation.rotate({ yes: true });
    expect(code).toBe(0);
    expect(text).toContain("The old key is inactive, so it no longer works. Nothing was changed.");
    expect(text).toContain(`New key: "checkout-2026-11-20" (${created})`);
    expect(rotation.writes()).toEqual([]);
  });

  it.each(["archived", "expired"] as const)(
    "reports that an %s key needs no deactivation",
    async (status) => {
      const rotation = await newRotation(
        status === "expired" ? { expires_at: "2026-11-01T00:00:00Z" } : { status },
      );
      const { code, text } = await rotation.rotate();
      expect(code).toBe(0);
      expect(text).toContain(`The old key is ${status}, so it no longer works.`);
      expect(text).toContain("Create the new key in the Console");
      expect(text.includes("Expires    after 518 days")).toBe(status === "expired");
    },
  );

  it("names the resource that declares the old key, and what to change in its program", async () => {
    const rotation = await newRotation();
    const inputs = { apiKeyId: oldId, status: "active" };
    await rotation.write(
      "state.json",
      stateOf([{ kind: "ApiKey", name: "checkout-key", id: oldId, inputs, outputs: inputs }]),
    );
    const created = rotation.create();
    rotation.use(created);
    const { code, text } = await rotation.rotate({ yes: true });
    expect(code).toBe(0);
    expect(text).toContain(
      `The resource "checkout-key" of stack state.json declares "checkout" (${oldId}), and \`pulumi up --refresh\` reactivates it, because the program declares \`status: "active"\`. Set \`apiKeyId: "${created}"\` in the program, and run \`pulumi up\`.`,
    );
  });

  it("rejects a key of another organization than the states, before it reads the keys", async () => {
    const rotation = await newRotation();
    const outputs = { apiKeyId: oldId, __organization: "11111111-1111-1111-1111-111111111111" };
    await rotation.write("state.json", stateOf([{ kind: "ApiKey", name: "it", id: oldId, outputs }]));
    await expect(rotation.rotate({ yes: true })).rejects.toThrow(
      /^The credential belongs to organization .*, but the stacks manage 11111111-/,
    );
    expect(rotation.requests()).toEqual(["GET workspaces"]);
  });

  it("rejects a grace period that is longer than the period that is read", async () => {
    const rotation = await newRotation();
    await expect(rotation.rotate({ grace: 29 * 24 * hour })).rejects.toThrow(
      "cannot rotate the key: `--grace` must be at most 28 days.",
    );
    expect(rotation.requests()).toEqual([]);
  });

  it("uses the legacy report without the Analytics API, and does not count its last hour", async () => {
    const rotation = await newRotation();
    rotation.emulator.organization().settings.hipaa_readiness = true;
    const created = rotation.create();
    rotation.use(created);
    rotation.use(oldId);
    rotation.advance(25);
    const early = await rotation.rotate({ yes: true, source: "legacy", timeout: 0 });
    expect(early.code).toBe(7);
    expect(early.text).toContain(
      "the legacy usage report, which covers only the Messages API, complete up to 2026-11-21T10:30:00Z (assumed). Later usage is not known yet.",
    );
    rotation.advance(1);
    expect((await rotation.rotate({ yes: true, source: "legacy", timeout: 0 })).code).toBe(0);
  });

  it("deactivates nothing with `--yes` when the Analytics API rejects a request, unless `--source legacy` is given", async () => {
    for (const status of [400, 403, 404]) {
      const rotation = await newRotation();
      const created = rotation.create();
      rotation.use(created);
      rotation.advance(26);
      const path = "/v1/organizations/analytics/usage";
      rotation.emulator.faults.add({ kind: "status", status, path, times: 99 });
      await expect(rotation.rotate({ yes: true, timeout: 0 })).rejects.toThrow(
        "cannot rotate the key without confirmation: the use of the keys is known only from the legacy usage report, which covers only the Messages API. Nothing was changed. If the keys are used only with the Messages API, add `--source legacy`.",
      );
      expect(rotation.writes()).toEqual([]);
      const silent = await rotation.rotate({ timeout: 0 });
      expect(silent.code).toBe(7);
      expect(silent.text).toContain(`--new ${created} --source legacy --state state.json --yes`);
      expect((await rotation.rotate({ yes: true, source: "legacy", timeout: 0 })).code).toBe(0);
      expect(rotation.writes()).toEqual([deactivation]);
    }
  });

  it("sends one request for each check of the keys and one for each check of their use", async () => {
    const rotation = await newRotation();
    let created = "";
    await rotation.rotate(
      { yes: true },
      {
        during: (pause) => {
          if (pause === 2) created = rotation.create();
          if (pause === 3) rotation.use(created);
        },
      },
    );
    expect(rotation.requests()).toEqual([
      "GET workspaces",
      "GET api_keys",
      "GET users",
      "GET api_keys",
      "GET api_keys",
      "GET analytics/usage",
      "GET analytics/usage",
      `GET api_keys/${created}`,
      "GET analytics/usage",
      `GET api_keys/${oldId}`,
      `POST api_keys/${oldId}`,
    ]);
  });
});

describe("the new key of `keys rotate`", () => {
  it("rejects a new key in another workspace", async () => {
    const rotation = await newRotation();
    const { code, text } = await rotation.rotate(
      { yes: true, timeout: 5 * 60_000 },
      { during: (pause) => pause === 1 && void rotation.create("checkout-2026-11-20", "Research") },
    );
    expect(code).toBe(7);
    expect(text.match(/Not usable: "checkout-2026-11-20" .* in workspace "Research"/g)).toHaveLength(1);
    const misplaced = rotation.create("other", "Research");
    await expect(rotation.rotate({ new: misplaced })).rejects.toThrow(
      /^cannot rotate the key: "other" .* belongs to workspace wrkspc_01research, and the old key to workspace wrkspc_01production\./,
    );
    await expect(rotation.rotate({ new: oldId })).rejects.toThrow("`--new` is the same key");
  });

  it("uses the new key that the user chooses from several, and otherwise requires `--new`", async () => {
    const rotation = await newRotation();
    const first = rotation.create("checkout-2026-11-19");
    const second = rotation.create("checkout");
    rotation.use(first);
    await expect(rotation.rotate({ yes: true }, { named: oldId })).rejects.toThrow(
      /^cannot rotate the key: 2 keys can be the new one: .* Pass one of their IDs to `--new`\.$/,
    );
    const { code, text } = await rotation.rotate({}, { named: oldId, answers: ["2", "n"] });
    expect(code).toBe(7);
    expect(text).toContain(`1: "checkout" (${second})`);
    expect(text).toContain(`New key: "checkout-2026-11-19" (${first})`);
    expect((await rotation.rotate({ new: first, yes: true }, { named: oldId })).code).toBe(0);
  });

  it("accepts a new key with another name if the user confirms it or passes it", async () => {
    const rotation = await newRotation();
    let created = "";
    const create = (pause: number) => {
      if (pause !== 1) return;
      created = rotation.create("payments");
      rotation.use(created);
    };
    const silent = await rotation.rotate({ yes: true, timeout: 3 * 60_000 }, { during: create });
    expect(silent.code).toBe(7);
    expect(silent.text).toMatch(/Created now: "payments" .*\. If it is the new key, pass it to --new\./);
    const again = await rotation.rotate({ timeout: 0 });
    expect(again.text).toContain(`Newer keys in the workspace: "payments" (${created}).`);
    expect((await rotation.rotate({ new: "payments", yes: true })).code).toBe(0);

    const other = await newRotation();
    const asked = await other.rotate(
      {},
      {
        answers: ["y", "y"],
        during: (pause) => pause === 1 && other.use(other.create("payments")),
      },
    );
    expect(asked.questions[0]).toBe("Is this the new key? [y/N]");
    expect(asked.code).toBe(0);
  });

  it("replaces a personal key with a key of the same user", async () => {
    const principal = { type: "user_actor", user_id: "user_01bo" } as const;
    const rotation = await newRotation({ principal });
    const { text } = await rotation.rotate({ timeout: 0 });
    expect(text).toContain("acts as bo@example.com");
    expect(text).toContain("  Acts as    bo@example.com\n");
    const created = rotation.create();
    rotation.use(created);
    expect((await rotation.rotate({ timeout: 0 })).text).toContain("Not usable");
    const named = await rotation.rotate({ new: created, yes: true });
    expect(named.text).toContain("The new key acts for another user or service account than the old one.");
  });
});

describe("the write of `keys rotate`", () => {
  it.each(lostAfterWrite)("verifies the deactivation after a lost response: $name", async ({ fault }) => {
    const rotation = await newRotation();
    rotation.use(rotation.create());
    rotation.emulator.faults.add({ ...fault, method: "POST", times: 1 });
    const { code, text } = await rotation.rotate({ yes: true });
    expect(code).toBe(0);
    expect(text).toContain(`Deactivated "checkout" (${oldId}).`);
    expect(rotation.status(oldId)).toBe("inactive");
  });

  it("leaves the old key active and fails when the API rejects the deactivation", async () => {
    const rotation = await newRotation();
    rotation.use(rotation.create());
    rotation.emulator.faults.add({ kind: "status", status: 403, method: "POST", times: 1 });
    await expect(rotation.rotate({ yes: true })).rejects.toThrow(
      `cannot deactivate the key "checkout" (${oldId}): `,
    );
    expect(rotation.status(oldId)).toBe("active");
  });

  it("records the deactivation in the audit log", async () => {
    const rotation = await newRotation();
    rotation.use(rotation.create());
    Object.assign(rotation.io.env, { ANTHROPIC_AUDIT_LOG: "audit.jsonl" });
    await rotation.rotate({ yes: true });
    const [intent, outcome] = (await rotation.file("audit.jsonl"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(intent).toMatchObject({
      event: "intent",
      kind: "ApiKey",
      operation: "keys rotate",
      id: oldId,
      changes: { status: { before: "active", after: "inactive" } },
    });
    expect(outcome).toMatchObject({ event: "outcome", write: intent.write, result: "done" });
  });
});

it("escapes foreign names", async () => {
  const rotation = await newRotation({ name: "a\u001b[2Jb" });
  const { text } = await rotation.rotate({ timeout: 0 }, { named: oldId });
  expect(text).not.toContain("\u001b");
});

it("does not treat a stale list as the end of a rotation", async () => {
  const rotation = await newRotation();
  const [key] = rotation.emulator.organization().state().api_keys;
  const body = { data: [{ ...key, status: "inactive" }], has_more: false, first_id: null, last_id: null };
  const path = "/v1/organizations/api_keys";
  rotation.emulator.faults.add({ kind: "status", status: 200, path, body });
  const { code, text } = await rotation.rotate({ timeout: 0, yes: true });
  expect(text).toContain("The new key does not exist yet.");
  expect({ code, status: rotation.status(oldId) }).toEqual({ code: 7, status: "active" });
});
