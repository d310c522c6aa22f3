import { expect, it } from "vitest";
import { SimulationLog } from "../../../cli/plan/simulationLog.ts";
import { stepOf } from "./steps.ts";

const old = { id: "wrkspc_1", inputs: {}, outputs: { name: "A" } };

it("keeps the old state of a resource for later steps when its effects are unknown", () => {
  const log = new SimulationLog();
  const step = stepOf("Workspace", "update", { old });
  log.unknown(step, "it has secrets");
  expect(log.results.get(step.urn)).toEqual({
    kind: "Workspace",
    resource: "x",
    id: "wrkspc_1",
    outputs: { name: "A" },
  });
  expect(log.result().actions).toEqual([
    { kind: "Workspace", resource: "x", type: "unknown", text: 'Workspace "x": it has secrets' },
  ]);
});

it("keeps no state of a resource whose delete is unknown", () => {
  const log = new SimulationLog();
  log.unknown(stepOf("Workspace", "delete", { old }), "it has secrets");
  expect([...log.results]).toEqual([]);
});

it("marks a resource as rejected when its create or update fails, and not when its delete fails", () => {
  const log = new SimulationLog();
  const step = stepOf("Workspace", "delete", { old });
  log.refuse(step, "no");
  expect([...log.rejected]).toEqual([]);
  log.reject(step, "no");
  expect([...log.rejected]).toEqual([step.urn]);
  const refusal = { kind: "Workspace", resource: "x", reason: "no" };
  expect(log.result().refusals).toEqual([refusal, refusal]);
});
