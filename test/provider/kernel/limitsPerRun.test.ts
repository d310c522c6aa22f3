import { describe, expect, test } from "vitest";
import { UserError } from "../../../provider/errors.ts";
import { Budget } from "../../../provider/kernel/limitsPerRun.ts";
import { readSettings } from "../../../provider/settings/config.ts";

function budget(env: Record<string, string> = {}): Budget {
  return new Budget(readSettings(() => undefined, env));
}

describe("limits of a run", () => {
  test("reject writes beyond the configured limit, and name the variable that raises it", () => {
    const run = budget();
    for (const name of ["A", "B", "C"]) run.spend("archives", `archive workspace "${name}"`);
    const fourth = () => run.spend("archives", 'archive workspace "D"');
    expect(fourth).toThrow(UserError);
    expect(fourth).toThrow(
      'cannot archive workspace "D": this run has archived 3 objects so far, and `anthropic:maxArchives` allows 3. ' +
        "If this is intended, `npx pulumi-anthropic plan` prints the limit that the whole run needs (`plan --destroy` for `pulumi destroy`). Raise it for one run: ANTHROPIC_MAX_ARCHIVES=10 pulumi ...",
    );
  });

  test("count archives, removals and invitations separately", () => {
    const run = budget({
      ANTHROPIC_MAX_ARCHIVES: "1",
      ANTHROPIC_MAX_REMOVALS: "1",
      ANTHROPIC_MAX_INVITATIONS: "1",
    });
    run.spend("archives", "archive");
    run.spend("removals", "remove");
    run.spend("invitations", "invite");
    expect(() => run.spend("removals", "remove")).toThrow(
      /`anthropic:maxRemovals` allows 1\..*ANTHROPIC_MAX_REMOVALS=10/,
    );
    expect(() => run.spend("invitations", "invite")).toThrow(
      /`anthropic:maxInvitations` allows 1\..*ANTHROPIC_MAX_INVITATIONS=10/,
    );
  });

  test("count the removal of an unlisted membership after it succeeded, and later ones before they are sent", () => {
    const run = budget({ ANTHROPIC_MAX_REMOVALS: "2" });
    for (let absent = 0; absent < 5; absent += 1) run.spendUnlisted("remove an absent member");
    run.spendUnlisted("remove a member")();
    run.spendUnlisted("remove another member")();
    expect(() => run.spendUnlisted("remove a third member")).toThrow(
      /^cannot remove a third member: .* allows 2\./,
    );
    expect(() => run.spend("removals", "remove a user")).toThrow(/made 2 removals so far/);
  });

  test("suggest twice the limit for one run", () => {
    const run = budget({ ANTHROPIC_MAX_REMOVALS: "30" });
    run.spend("removals", "remove 30 members", 30);
    expect(() => run.spend("removals", "remove a member")).toThrow(/ ANTHROPIC_MAX_REMOVALS=60 pulumi /);
  });

  test("reject several removals as a whole and count none of them", () => {
    const run = budget({ ANTHROPIC_MAX_REMOVALS: "5" });
    run.spend("removals", "remove 3 members", 3);
    expect(() => run.spend("removals", "remove 60 members", 60)).toThrow(
      "cannot remove 60 members: this run has made 3 removals so far, this operation needs 60 more, and `anthropic:maxRemovals` allows 5. " +
        "If this is intended, `npx pulumi-anthropic plan` prints the limit that the whole run needs (`plan --destroy` for `pulumi destroy`). Raise it for one run: ANTHROPIC_MAX_REMOVALS=63 pulumi ...",
    );
    run.spend("removals", "remove 2 members", 2);
    expect(() => run.spend("removals", "remove a member")).toThrow(UserError);
  });

  test("reject every write when the limit is 0", () => {
    expect(() =>
      budget({ ANTHROPIC_MAX_INVITATIONS: "0" }).spend("invitations", "invite alice@example.com"),
    ).toThrow(/this run has sent 0 invitations so far, and `anthropic:maxInvitations` allows 0\./);
  });
});
