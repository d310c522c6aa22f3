import { describe, expect, test } from "vitest";
import { ApiError, sentences } from "../../../provider/api/apiError.ts";
import { UserError } from "../../../provider/errors.ts";
import { type Notice, Notices, noticeLine } from "../../../provider/kernel/notices.ts";

function recorded(): { notices: Notices; shown: Notice[] } {
  const shown: Notice[] = [];
  return { notices: new Notices((notice) => shown.push(notice)), shown };
}

describe("notices", () => {
  test("a notice has the code, its severity, the text and the resource", () => {
    const { notices, shown } = recorded();
    notices.notify("retained", "It is left unchanged.", "research");
    notices.notify("implicitAccess", "They have access to every workspace.");
    expect(shown).toEqual([
      { code: "retained", severity: "info", text: "It is left unchanged.", resource: "research" },
      {
        code: "implicitAccess",
        severity: "warning",
        text: "They have access to every workspace.",
        resource: undefined,
      },
    ]);
  });

  test("shows a notice once for each resource name", () => {
    const { notices, shown } = recorded();
    notices.notifyOnce("notLookedUp", "There is no key.");
    notices.notifyOnce("notLookedUp", "There is no key.");
    notices.notifyOnce("updatePending", "There is no key.", "research");
    notices.notify("notLookedUp", "There is no key.");
    notices.notify("notLookedUp", "There is no key.");
    expect(shown.map(({ resource }) => resource)).toEqual([undefined, "research", undefined, undefined]);
  });

  test("escapes sequences that a terminal or a CI runner would execute", () => {
    const { notices, shown } = recorded();
    notices.notify("retained", "::error::a\u202eb ##[group]c");
    notices.notifyOnce("retained", "sk-ant-admin01-hunter2\u009b");
    expect(shown.map(({ text }) => text)).toEqual([": :error::a\\u202eb # #[group]c", "[secret]\\u009b"]);
    expect(noticeLine({ resource: "::error", text: "\u202e" })).toBe(": :error: \\u202e");
  });

  test("shows an error of many resources in full once, and then its summary", () => {
    const { notices } = recorded();
    const refused = new UserError("The host is refused. It is not Anthropic's.", "Set the base URL.");
    expect(notices.shortened(refused)).toBe("The host is refused. It is not Anthropic's. Set the base URL.");
    expect(notices.shortened(refused)).toBe(
      "The host is refused. It is not Anthropic's. (Same error as above.)",
    );
    const same = new UserError("The host is refused. It is not Anthropic's. Set the base URL.");
    expect(notices.shortened(same)).toBe(same.message);
    const other = new UserError("There is no key.", "Set ANTHROPIC_ADMIN_KEY.");
    expect(notices.shortened(other)).toBe("There is no key. Set ANTHROPIC_ADMIN_KEY.");
  });

  test("shows an API error of many resources in full once, and then without advice and request ID", () => {
    const { notices } = recorded();
    const text = sentences({ doing: "list the users" }, "the API failed (500 a. b)", "Run again.", "req_1");
    const failed = new ApiError(text, { reason: "unavailable" });
    expect(notices.shortened(failed)).toBe(
      "cannot list the users: the API failed (500 a. b). Run again. [req_1]",
    );
    expect(notices.shortened(failed)).toBe(
      "cannot list the users: the API failed (500 a. b). (Same error as above.)",
    );
  });
});
