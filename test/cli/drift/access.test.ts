import { expect, it } from "vitest";
import { accessOf } from "../../../cli/drift/access.ts";
import { contextOf } from "./contexts.ts";
import { reportWith } from "./findings.ts";

it("a Console organization has a matrix of workspaces, and Claude Enterprise one of RBAC groups", () => {
  const workspaces = { wrkspc_1: { name: "Research" } };
  expect(accessOf(contextOf({}, workspaces), reportWith([]), undefined)).toMatchObject({
    workspaces: { columns: [{ name: "Research" }] },
    groups: undefined,
  });
  const groups = { rbac_group_1: { name: "Lab" } };
  expect(accessOf(contextOf({}, {}, [], groups), reportWith([]), undefined)).toMatchObject({
    workspaces: undefined,
    groups: { columns: [{ name: "Lab" }] },
  });
});
