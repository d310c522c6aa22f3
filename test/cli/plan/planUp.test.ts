import path from "node:path";
import { expect, test } from "vitest";
import { planUp } from "../../../cli/plan/planUp.ts";
import { script } from "../../tools/pulumi/machine.ts";
import { newWorkdir } from "../workdir.ts";

const urn = "urn:pulumi:dev::acme::pulumi-nodejs:dynamic/anthropic:Workspace::research";
const options = {
  stack: undefined,
  preview: undefined,
  refresh: false,
  json: undefined,
  markdown: undefined,
  redact: false,
  maxInvitations: undefined,
  maxArchives: undefined,
  maxRemovals: undefined,
};

test("plan rejects a stack with pending operations, since its state lacks what the interrupted run created", async () => {
  const workdir = await newWorkdir();
  const bin = path.join(workdir.io.cwd, "bin");
  await workdir.write("state.json", {
    deployment: {
      resources: [
        { urn: "urn:pulumi:dev::acme::pulumi:pulumi:Stack::acme-dev", type: "pulumi:pulumi:Stack" },
      ],
      pending_operations: [
        { type: "creating", resource: { urn, type: "pulumi-nodejs:dynamic/anthropic:Workspace" } },
      ],
    },
  });
  await script(path.join(bin, "pulumi"), '[ "$1 $2" = "stack export" ] && cat state.json');
  const io = { ...workdir.io, env: { PATH: `${bin}:${process.env["PATH"]}` } };
  for (const stack of [undefined, "dev"]) {
    await expect(planUp(io, { ...options, stack })).rejects.toThrow(
      "A run of the stack dev was interrupted: 1 operation is pending. Run `npx pulumi-anthropic recover --stack dev` to find their outcome. Nothing was changed.",
    );
  }
  expect(workdir.printed).toEqual([]);
});
