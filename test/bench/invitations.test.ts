import path from "node:path";
import { expect, inject, test } from "vitest";
import { benchInvitations } from "../../bench/invitations.ts";
import { holds } from "../../bench/report.ts";

test("each user is invited once, added to each workspace with one write, and read with a few lists", async () => {
  const { command, modules, quick } = inject("engine");
  const pulumi = { command, directory: path.dirname(command), version: "" };
  const lines: string[] = [];
  const size = { users: 20, workspaces: 4 };
  const say = (line: string) => lines.push(line);
  const claims = await benchInvitations({ ...size, pulumi, modules, env: quick, say });
  expect(claims.filter((claim) => !holds(claim))).toEqual([]);
  expect(lines).toHaveLength(6);
  expect(lines[2]).toMatch(/^up, which invites: [\d.]+ s, 3 reads and 24 writes$/);
  expect(lines[3]).toMatch(/ and 40 writes$/);
});
