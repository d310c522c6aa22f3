import { expect, it } from "vitest";
import { WriteSession } from "../../../cli/organization/writeSession.ts";
import { newWorkdir } from "../workdir.ts";

it("a relative audit log is in the folder of the command, and the configured one must be in it", async () => {
  const { io } = await newWorkdir({});
  const configured = (file: string) => (key: string) => (key === "anthropic:auditLog" ? file : undefined);
  expect(() => new WriteSession(io, configured("audit.jsonl"))).not.toThrow();
  expect(() => new WriteSession(io, configured("../audit.jsonl"))).toThrow(
    /^`anthropic:auditLog` names .* which is not in the project's folder/,
  );
});
