import { describe, expect, onTestFinished, test, vi } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { kinds } from "../../../../provider/registry.ts";
import {
  create,
  createPartially,
  destroy,
  listFaults,
  organizationWithRateLimits,
  paths,
  preview,
  refusal,
  rejection,
  rejections,
  up,
} from "../../harness/index.ts";

const { WorkspaceRateLimit } = kinds;

function named(name: string, args: Properties): Properties {
  return { [kernelKeys.origin]: `acme/dev::${name}`, ...args };
}

describe("WorkspaceRateLimit create", () => {
  test("sets the limits of the model's family, and stores its ID", async () => {
    const { process, workspace, entry, pathOf, writes, overrides, notices } =
      await organizationWithRateLimits();
    const { id: rateLimitId, group } = entry("claude-opus-5-5");
    const limits = { requests_per_minute: 500, output_tokens_per_minute: 50_000 };
    const resource = await create(process(), WorkspaceRateLimit, {
      workspace,
      model: "claude-opus-5-5",
      limits,
    });
    expect(resource.id).toBe(`${workspace}/${group.id}`);
    expect(resource.outputs).toMatchObject({
      workspace,
      model: "claude-opus-5-5",
      groupType: "model_group",
      groupId: group.id,
      rateLimitId,
      limits,
      status: "active",
      adopted: false,
    });
    expect(writes()).toEqual([
      `POST ${pathOf("claude-opus-5")} ${JSON.stringify({
        limits: [
          { type: "requests_per_minute", value: 500 },
          { type: "output_tokens_per_minute", value: 50_000 },
        ],
      })}`,
    ]);
    expect(overrides()).toEqual([
      "Claude Opus 5.x output_tokens_per_minute 50000",
      "Claude Opus 5.x requests_per_minute 500",
    ]);
    expect(notices).toEqual([]);
  });

  test("reads each list once for all groups of a workspace", async () => {
    const { process, console, workspace, requests } = await organizationWithRateLimits();
    const other = console.createWorkspace({ name: "Lab" }).id;
    const session = process();
    for (const id of [workspace, other]) {
      for (const [index, model] of ["claude-opus-5", "claude-sonnet-5", "claude-haiku-5"].entries()) {
        const limits = { requests_per_minute: 5 };
        await create(session, WorkspaceRateLimit, named(`${id}-${index}`, { workspace: id, model, limits }));
      }
    }
    const sent = requests();
    expect(sent.filter((request) => request.startsWith("GET")).sort()).toEqual(
      [
        "GET /rate_limits",
        "GET /workspaces",
        `GET /workspaces/${workspace}/rate_limits`,
        `GET /workspaces/${other}/rate_limits`,
      ].sort(),
    );
    expect(sent.filter((request) => request.startsWith("POST"))).toHaveLength(6);
  });

  test("works with entry IDs of any form", async () => {
    const { process, emulator, state, workspace, overrides } = await organizationWithRateLimits();
    const [first, ...others] = state().rate_limits;
    if (first === undefined) throw new Error("There are no limits.");
    emulator.organization().load({ ...state(), rate_limits: [{ ...first, id: "opaque:7/α" }, ...others] });
    const args = { workspace, model: "claude-opus-5", limits: { fast_otpm: 1 } };
    const resource = await create(process(), WorkspaceRateLimit, args);
    expect(resource.outputs["rateLimitId"]).toBe("opaque:7/α");
    expect(overrides()).toEqual(["Claude Opus 5.x fast_otpm 1"]);
  });

  test("reports a limit above the organization's, with both numbers", async () => {
    const { process, workspace, overrides, notices } = await organizationWithRateLimits();
    const limits = { requests_per_minute: 4_000, output_tokens_per_minute: 400_001, tokens_per_day: 9 };
    await create(process(), WorkspaceRateLimit, { workspace, model: "claude-opus-5", limits });
    expect(overrides()).toHaveLength(3);
    expect(notices).toEqual([
      `it: \`output_tokens_per_minute\` of workspace ${workspace} is 400001, above the organization's limit of 400000. The API enforces the lower one.`,
    ]);
  });

  test("adopts limits that are as declared, and sets the missing ones", async () => {
    const { process, console, workspace, writes, overrides, pathOf } = await organizationWithRateLimits();
    console.setWorkspaceRateLimits(workspace, "batch", { requests_per_minute: 5 });
    const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5 } };
    const adopted = await create(process(), WorkspaceRateLimit, args);
    expect(adopted.outputs["adopted"]).toBe(true);
    expect(writes()).toEqual([]);
    const more = { ...args, limits: { requests_per_minute: 5, tokens_per_day: 7 } };
    expect((await create(process(), WorkspaceRateLimit, more)).outputs["adopted"]).toBe(false);
    expect(writes()).toEqual([`POST ${pathOf("batch")} {"limits":[{"type":"tokens_per_day","value":7}]}`]);
    expect(overrides()).toEqual(["batch requests_per_minute 5", "batch tokens_per_day 7"]);
  });

  test("leaves limits that it does not declare unchanged, and shows them", async () => {
    const { process, console, workspace, overrides } = await organizationWithRateLimits();
    console.setWorkspaceRateLimits(workspace, "batch", { tokens_per_day: 9 });
    const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5 } };
    const resource = await create(process(), WorkspaceRateLimit, args);
    expect(resource.outputs["limits"]).toEqual({ requests_per_minute: 5, tokens_per_day: 9 });
    expect((await preview(process(), resource, args)).action).toBe("nothing");
    await destroy(process(), resource);
    expect(overrides()).toEqual(["batch tokens_per_day 9"]);
  });

  test("rejects limits with other values, naming `aliases` before `import`", async () => {
    const { process, console, workspace, entry, writes } = await organizationWithRateLimits();
    console.setWorkspaceRateLimits(workspace, "batch", { requests_per_minute: 6 });
    const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5, tokens_per_day: 1 } };
    const message = await refusal(create(process(), WorkspaceRateLimit, args));
    expect(message).toContain("`requests_per_minute` is 6 in the organization, and 5 in the program");
    expect(message).toMatch(/`aliases`.*`import: "wrkspc_\w+\/rlg_\w+"`/);
    expect(message).toContain(`${workspace}/${entry("batch").group.id}`);
    expect(writes()).toEqual([]);
  });

  test("rejects other values that were set during a long run, after the list was read", async () => {
    const { process, console, workspace, writes } = await organizationWithRateLimits();
    const session = process();
    await session.cache.rateLimits.overrides(workspace, session.cache.now());
    console.setWorkspaceRateLimits(workspace, "batch", { requests_per_minute: 6 });
    const now = performance.now.bind(performance);
    const spy = vi.spyOn(performance, "now").mockImplementation(() => now() + 61_000);
    onTestFinished(() => spy.mockRestore());
    const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5 } };
    expect(await refusal(create(session, WorkspaceRateLimit, args))).toContain("`requests_per_minute` is 6");
    expect(writes()).toEqual([]);
  });

  test("rejects the default, an archived and an unknown workspace", async () => {
    const { process, console, emulator, workspace, writes } = await organizationWithRateLimits();
    const { id } = emulator.organization().state().default_workspace;
    console.archiveWorkspace(workspace);
    const attempt = (where: string) =>
      refusal(
        create(process(), WorkspaceRateLimit, {
          workspace: where,
          groupType: "batch",
          limits: { requests_per_minute: 5 },
        }),
      );
    expect(await attempt(id)).toContain("the default workspace has the rate limits of the organization");
    expect(await attempt(workspace)).toContain("the workspace is archived, which is final");
    expect(await attempt("wrkspc_01unknown")).toContain("the organization has no workspace with this ID");
    expect(writes()).toEqual([]);
  });

  test("accepts another workspace with the name of the default one", async () => {
    const { process, console, emulator, state } = await organizationWithRateLimits();
    emulator.clock.advance({ seconds: 1 });
    const { id: workspace } = console.createWorkspace({ name: "Default" });
    const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5 } };
    await create(process(), WorkspaceRateLimit, args);
    expect(state().workspace_rate_limits).toMatchObject([{ workspace_id: workspace }]);
  });

  test("rejects a model without limits, and suggests a similar one", async () => {
    const { process, workspace, writes } = await organizationWithRateLimits();
    const attempt = (model: string) =>
      refusal(create(process(), WorkspaceRateLimit, { workspace, model, limits: { fast_otpm: 1 } }));
    expect(await attempt("claude-opus-5-6")).toContain("Did you mean `claude-opus-5-5`?");
    expect(await attempt("gpt")).toContain("Use `getRateLimits` to list the limits of the organization");
    expect(writes()).toEqual([]);
  });

  test("rejects a second model of the same family in one program", async () => {
    const { process, workspace, overrides } = await organizationWithRateLimits();
    const session = process();
    const one = named("one", { workspace, model: "claude-opus-5", limits: { requests_per_minute: 5 } });
    const two = named("two", { workspace, model: "claude-opus-5-5", limits: { fast_otpm: 5 } });
    await create(session, WorkspaceRateLimit, one);
    expect(await refusal(create(session, WorkspaceRateLimit, two))).toContain(
      "another resource in this program declares the limits of group",
    );
    const both = process();
    const outcomes = await Promise.allSettled([
      create(both, WorkspaceRateLimit, one),
      create(both, WorkspaceRateLimit, two),
    ]);
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(overrides()).toEqual(["Claude Opus 5.x requests_per_minute 5"]);
  });

  test("fails without a write when a list cannot be read", async () => {
    const { process, emulator, workspace, writes } = await organizationWithRateLimits();
    const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5 } };
    const opaque = listFaults.filter(({ name }) => !name.includes("has_more") && !name.includes("next page"));
    for (const path of [paths.workspaces, paths.rateLimits, paths.overrides]) {
      for (const { fault } of opaque) {
        emulator.faults.add({ ...fault, method: "GET", path, times: 99 });
        expect((await rejection(create(process(), WorkspaceRateLimit, args))).message).toMatch(/^cannot /);
        emulator.faults.clear();
      }
    }
    expect(writes().filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  test.each(rejections)("fails and stores nothing when $name", async ({ fault }) => {
    const { process, emulator, workspace, overrides } = await organizationWithRateLimits();
    emulator.faults.add({ ...fault, method: "POST", path: paths.override, times: 99 });
    const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5 } };
    await rejection(create(process(), WorkspaceRateLimit, args));
    expect(overrides()).toEqual([]);
  });

  test("WorkspaceRateLimit create is partial when the API stores another value, and resumes", async () => {
    const { process, emulator, workspace, overrides, entry } = await organizationWithRateLimits();
    const { id, group } = entry("batch");
    const limits = [
      { type: "requests_per_minute", value: 4, org_limit: 4000, source: { type: "workspace" } },
    ];
    emulator.faults.add({
      kind: "statusAfter",
      status: 200,
      method: "POST",
      path: paths.override,
      body: {
        type: "workspace_rate_limit",
        workspace_id: workspace,
        rate_limit_id: id,
        group,
        models: null,
        limits,
      },
    });
    const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5 } };
    const partial = await createPartially(process(), WorkspaceRateLimit, args);
    expect(partial.initError).toContain("`limits.requests_per_minute` is 4 instead of 5");
    const resource = await up(process(), partial, args);
    expect(resource.outputs["limits"]).toEqual({ requests_per_minute: 5 });
    expect(overrides()).toEqual(["batch requests_per_minute 5"]);
  });

  test.each(["workspace_id", "group"])("rejects a response with another %s", async (field) => {
    const { process, emulator, workspace, entry } = await organizationWithRateLimits();
    const { id, group } = entry("batch");
    const body = {
      type: "workspace_rate_limit",
      workspace_id: field === "group" ? workspace : "wrkspc_01other",
      rate_limit_id: id,
      group: field === "group" ? { ...group, id: "rlg_01other" } : group,
      models: null,
      limits: [],
    };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: paths.override, body });
    const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5 } };
    expect(await refusal(create(process(), WorkspaceRateLimit, args))).toContain(
      "the response is about other rate limits",
    );
  });
});

