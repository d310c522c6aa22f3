import { describe, expect, test } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import { writeThenVerify } from "../../../provider/api/writeThenVerify.ts";
import { UserError } from "../../../provider/errors.ts";

const failure = new ApiError("cannot rename it.", { reason: "unavailable", outcomeUnknown: true });
const fail = () => Promise.reject(failure);

describe("writeThenVerify", () => {
  test("returns the response of a write that succeeds, without reading", async () => {
    const result = await writeThenVerify(
      async () => "sent",
      () => Promise.reject(new Error("read")),
    );
    expect(result).toBe("sent");
  });

  test("returns the result of verify when a failed write took effect", async () => {
    expect(await writeThenVerify(fail, async (error) => error.message)).toBe("cannot rename it.");
  });

  test("throws the error of the write when it had no effect", async () => {
    await expect(writeThenVerify(fail, async () => undefined)).rejects.toBe(failure);
  });

  test("throws the error of the write when the object cannot be read", async () => {
    const unreadable = new ApiError("cannot read it.", { reason: "unavailable" });
    await expect(writeThenVerify(fail, () => Promise.reject(unreadable))).rejects.toBe(failure);
  });

  test("throws an error of verify that is not an API error", async () => {
    const explanation = new UserError("cannot rename it: it is archived.");
    await expect(writeThenVerify(fail, () => Promise.reject(explanation))).rejects.toBe(explanation);
  });

  test("does not read after an error that is not an API error", async () => {
    const bug = new TypeError("x is not a function");
    await expect(
      writeThenVerify(
        () => Promise.reject(bug),
        async () => "seen",
      ),
    ).rejects.toBe(bug);
  });
});
