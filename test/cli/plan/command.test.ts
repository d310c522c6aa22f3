import { expect, it } from "vitest";
import { commandOf, verbOf } from "../../../cli/plan/command.ts";

it("names the command with the options that change what it does", () => {
  expect(commandOf({})).toBe("pulumi up");
  expect(commandOf({ refresh: true })).toBe("pulumi up --refresh");
  expect(commandOf({ destroy: true, excludeProtected: true })).toBe("pulumi destroy --exclude-protected");
});

it("tells `destroy` and `up` apart", () => {
  expect(verbOf({ command: "pulumi up --refresh" })).toBe("up");
  expect(verbOf({ command: "pulumi destroy --refresh" })).toBe("destroy");
});
