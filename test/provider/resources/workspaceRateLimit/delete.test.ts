import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { kinds } from "../../../../provider/registry.ts";
import {
  create,
  destroy,
  organizationWithRateLimits,
  paths,
  preview,
  refreshed,
  rejection,
  up,
} from "../../harness/index.ts";

const { WorkspaceRateLimit } = kinds;
const limits = { requests_per_minute: 5, tokens_per_day: 6 };
const opus = "claude-opus-5";

function named(name: string, args: Properties): Properties {
  return { [kernelKeys.origin]: `acme/dev::${name}`, ...args };
}

describe("WorkspaceRateLimit delete", () => {
  test("clears the declared types, also adopted ones, with one request", async () => {
    const { process, console, workspace, existing, requests, overrides, pathOf } =
      await organizationWithRateLimits();
    console.setWorkspaceRateLimits(workspace, opus, { ...limits, fast_otpm: 7 });
    const resource = await existing(WorkspaceRateLimit, { workspace, model: opus, limits });
    expect(resource.outputs["adopted"]).toBe(true);
    await destroy(process(), resource);
    expect(requests()).toEqual([
      "GET /me",
      "GET /workspaces",
      `POST ${pathOf(opus)} {"limits":[{"type":"requests_per_minute","value":null},{"type":"tokens_per_day","value":null}]}`,
    ]);
    expect(overrides()).toEqual(["Claude Opus 5.x fast_otpm 7"]);
    await destroy(process(), resource);
  });

  test("clears limits that a stale list lacks", async () => {
    const { process, emulator, workspace, existing, overrides } = await organizationWithRateLimits();
    emulator.clock.advance({ hours: 2 });
    const resource = await existing(WorkspaceRateLimit, { workspace, model: opus, limits });
    emulator.assumptions.staleLists = 3600;
    await destroy(process(), resource);
    expect(overrides()).toEqual([]);
  });

  test("clears limits that were changed outside of Pulumi", async () => {
    const { process, console, workspace, existing, overrides } = await organizationWithRateLimits();
    const resource = await existing(WorkspaceRateLimit, { workspace, model: opus, limits });
    console.setWorkspaceRateLimits(workspace, opus, { requests_per_minute: 50, tokens_per_day: null });
    await destroy(process(), await refreshed(process(), resource));
    expect(overrides()).toEqual([]);
  });

  test("writes nothing in an archived workspace", async () => {
    const { process, console, workspace, existing, writes } = await organizationWithRateLimits();
    const resource = await existing(WorkspaceRateLimit, { workspace, model: opus, limits });
    console.archiveWorkspace(workspace);
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  test("succeeds when the organization no longer has limits of the group", async () => {
    const { process, emulator, state, workspace, existing, entry } = await organizationWithRateLimits();
    const resource = await existing(WorkspaceRateLimit, { workspace, model: opus, limits });
    const { id } = entry(opus);
    emulator.organization().load({
      ...state(),
      rate_limits: state().rate_limits.filter((one) => one.id !== id),
      workspace_rate_limits: [],
    });
    await destroy(process(), resource);
  });

  test("fails when the API rejects the request and the limits still exist", async () => {
    const { process, emulator, workspace, existing, overrides } = await organizationWithRateLimits();
    const resource = await existing(WorkspaceRateLimit, { workspace, model: opus, limits });
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: paths.override, times: 9 });
    expect((await rejection(destroy(process(), resource))).message).toMatch(
      /^cannot clear the rate limits of claude-opus-5 in workspace wrkspc_\w+: /,
    );
    expect(overrides()).toHaveLength(2);
  });

  test("delete is rejected with a key of another organization", async () => {
    const otherKey = "sk-ant-admin01-another-organization";
    const { process, workspace, existing, overrides } = await organizationWithRateLimits({
      organizations: [{ adminKey: otherKey }],
    });
    const resource = await existing(WorkspaceRateLimit, { workspace, model: opus, limits });
    await rejection(destroy(process({}, { ANTHROPIC_ADMIN_KEY: otherKey }), resource));
    expect(overrides()).toHaveLength(2);
  });
});

