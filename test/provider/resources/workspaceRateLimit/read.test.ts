import { describe, expect, test } from "vitest";
import { kinds } from "../../../../provider/registry.ts";
import {
  create,
  drift,
  listFaults,
  onlyDefault,
  organizationWithRateLimits,
  paths,
  refreshed,
  refusal,
  rejection,
} from "../../harness/index.ts";

const { WorkspaceRateLimit } = kinds;
const limits = { requests_per_minute: 5, tokens_per_day: 6 };

async function withLimits() {
  const context = await organizationWithRateLimits();
  const args = { workspace: context.workspace, model: "claude-opus-5", limits };
  return { ...context, args, resource: await context.existing(WorkspaceRateLimit, args) };
}

describe("WorkspaceRateLimit refresh", () => {
  test("reads one list per workspace and the list of workspaces", async () => {
    const { process, existing, workspace, resource, requests } = await withLimits();
    const batch = await existing(WorkspaceRateLimit, { workspace, groupType: "batch", limits });
    const session = process();
    for (const one of [resource, batch]) expect(await drift(session, one)).toBe("nothing");
    expect(requests().sort()).toEqual(["GET /workspaces", `GET /workspaces/${workspace}/rate_limits`]);
  });

  test("shows changed and cleared limits, and not those of types that are not declared", async () => {
    const { process, console, workspace, resource } = await withLimits();
    const change = (changes: Record<string, number | null>) =>
      console.setWorkspaceRateLimits(workspace, "claude-opus-5", changes);
    change({ fast_otpm: 1 });
    expect(await drift(process(), resource)).toBe("nothing");
    change({ requests_per_minute: 50 });
    expect(await drift(process(), resource)).toBe("update");
    change({ requests_per_minute: 5, tokens_per_day: null });
    expect(await drift(process(), resource)).toBe("update");
    change({ tokens_per_day: 6 });
    expect(await drift(process(), resource)).toBe("nothing");
  });

  test("keeps a resource without any override, whose limits the next `up` sets again", async () => {
    const { process, console, workspace, resource } = await withLimits();
    console.setWorkspaceRateLimits(workspace, "claude-opus-5", {
      requests_per_minute: null,
      tokens_per_day: null,
    });
    const seen = await refreshed(process(), resource);
    expect(seen.inputs).toMatchObject({ model: "claude-opus-5" });
    expect(seen.inputs["limits"]).toEqual({});
    expect(seen.outputs["limits"]).toEqual({});
    expect(await drift(process(), resource)).toBe("update");
  });

  test("reports a limit that the organization's has fallen below", async () => {
    const { process, console, workspace, resource, notices } = await withLimits();
    console.setRateLimits("claude-opus-5", { requests_per_minute: 4 });
    expect(await drift(process(), resource)).toBe("nothing");
    expect(notices).toEqual([
      expect.stringContaining(
        `\`requests_per_minute\` of workspace ${workspace} is 5, above the organization's limit of 4`,
      ),
    ]);
  });

  test("finds the limits after the model moved to another family", async () => {
    const { process, emulator, state, resource } = await withLimits();
    const rate_limits = state().rate_limits.map((entry) =>
      entry.models?.includes("claude-opus-5") === true ? { ...entry, models: ["claude-opus-6"] } : entry,
    );
    emulator.organization().load({ ...state(), rate_limits });
    expect(await drift(process(), resource)).toBe("nothing");
  });

  test("reports an archived workspace and one that the API no longer returns", async () => {
    const { process, console, emulator, workspace, resource } = await withLimits();
    console.archiveWorkspace(workspace);
    expect((await refreshed(process(), resource)).outputs["status"]).toBe("archived");
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.workspaces,
      body: onlyDefault(emulator),
      times: 9,
    });
    emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.workspace, times: 9 });
    expect((await refreshed(process(), resource)).outputs["status"]).toBe("archived");
  });

  test("fails when a list cannot be read", async () => {
    const { process, emulator, resource } = await withLimits();
    for (const { name, fault } of listFaults) {
      // These fields are not in lists with an opaque cursor.
      if (name.includes("has_more") || name.includes("next page")) continue;
      emulator.faults.add({ ...fault, method: "GET", path: paths.overrides, times: 99 });
      await rejection(refreshed(process(), resource));
      emulator.faults.clear();
    }
  });

  test("reads all pages", async () => {
    const { process, emulator, workspace, resource, entry } = await withLimits();
    const page = (group: string, next: string | null) => ({
      kind: "status" as const,
      status: 200,
      method: "GET" as const,
      path: paths.overrides,
      body: {
        data: [
          {
            type: "workspace_rate_limit",
            workspace_id: workspace,
            rate_limit_id: entry(group).id,
            group: entry(group).group,
            models: entry(group).models,
            limits: Object.entries(limits).map(([type, value]) => ({
              type,
              value,
              org_limit: null,
              source: { type: "workspace" },
            })),
          },
        ],
        next_page: next,
      },
    });
    emulator.faults.add(page("batch", "page_2"));
    emulator.faults.add(page("claude-opus-5", null));
    expect(await drift(process(), resource)).toBe("nothing");
  });
});

describe("WorkspaceRateLimit.get", () => {
  test.each(["rlg", "claude-opus-5-5", "batch"])("reads all overrides of a group by %s", async (by) => {
    const { process, console, workspace, entry } = await withLimits();
    console.setWorkspaceRateLimits(workspace, "batch", limits);
    const group = by === "batch" ? "batch" : "claude-opus-5";
    const id = `${workspace}/${by === "rlg" ? entry(group).group.id : by}`;
    const read = await WorkspaceRateLimit.read(process(), id, {});
    expect(read.props).toMatchObject({ workspace, groupId: entry(group).group.id, limits });
    console.setWorkspaceRateLimits(workspace, group, { fast_otpm: 3 });
    const again = await WorkspaceRateLimit.read(process(), read.id, read.props);
    expect(again.props).toMatchObject({ limits: { ...limits, fast_otpm: 3 } });
  });

  test("reads a group without overrides, and rejects an unknown one", async () => {
    const { process, workspace } = await withLimits();
    const read = await WorkspaceRateLimit.read(process(), `${workspace}/files`, {});
    expect(read.props).toMatchObject({ groupType: "files", limits: {} });
    for (const id of [`${workspace}/claude-2`, "wrkspc_01unknown/batch"]) {
      expect((await rejection(WorkspaceRateLimit.read(process(), id, {}))).message).toContain(
        "the organization has no object with this ID",
      );
    }
  });

  test.each(["refresh", "create"])(
    "fails on %s when a group has a type of limit twice",
    async (operation) => {
      const { process, emulator, workspace, resource, args, state, entry, writes } = await withLimits();
      const [override] = state().workspace_rate_limits;
      const limit = (value: number) => ({
        type: "requests_per_minute",
        value,
        org_limit: 4_000,
        source: { type: "workspace" },
      });
      const { group, models } = entry("claude-opus-5");
      const data = [
        { type: "workspace_rate_limit", ...override, group, models, limits: [limit(5), limit(900)] },
      ];
      const body = { data, next_page: null };
      emulator.faults.add({
        kind: "status",
        status: 200,
        method: "GET",
        path: paths.overrides,
        body,
        times: 9,
      });
      const run =
        operation === "refresh"
          ? drift(process(), resource)
          : create(process(), WorkspaceRateLimit, {
              ...args,
              workspace,
              limits: { requests_per_minute: 900 },
            });
      expect(await refusal(run)).toContain("`requests_per_minute` twice");
      expect(writes()).toEqual([]);
    },
  );
});
