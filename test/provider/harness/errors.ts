import { expect } from "vitest";
import { PartialWriteError } from "../../../provider/kernel/partialWriteError.ts";

/** The message of an operation that must fail: one line of sentences for users, without a stack. */
export async function refusal(operation: Promise<unknown>): Promise<string> {
  const { message, stack = "" } = await rejection(operation);
  expect(stack).not.toMatch(/\n\s+at /);
  expect(message).toMatch(/^cannot [^\n]+\.( \[req_\w+\])?$/);
  return message;
}

/** The error of an operation that must fail. */
export async function rejection(operation: Promise<unknown>): Promise<Error> {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  return error;
}

/** The error of an operation that must fail after it wrote something. */
export async function partialWrite(operation: Promise<unknown>): Promise<PartialWriteError> {
  const error = await rejection(operation);
  if (!(error instanceof PartialWriteError)) throw error;
  expect(error.reasons).toEqual([error.message]);
  return error;
}