describe("the ownership of rate limits", () => {
  test("ownership moves to a resource with another name or another model of the family, without a write", async () => {
    const { process, workspace, writes } = await organizationWithRateLimits();
    const old = await create(process(), WorkspaceRateLimit, named("a", { workspace, model: opus, limits }));
    writes();
    for (const model of [opus, "claude-opus-5-5"]) {
      const session = process();
      const moved = await create(session, WorkspaceRateLimit, named("b", { workspace, model, limits }));
      await destroy(session, old);
      expect(moved.id).toBe(old.id);
      expect(writes()).toEqual([]);
    }
  });

  test("limits stay when one of two resources that declare them is deleted", async () => {
    const { process, workspace, writes } = await organizationWithRateLimits();
    const args = named("a", { workspace, model: opus, limits });
    const first = await create(process(), WorkspaceRateLimit, args);
    const other = await create(
      process(),
      WorkspaceRateLimit,
      named("b", { workspace, model: "claude-opus-5-5", limits }),
    );
    writes();
    const session = process();
    expect((await preview(session, first, args)).action).toBe("nothing");
    await destroy(session, other);
    expect(writes()).toEqual([]);
  });

  test("ownership of rate limits survives a forced replacement", async () => {
    const { process, workspace, writes } = await organizationWithRateLimits();
    const args = named("a", { workspace, model: opus, limits });
    const before = await create(process(), WorkspaceRateLimit, args);
    writes();
    const session = process();
    await preview(session, before, args);
    await create(session, WorkspaceRateLimit, args);
    await destroy(session, before);
    expect(writes()).toEqual([]);
  });

  test("a rename clears the types that the new resource does not declare", async () => {
    const { process, workspace, writes, overrides, pathOf } = await organizationWithRateLimits();
    const old = await create(process(), WorkspaceRateLimit, named("a", { workspace, model: opus, limits }));
    writes();
    const session = process();
    const fewer = { workspace, model: "claude-opus-5-5", limits: { requests_per_minute: 5 } };
    await create(session, WorkspaceRateLimit, named("b", fewer));
    await destroy(session, old);
    expect(writes()).toEqual([`POST ${pathOf(opus)} {"limits":[{"type":"tokens_per_day","value":null}]}`]);
    expect(overrides()).toEqual(["Claude Opus 5.x requests_per_minute 5"]);
  });

  test("a swap clears the types that neither resource still declares", async () => {
    const { process, workspace, overrides } = await organizationWithRateLimits();
    const first = await create(process(), WorkspaceRateLimit, named("0", { workspace, model: opus, limits }));
    const batch = { workspace, groupType: "batch", limits: { requests_per_minute: 2 } };
    const second = await create(process(), WorkspaceRateLimit, named("1", batch));
    const session = process();
    const swapped = [named("0", batch), named("1", { workspace, model: opus, limits: { fast_otpm: 3 } })];
    for (const [index, old] of [first, second].entries()) await preview(session, old, swapped[index] ?? {});
    for (const args of swapped) await create(session, WorkspaceRateLimit, args);
    for (const old of [first, second]) await destroy(session, old);
    expect(overrides()).toEqual(["Claude Opus 5.x fast_otpm 3", "batch requests_per_minute 2"]);
  });

  test("two resources of a loop swap their rate limits", async () => {
    const { process, workspace, overrides } = await organizationWithRateLimits();
    const of = (name: string, model: string, value: number) =>
      named(name, { workspace, model, limits: { requests_per_minute: value } });
    const first = await create(process(), WorkspaceRateLimit, of("0", opus, 1));
    const second = await create(process(), WorkspaceRateLimit, of("1", "claude-haiku-5", 2));
    const session = process();
    const swapped = [of("0", "claude-haiku-5", 20), of("1", opus, 10)] as const;
    expect((await preview(session, first, swapped[0])).action).toBe("replace");
    expect((await preview(session, second, swapped[1])).action).toBe("replace");
    for (const args of swapped) await create(session, WorkspaceRateLimit, args);
    for (const old of [first, second]) await destroy(session, old);
    expect(overrides()).toEqual([
      "Claude Haiku 5.x requests_per_minute 20",
      "Claude Opus 5.x requests_per_minute 10",
    ]);
    expect((await up(process(), first, of("0", opus, 10))).id).toBe(first.id);
  });
});
