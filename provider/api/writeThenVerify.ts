import { ApiError } from "./apiError.ts";

/**
 * Sends a write. When it fails, `verify` reads the object: whatever the response was, the write succeeded if the object is as
 * the write leaves it. `verify` then returns what `send` would have returned, else undefined. When the object cannot be read,
 * the error of the write is thrown.
 */
export async function writeThenVerify<Result>(
  send: () => Promise<Result>,
  verify: (failure: ApiError) => Promise<Result | undefined>,
): Promise<Result> {
  try {
    return await send();
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure;
    const result = await verify(failure).catch((error: unknown) => {
      if (error instanceof ApiError) return undefined;
      throw error;
    });
    if (result === undefined) throw failure;
    return result;
  }
}
