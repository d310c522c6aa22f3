import { isNotFound } from "../api/apiError.ts";
import type { Client } from "../api/client.ts";

/** The pauses in seconds, about 30 in total. */
const pauses = [1, 2, 4, 8, 8, 8];

/**
 * Repeats a request that does not find an object, although it exists. The API is eventually consistent: for some seconds after an object
 * was created, other requests may not find it.
 */
export async function untilFound<T>(
  client: Pick<Client, "pause" | "pace">,
  request: () => Promise<T>,
): Promise<T> {
  for (const seconds of pauses) {
    try {
      return await request();
    } catch (error) {
      if (!isNotFound(error) || error.code !== undefined) throw error;
      await client.pause(seconds * 1000 * client.pace);
    }
  }
  return await request();
}
