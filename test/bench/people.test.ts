import path from "node:path";
import { expect, inject, test } from "vitest";
import { benchPeople } from "../../bench/people.ts";
import { holds } from "../../bench/report.ts";

test("everybody is mailed once, given each workspace with one write, and read again with a few lists", async () => {
  const { command, modules, quick } = inject("engine");
  const pulumi = { command, directory: path.dirname(command), version: "" };
  const said: string[] = [];
  const size = { people: 20, workspaces: 4 };
  const say = (line: string) => said.push(line);
  const claims = await benchPeople({ ...size, pulumi, modules, env: quick, say });
  expect(claims.filter((claim) => !holds(claim))).toEqual([]);
  expect(said).toHaveLength(6);
  expect(said[2]).toMatch(/^people: up, which invites in [\d.]+ s, 3 reads and 24 writes$/);
  expect(said[3]).toMatch(/ and 40 writes$/);
});
