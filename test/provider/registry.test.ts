import { describe, expect, test } from "vitest";
import { kindNamed, kinds } from "../../provider/registry.ts";

describe("the registry", () => {
  test("finds every kind by the name that state files have", () => {
    for (const [name, resource] of Object.entries(kinds)) expect(kindNamed(name)).toBe(resource);
  });

  test.each(["", "workspace", "Workspaces", "constructor", "toString", "__proto__"])(
    "has no kind %j",
    (name) => {
      expect(kindNamed(name)).toBeUndefined();
    },
  );

  // Kinds can be added, but none can be renamed or dropped: state files name them.
  test("still has every kind that was ever released", () => {
    expect(Object.keys(kinds)).toEqual(
      expect.arrayContaining([
        "ApiKey",
        "Invite",
        "Member",
        "Workspace",
        "WorkspaceMember",
        "WorkspaceMembers",
      ]),
    );
  });
});
