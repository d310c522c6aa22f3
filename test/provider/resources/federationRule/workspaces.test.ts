import { describe, expect, test } from "vitest";
import { federationRule as FederationRule } from "../../../../provider/resources/federationRule/plan.ts";
import {
  create,
  drift,
  lostAfterWrite,
  lostBeforeWrite,
  organizationWithFederation,
  preview,
  refreshed,
  refusal,
  up,
  updatePartially,
} from "../../harness/index.ts";

/** A set of the workspaces A, B and C, or all of them. */
type Target = string | "all";

async function start() {
  const context = await organizationWithFederation();
  const { a, b, c, rule, writes, process } = context;
  const ids: Record<string, string> = { A: a, B: b, C: c };
  const letters = new Map(Object.entries(ids).map(([letter, id]) => [id, letter]));
  const args = (target: Target) =>
    target === "all"
      ? { ...rule, workspaces: undefined, appliesToAllWorkspaces: true }
      : { ...rule, workspaces: [...target].map((letter) => ids[letter]) };
  /** The writes to the rule with letters instead of IDs. */
  const written = (id: string) =>
    writes().map((line) =>
      [...letters].reduce(
        (text, [workspace, letter]) => text.replaceAll(workspace, letter),
        line.replace(` /federation_rules/${id}`, ""),
      ),
    );
  const now = (id: string): Target => {
    const { applies_to_all_workspaces: all, workspace_ids: list } = context.ruleNow(id);
    return all
      ? "all"
      : list
          .map((one) => letters.get(one))
          .sort()
          .join("");
  };
  return {
    ...context,
    args,
    written,
    now,
    made: (target: Target) => create(process(), FederationRule, args(target)),
  };
}

describe("the workspaces of a FederationRule", () => {
  test.each<[Target, Target, string[]]>([
    ["A", "AB", ['POST/workspaces {"workspace_id":"B"}']],
    ["AB", "A", ["DELETE/workspaces/B"]],
    // Never for A and B at once, and never for none.
    ["A", "B", ['POST {"workspace_id":"B"}']],
    ["AB", "BC", ["DELETE/workspaces/A", 'POST/workspaces {"workspace_id":"C"}']],
    ["A", "BC", ['POST {"workspace_id":"B"}', 'POST/workspaces {"workspace_id":"C"}']],
    ["AB", "C", ["DELETE/workspaces/B", 'POST {"workspace_id":"C"}']],
    ["A", "all", ['POST {"applies_to_all_workspaces":true}']],
    // The list has no effect while the rule applies to all.
    [
      "all",
      "AB",
      [
        'POST/workspaces {"workspace_id":"A"}',
        'POST/workspaces {"workspace_id":"B"}',
        'POST {"applies_to_all_workspaces":false}',
      ],
    ],
  ])("change from %s to %s in an order that opens nothing else", async (from, to, requests) => {
    const { process, args, made, written, now } = await start();
    const before = await made(from);
    written(before.id);
    const after = await up(process(), before, args(to));
    expect(written(before.id).map((line) => line.replace(/^(POST|DELETE) \//, "$1/"))).toEqual(requests);
    expect(now(before.id)).toBe(to);
    expect(await drift(process(), after)).toBe("nothing");
    expect((await preview(process(), after, args(to))).action).toBe("nothing");
  });

  test("the workspaces of a FederationRule are created with the first workspace, then the others", async () => {
    const { made, written, now } = await start();
    const rule = await made("ABC");
    expect(now(rule.id)).toBe("ABC");
    expect(written(rule.id).map((line) => line.split(" ")[0])).toEqual([
      "POST",
      "POST/workspaces",
      "POST/workspaces",
    ]);
    expect(rule.outputs).toMatchObject({ appliesToAllWorkspaces: false, status: "active", adopted: false });
  });

  test("change together with the conditions after the removals and before the additions", async () => {
    const { process, args, made, written } = await start();
    const before = await made("AB");
    written(before.id);
    await up(process(), before, { ...args("BC"), match: { subjectPrefix: "job:main" } });
    expect(written(before.id)).toEqual([
      "DELETE/workspaces/A",
      'POST {"match":{"subject_prefix":"job:main"}}',
      'POST/workspaces {"workspace_id":"C"}',
    ]);
  });

  test("that were changed outside of Pulumi are drift, and become as declared", async () => {
    const { process, args, made, console, now, written } = await start();
    const before = await made("AB");
    console.updateFederationRule(before.id, { workspaces: ["B", "C"] });
    expect(await drift(process(), before)).toBe("update");
    await up(process(), await refreshed(process(), before), args("AB"));
    expect(now(before.id)).toBe("AB");
    console.updateFederationRule(before.id, { appliesToAllWorkspaces: true });
    expect(await drift(process(), before)).toBe("update");
    // Without a refresh, the update notices it once the workspaces change.
    written(before.id);
    await up(process(), before, args("A"));
    expect(now(before.id)).toBe("A");
  });

  test("count as removals", async () => {
    const { process, args, made, written, now } = await start();
    const before = await made("ABC");
    written(before.id);
    expect(await refusal(up(process({ maxRemovals: "1" }), before, args("A")))).toContain(
      "ANTHROPIC_MAX_REMOVALS",
    );
    expect(written(before.id)).toEqual([]);
    expect(now(before.id)).toBe("ABC");
  });

  test("the workspaces of a FederationRule are stored as they are after an update stopped, which the next `up` resumes", async () => {
    const { process, args, made, emulator, now } = await start();
    const before = await made("AB");
    emulator.faults.add({
      kind: "status",
      status: 403,
      method: "POST",
      path: "/v1/organizations/federation_rules/*/workspaces",
    });
    const state = await updatePartially(process(), before, args("BC"));
    expect(now(before.id)).toBe("B");
    const resumed = await up(process(), state, args("BC"));
    expect(now(before.id)).toBe("BC");
    expect(await drift(process(), resumed)).toBe("nothing");
  });

  test.each([...lostAfterWrite, ...lostBeforeWrite])("become as declared when $name", async ({ fault }) => {
    for (const [method, path] of [
      ["DELETE", "/v1/organizations/federation_rules/*/workspaces/*"],
      ["POST", "/v1/organizations/federation_rules/*"],
      ["POST", "/v1/organizations/federation_rules/*/workspaces"],
    ] as const) {
      const { process, args, made, emulator, now } = await start();
      const before = await made("AB");
      emulator.faults.add({ ...fault, method, path });
      const after = await up(process(), before, { ...args("BC"), description: "x" });
      expect(now(before.id)).toBe("BC");
      expect(await drift(process(), after)).toBe("nothing");
    }
  });
});
