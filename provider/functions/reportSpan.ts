import type { Client } from "../api/client.ts";
import { type BucketWidth, bucketLength, ceilTo, floorTo, type Span } from "../api/reports/span.ts";
import { UserError } from "../errors.ts";

/** The span that the arguments give, in milliseconds since the epoch. */
export interface GivenSpan {
  readonly startingAt: number;
  readonly endingAt?: number | undefined;
}

/**
 * The span of a report in whole buckets. Without `endingAt` it ends now, by the server's clock, and its last bucket is not
 * complete. `endLength` is what that end is rounded up to, in milliseconds. A span that begins in the future is an error.
 */
export async function spanOf(
  client: Client,
  doing: string,
  { startingAt, endingAt }: GivenSpan,
  width: BucketWidth,
  endLength = 1000,
): Promise<Span> {
  const length = bucketLength[width];
  if (endingAt !== undefined && endingAt <= startingAt) {
    throw new UserError(`cannot ${doing}: \`endingAt\` must be after \`startingAt\`.`);
  }
  // A response has the server's time. If there was none yet, this requests the organization.
  if (endingAt === undefined || startingAt >= Date.now()) await client.organization();
  const now = client.serverNow();
  if (startingAt >= now) throw new UserError(`cannot ${doing}: \`startingAt\` must not be in the future.`);
  return {
    from: floorTo(startingAt, length),
    to: endingAt === undefined ? ceilTo(now, endLength) : ceilTo(endingAt, length),
  };
}

/** The span of a report of the Analytics API, which covers whole hours without buckets. */
export function analyticsSpanOf(
  client: Client,
  doing: string,
  given: GivenSpan,
  width: BucketWidth | undefined,
): Promise<Span> {
  return width === undefined
    ? spanOf(client, doing, given, "1h", bucketLength["1h"])
    : spanOf(client, doing, given, width);
}
