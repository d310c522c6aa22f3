import { expect, it } from "vitest";
import { families, workspaceFamilies } from "../../../cli/whoami/families.ts";

const all = [...families(new Date("2027-01-01T00:30:00Z")), ...workspaceFamilies("wrkspc_1")];

it("lists each family and each path once", () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(new Set(all.map(({ path }) => path)).size).toBe(all.length);
});

it("requests one item of each list and one complete day of each report", () => {
  for (const { name, query } of all) {
    expect([name, query?.["limit"]]).toEqual([name, name === "Compliance Settings" ? undefined : 1]);
  }
  const reports = all.filter(({ query }) => query?.["starting_at"] !== undefined);
  expect(reports).toHaveLength(5);
  for (const { query } of reports) expect(query?.["starting_at"]).toMatch(/^2026-12-31(T00:00:00Z)?$/);
});
