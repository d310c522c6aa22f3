import { expect, test } from "vitest";
import { exceededOptions, exceededSettings, totalSpent } from "../../../cli/plan/limits.ts";
import { readSettings } from "../../../provider/settings/config.ts";

const nothing = { invitations: 0, archives: 0, removals: 0 };
const none = { maxInvitations: undefined, maxArchives: undefined, maxRemovals: undefined };

test("a limit is exceeded only by a greater count when every resource is determined", () => {
  const spent = { ...nothing, invitations: 3, archives: 1 };
  expect(exceededOptions(spent, { ...none, maxInvitations: 2, maxArchives: 1 }, 0, "up")).toEqual([
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
  expect(exceededOptions(nothing, { ...none, maxInvitations: 0 }, 1, "up")).toEqual([
    {
      limit: "invitations",
      count: 0,
      maximum: 0,
      from: "option",
      reason: "--max-invitations 0 may be exceeded: 1 resource cannot be determined before `up`.",
    },
  ]);
  expect(exceededOptions(nothing, none, 1, "up")).toEqual([]);
});

test("a limit of the stack is exceeded by a greater count, with the variable that raises it", () => {
  const settings = readSettings((key) => (key === "anthropic:maxRemovals" ? "1" : undefined), {});
  expect(exceededSettings({ ...nothing, removals: 2, archives: 1 }, settings, "pulumi up --refresh")).toEqual(
    [
      {
        limit: "removals",
        count: 2,
        maximum: 1,
        from: "setting",
        reason:
          "`up` would stop before it ends: 2 removals would be made; `anthropic:maxRemovals` allows 1 in one run. If this is intended, raise the limit for one run: ANTHROPIC_MAX_REMOVALS=2 pulumi up --refresh",
      },
    ],
  );
});

test("the counts of several Providers add up", () => {
  expect(
    totalSpent([
      { ...nothing, removals: 2 },
      { invitations: 1, archives: 0, removals: 3 },
    ]),
  ).toEqual({
    invitations: 1,
    archives: 0,
    removals: 5,
  });
});
