import { Command } from "commander";
import { expect, it } from "vitest";
import { reportErrors } from "../../../cli/commands/reportErrors.ts";
import { ApiError } from "../../../provider/api/apiError.ts";
import { UserError } from "../../../provider/errors.ts";

async function output(error: Error): Promise<string> {
  const written: string[] = [];
  const command = new Command("x")
    .exitOverride()
    .configureOutput({ writeErr: (text) => void written.push(text) });
  await expect(reportErrors(command, () => Promise.reject(error))).rejects.toMatchObject({ exitCode: 1 });
  return written.join("");
}

it("prints the message of an error for users, and exits with code 1", async () => {
  expect(await output(new UserError("cannot do it."))).toBe("error: cannot do it.\n");
  expect(await output(new ApiError("cannot list it.", { reason: "invalid" }))).toBe(
    "error: cannot list it.\n",
  );
});

it("prints no secrets and no control characters", async () => {
  expect(await output(new UserError("\u001b[2J sk-ant-admin01-hunter2"))).toBe(
    "error: \\u001b[2J [secret]\n",
  );
});

it("rethrows an error that is not for users", async () => {
  const bug = new TypeError("x is undefined");
  await expect(reportErrors(new Command("x"), () => Promise.reject(bug))).rejects.toBe(bug);
});
