import { expect, test } from "vitest";
import { newFilter } from "../../../tools/demo/noise.ts";

const resource = "pulumi-nodejs:dynamic/anthropic:Workspace research";

test("the filter drops lines about progress and unchanged resources", () => {
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

test("the filter shows an error only in the diagnostics at the end", () => {
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

test("the filter shows a repeated line about a resource once, and other repeated lines each time", () => {
  const worthShowing = newFilter();
  const lines = [` +  ${resource} create`, "    }", "    }", ` +  ${resource} create`];
  expect(lines.filter(worthShowing)).toEqual(lines.slice(0, 3));
});
