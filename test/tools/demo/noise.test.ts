import { expect, test } from "vitest";
import { newFilter } from "../../../tools/demo/noise.ts";

const resource = "pulumi-nodejs:dynamic/anthropic:Workspace research";

test("what is under way or as it was is left out", () => {
  const worthShowing = newFilter();
  const lines = [
    "Updating (dev):",
    ` +  ${resource} creating (0s)`,
    ` +  ${resource} created (0.05s)`,
    ` ~  ${resource} refresh (0.26s)`,
    ` ~  ${resource} refresh (0.26s) [diff: ~tags]`,
    `    ${resource}  `,
    "    pulumi:pulumi:Stack organization-dev running",
    "Duration: 8s",
    "",
  ];
  expect(lines.filter(worthShowing)).toEqual([
    ` +  ${resource} created (0.05s)`,
    ` ~  ${resource} refresh (0.26s) [diff: ~tags]`,
  ]);
});

test("an error is shown where the CLI gathers them, and only there", () => {
  const worthShowing = newFilter();
  const lines = [
    ` -  ${resource} **deleting failed** error: cannot archive it.`,
    "    pulumi:pulumi:Stack organization-dev  Error: cannot archive it.: ",
    "Diagnostics:",
    "  pulumi-nodejs:dynamic/anthropic:Workspace (research):",
    "    error: cannot archive it.",
    "  pulumi:pulumi:Stack (organization-dev):",
    "    Error: cannot archive it.:",
  ];
  expect(lines.filter(worthShowing)).toEqual(lines.slice(2, 6));
});

test("a resource that is named twice in the same words is shown once, an equal line of a list each time", () => {
  const worthShowing = newFilter();
  const lines = [` +  ${resource} create`, "    }", "    }", ` +  ${resource} create`];
  expect(lines.filter(worthShowing)).toEqual(lines.slice(0, 3));
});
