import { describe, expect, test } from "vitest";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { kinds } from "../../../../provider/registry.ts";
import {
  organizationWithRateLimits,
  paths,
  preview,
  refreshed,
  refusal,
  rejection,
  up,
} from "../../harness/index.ts";

const { WorkspaceRateLimit } = kinds;

async function withLimits(limits: Properties = { requests_per_minute: 5, tokens_per_day: 6 }) {
  const context = await organizationWithRateLimits();
  const args = { workspace: context.workspace, model: "claude-opus-5", limits };
  return { ...context, args, resource: await context.existing(WorkspaceRateLimit, args) };
}

describe("WorkspaceRateLimit update", () => {
  test("sends no request without a change", async () => {
    const { process, resource, args, requests } = await withLimits();
    expect((await preview(process(), resource, args)).action).toBe("nothing");
    await up(process(), resource, args);
    expect(requests()).toEqual([]);
  });

  test("sends only what changed, and clears removed types, with one request", async () => {
    const { process, resource, args, pathOf, requests, overrides } = await withLimits({
      requests_per_minute: 5,
      tokens_per_day: 6,
      fast_otpm: 7,
    });
    const changed = await up(process(), resource, {
      ...args,
      limits: { tokens_per_day: 60, fast_otpm: 7, fast_itpmca: 8 },
    });
    expect(requests()).toEqual([
      "GET /me",
      `POST ${pathOf("claude-opus-5")} ${JSON.stringify({
        limits: [
          { type: "tokens_per_day", value: 60 },
          { type: "fast_itpmca", value: 8 },
          { type: "requests_per_minute", value: null },
        ],
      })}`,
    ]);
    expect(changed.outputs["limits"]).toEqual({ tokens_per_day: 60, fast_otpm: 7, fast_itpmca: 8 });
    expect(overrides()).toHaveLength(3);
  });

  test("clears a type when that is the only change", async () => {
    const { process, resource, args, overrides } = await withLimits();
    const less = { ...args, limits: { tokens_per_day: 6 } };
    expect((await preview(process(), resource, less)).action).toBe("update");
    const after = await up(process(), resource, less);
    expect(after.outputs["limits"]).toEqual({ tokens_per_day: 6 });
    expect(overrides()).toEqual(["Claude Opus 5.x tokens_per_day 6"]);
    expect((await preview(process(), after, less)).action).toBe("nothing");
  });

  test("leaves types unchanged that the program never declared", async () => {
    const { process, console, workspace, resource, args, overrides } = await withLimits();
    console.setWorkspaceRateLimits(workspace, "claude-opus-5", { fast_otpm: 9 });
    const seen = await refreshed(process(), resource);
    expect(seen.outputs["limits"]).toMatchObject({ fast_otpm: 9 });
    await up(process(), seen, { ...args, limits: { tokens_per_day: 6 } });
    expect(overrides()).toEqual(["Claude Opus 5.x fast_otpm 9", "Claude Opus 5.x tokens_per_day 6"]);
  });

  test("writes nothing for another model of the same family", async () => {
    const { process, resource, args, requests } = await withLimits();
    const same = { ...args, model: "claude-opus-5-5" };
    expect((await preview(process(), resource, same)).action).toBe("update");
    const after = await up(process(), resource, same);
    expect(after).toMatchObject({ id: resource.id, outputs: { model: "claude-opus-5-5" } });
    expect(requests().filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  test("replaces for another family, API or workspace, and clears the old limits afterwards", async () => {
    const { process, console, workspace, resource, args, overrides, writes, state } = await withLimits();
    const other = console.createWorkspace({ name: "Lab" }).id;
    const { model: _, ...group } = args;
    const steps = [
      { ...args, model: "claude-haiku-5" },
      { ...group, groupType: "batch" },
    ];
    let current = resource;
    for (const next of steps) {
      expect(await preview(process(), current, next)).toMatchObject({
        action: "replace",
        deleteFirst: false,
      });
      current = await up(process(), current, next);
    }
    expect(overrides()).toEqual(["batch requests_per_minute 5", "batch tokens_per_day 6"]);
    writes();
    await up(process(), current, { ...group, groupType: "batch", workspace: other });
    expect(writes().map((line) => line.split("/")[2])).toEqual([other, workspace]);
    expect(state().workspace_rate_limits.map(({ workspace_id: id }) => id)).toEqual([other]);
  });

  test("previews another model without a key as a replacement", async () => {
    const { process, resource, args, requests } = await withLimits();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(session, resource, { ...args, model: "claude-opus-5-5" })).action).toBe("replace");
    expect(requests()).toEqual([]);
  });

  test("repairs drift after a refresh", async () => {
    const { process, console, workspace, resource, args, overrides } = await withLimits();
    console.setWorkspaceRateLimits(workspace, "claude-opus-5", {
      requests_per_minute: null,
      tokens_per_day: 99,
    });
    const seen = await refreshed(process(), resource);
    expect((await preview(process(), seen, args)).action).toBe("update");
    await up(process(), seen, args);
    expect(overrides()).toEqual([
      "Claude Opus 5.x requests_per_minute 5",
      "Claude Opus 5.x tokens_per_day 6",
    ]);
  });

  test("update is rejected in an archived workspace, and preview reports that", async () => {
    const { process, console, workspace, resource, args, notices, writes } = await withLimits();
    console.archiveWorkspace(workspace);
    const seen = await refreshed(process(), resource);
    expect(seen.outputs["status"]).toBe("archived");
    const changed = { ...args, limits: { requests_per_minute: 1 } };
    await preview(process(), seen, changed);
    expect(notices).toEqual([
      expect.stringMatching(/`up` will refuse to change the rate limits of claude-opus-5/),
    ]);
    expect(await refusal(up(process(), seen, changed))).toContain(
      "the workspace is archived, which is final",
    );
    expect(writes()).toEqual([]);
  });

  test.each([400, 404] as const)(
    "fails when the workspace was archived since, and the API responds with %s",
    async (archivedWorkspaceRateLimits) => {
      const { process, console, emulator, workspace, resource, args } = await withLimits();
      emulator.assumptions.archivedWorkspaceRateLimits = archivedWorkspaceRateLimits;
      console.archiveWorkspace(workspace);
      const changed = { ...args, limits: { requests_per_minute: 1 } };
      expect(await refusal(up(process(), resource, changed))).toContain("archived");
    },
  );

  test("fails when the API does not clear a limit", async () => {
    const { process, emulator, workspace, resource, args, entry } = await withLimits();
    const { id, group, models } = entry("claude-opus-5");
    const override = (type: string, value: number) => ({
      type,
      value,
      org_limit: null,
      source: { type: "workspace" },
    });
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "POST",
      path: paths.override,
      body: {
        type: "workspace_rate_limit",
        workspace_id: workspace,
        rate_limit_id: id,
        group,
        models,
        limits: [override("requests_per_minute", 5), override("tokens_per_day", 6)],
      },
    });
    const less = { ...args, limits: { tokens_per_day: 6 } };
    expect((await rejection(up(process(), resource, less))).message).toContain(
      "the API did not clear `requests_per_minute`",
    );
  });
});