describe("the resource option `import` of a WorkspaceRateLimit", () => {
  const limits = { requests_per_minute: 5 };

  test.each(["rlg", "claude-opus-5", "batch"])("adopts limits by %s and writes nothing", async (by) => {
    const { process, console, workspace, entry, writes } = await organizationWithRateLimits();
    const group = by === "batch" ? "batch" : "claude-opus-5";
    console.setWorkspaceRateLimits(workspace, group, { ...limits, tokens_per_day: 3 });
    const declared = by === "batch" ? { groupType: "batch" } : { model: "claude-opus-5" };
    const { id } = entry(group).group;
    const adopt = `${workspace}/${by === "rlg" ? id : by}`;
    const args = { workspace, ...declared, limits };
    const resource = await create(process(), WorkspaceRateLimit, { ...args, adopt });
    expect(resource.id).toBe(`${workspace}/${id}`);
    expect(resource.outputs["adopted"]).toBe(true);
    for (const next of [{ ...args, adopt }, args]) {
      expect((await preview(process(), resource, next)).action).not.toBe("replace");
      await up(process(), resource, next);
    }
    expect(writes()).toEqual([]);
  });

  test("rejects limits that are not as declared, and another group or workspace", async () => {
    const { process, console, workspace, entry, writes } = await organizationWithRateLimits();
    console.setWorkspaceRateLimits(workspace, "claude-opus-5", { requests_per_minute: 6 });
    const { id } = entry("claude-opus-5").group;
    const attempt = (adopt: string, args: Properties = {}) =>
      rejection(
        create(process(), WorkspaceRateLimit, {
          workspace,
          model: "claude-opus-5",
          limits,
          ...args,
          adopt,
        }),
      ).then(({ message }) => message);
    expect(await attempt(`${workspace}/${id}`)).toContain(
      "`limits.requests_per_minute` is 6 in the organization, and 5 in the program",
    );
    const same = { limits: { requests_per_minute: 6 } };
    expect(await attempt(`${workspace}/${id}`, { ...same, model: "claude-haiku-5" })).toContain(
      `the ID names the group ${id}, but the program declares claude-haiku-5`,
    );
    expect(await attempt(`${workspace}/claude-opus-5-5`, same)).toContain(
      "the ID names the model claude-opus-5-5",
    );
    expect(await attempt(`${workspace}/batch`)).toContain("the ID names the group");
    expect(await attempt(`${workspace}/claude-haiku-5`, { model: "claude-haiku-5" })).toContain(
      "`limits.requests_per_minute` is not set in the organization",
    );
    const other = console.createWorkspace({ name: "Lab" }).id;
    expect(await attempt(`${workspace}/${id}`, { ...same, workspace: other })).toContain("`workspace` is");
    expect(await attempt(`${workspace}/rlg_01unknown`)).toContain(
      "the organization has no object with this ID",
    );
    expect(await attempt(`wrkspc_01unknown/${id}`)).toContain("the organization has no object with this ID");
    console.archiveWorkspace(workspace);
    expect(await attempt(`${workspace}/${id}`)).toContain("the workspace is archived, which is final");
    expect(writes()).toEqual([]);
  });
});
