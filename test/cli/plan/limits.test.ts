import { expect, test } from "vitest";
import { exceeded } from "../../../cli/plan/limits.ts";

const nothing = { invitations: 0, archives: 0, removals: 0 };
const none = { maxInvitations: undefined, maxArchives: undefined, maxRemovals: undefined };

test("a limit is exceeded only by a greater count when every resource is determined", () => {
  const spent = { ...nothing, invitations: 3, archives: 1 };
  expect(exceeded(spent, { ...none, maxInvitations: 2, maxArchives: 1 }, 0)).toEqual([
    {
      limit: "invitations",
      count: 3,
      maximum: 2,
      from: "option",
      reason: "3 invitations would be sent; --max-invitations allows 2.",
    },
  ]);
});

test("a limit may be exceeded when a resource cannot be determined before `up`", () => {
  expect(exceeded(nothing, { ...none, maxInvitations: 0 }, 1)).toEqual([
    {
      limit: "invitations",
      count: 0,
      maximum: 0,
      from: "option",
      reason: "--max-invitations 0 may be exceeded: 1 resource cannot be determined before `up`.",
    },
  ]);
  expect(exceeded(nothing, none, 1)).toEqual([]);
});
