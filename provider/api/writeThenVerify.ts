import { ApiError, isUnexplained, withAdvice } from "./apiError.ts";

/**
 * Sends a write. If the write fails, `verify` reads the object. If the object has the values that the write sets, the write counts as
 * successful, and `verify` returns the result that `send` would have returned. Otherwise `verify` returns undefined. If it returns
 * undefined or the object cannot be read, the error of the write is thrown. If only the API's message gives the reason,
 * `advise` returns what to do, based on what `verify` has read.
 */
export async function writeThenVerify<Result>(
  send: () => Promise<Result>,
  verify: (failure: ApiError) => Promise<Result | undefined>,
  advise?: () => string | undefined,
): Promise<Result> {
  try {
    return await send();
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure;
    const result = await verify(failure).catch((error: unknown) => {
      if (error instanceof ApiError) return undefined;
      throw error;
    });
    if (result !== undefined) return result;
    const advice = isUnexplained(failure) ? advise?.() : undefined;
    throw advice === undefined ? failure : withAdvice(failure, advice);
  }
}
