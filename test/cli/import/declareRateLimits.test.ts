import { expect, it } from "vitest";
import { declareRateLimits } from "../../../cli/import/declareRateLimits.ts";
import type { ProgramBuilder } from "../../../cli/import/programBuilder.ts";
import { NameMap, objectName } from "../../../provider/kernel/objectName.ts";
import { building } from "./building.ts";

const limits = [{ type: "requests_per_minute", value: 10 }];
const batch = { id: "rl_batch", group: { type: "batch", id: "rlg_batch" } as const, limits };

function research({ organization }: ProgramBuilder) {
  const wire = organization.workspaces.find(({ id }) => id === "wrkspc_1");
  if (wire === undefined) throw new Error("There is no workspace.");
  return wire;
}

it("declares each group by its type, or by the newest model with an undated name", async () => {
  const models = ["claude-opus-5", "claude-opus-10-1", "claude-opus-10-1-20270101", "claude-opus-9"];
  const program = await building({
    workspaces: [{ name: "Research", id: "wrkspc_1" }],
    rate_limits: [
      batch,
      {
        id: "rl_opus",
        group: { type: "model_group", id: "rlg_opus", display_name: "Claude Opus 5.x" },
        models,
        limits,
      },
    ],
    workspace_rate_limits: [
      { workspace_id: "wrkspc_1", rate_limit_id: "batch", limits: [{ type: "tokens_per_day", value: 7 }] },
      { workspace_id: "wrkspc_1", rate_limit_id: "rl_opus", limits },
    ],
  });
  const declared = await declareRateLimits(program, research(program));
  expect(
    declared.map(({ name, id, args, options, inputs }) => ({ name, id, args, options, inputs })),
  ).toMatchObject([
    {
      name: "research-batch",
      id: "wrkspc_1/rlg_batch",
      args: { workspace: "wrkspc_1", groupType: "batch", limits: { tokens_per_day: 7 } },
      options: { retainOnDelete: true },
    },
    {
      name: "research-claude-opus-5-x",
      id: "wrkspc_1/rlg_opus",
      args: { model: "claude-opus-10-1", limits: { requests_per_minute: 10 } },
      inputs: { model: "claude-opus-10-1" },
    },
  ]);
  expect(program.leftOut.lines()).toEqual([]);
});

it("leaves out types that the API cannot change, and families without models", async () => {
  const program = await building({
    workspaces: [{ name: "Research", id: "wrkspc_1" }],
    rate_limits: [
      batch,
      {
        id: "rl_new",
        group: { type: "model_group", id: "rlg_new", display_name: "New" },
        models: [],
        limits,
      },
      { id: "rl_files", group: { type: "files", id: "rlg_files" }, limits },
    ],
    workspace_rate_limits: [
      {
        workspace_id: "wrkspc_1",
        rate_limit_id: "rl_batch",
        limits: [...limits, { type: "enqueued_batch_requests", value: 5 }],
      },
      { workspace_id: "wrkspc_1", rate_limit_id: "rl_new", limits },
      { workspace_id: "wrkspc_1", rate_limit_id: "rl_files", limits: [{ type: "uploads", value: 1 }] },
    ],
  });
  const declared = await declareRateLimits(program, research(program));
  expect(declared.map(({ args }) => args["limits"])).toEqual([{ requests_per_minute: 10 }]);
  expect(program.leftOut.lines().sort()).toEqual([
    "1 set of rate limits (the model family has no model): New in Research",
    "2 limits (the API cannot change them): enqueued_batch_requests of batch in Research, uploads of files in Research",
  ]);
});

it("skips rate limits that a stack already manages", async () => {
  const managed = new NameMap<string>();
  managed.set(objectName("WorkspaceRateLimit", "wrkspc_1/rlg_batch", "groupId"), "dev");
  const program = await building(
    {
      workspaces: [{ name: "Research", id: "wrkspc_1" }],
      rate_limits: [batch],
      workspace_rate_limits: [{ workspace_id: "wrkspc_1", rate_limit_id: "batch", limits }],
    },
    { managed },
  );
  expect(await declareRateLimits(program, research(program))).toEqual([]);
  expect(program.leftOut.lines()).toEqual(["1 set of rate limits (already managed by dev)"]);
});
