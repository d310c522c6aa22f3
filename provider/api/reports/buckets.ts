import { z } from "zod";
import type { Client } from "../client.ts";
import { Timestamp } from "../objects.ts";
import type { Query } from "../path.ts";
import { incomplete, readRange } from "./pages.ts";
import {
  type BucketWidth,
  bucketLength,
  floorTo,
  isFuture,
  maxBuckets,
  type OnRange,
  rangesOf,
  type Span,
  timeText,
} from "./span.ts";

/** A report in time buckets. */
export interface BucketedReport<R> {
  readonly path: string;
  readonly query: Query;
  readonly width: BucketWidth;
  readonly betas?: readonly string[] | undefined;
  /** The schema of one result in a bucket. */
  readonly result: z.ZodType<R>;
  readonly doing: string;
  readonly onRange?: OnRange | undefined;
}

/** A time bucket, possibly empty. */
export interface Bucket<R> extends Span {
  readonly results: readonly R[];
}

/**
 * Reads the buckets of a span range by range, oldest first, and yields the buckets of each range. A range is at most one page of the
 * API. The responses must contain every bucket of the span that has ended, and no bucket outside of the span.
 */
export async function* readBuckets<R>(
  client: Client,
  { path, query, width, betas, result, doing, onRange }: BucketedReport<R>,
  span: Span,
): AsyncGenerator<readonly Bucket<R>[]> {
  const length = bucketLength[width];
  const limit = maxBuckets[width];
  const item = bucketSchema(result);
  const aligned = { from: floorTo(span.from, length), to: span.to };
  let now: Date | undefined;
  for (const range of rangesOf(aligned, limit * length)) {
    if (isFuture(range, now)) return;
    const { items, date, requestId } = await readRange(client, {
      path,
      query: {
        ...query,
        starting_at: timeText(range.from),
        ending_at: timeText(range.to),
        bucket_width: width,
      },
      limit,
      betas,
      item,
      identity: ({ starting_at }) => String(Date.parse(starting_at)),
      doing,
    });
    now = date;
    const found = new Map(items.map((bucket) => [Date.parse(bucket.starting_at), bucket]));
    const buckets: Bucket<R>[] = [];
    for (const { from } of rangesOf(range, length)) {
      const bucket = found.get(from);
      found.delete(from);
      if (bucket !== undefined && Date.parse(bucket.ending_at) !== from + length) {
        throw incomplete(doing, `a bucket begins at ${timeText(from)} and does not last ${width}`, requestId);
      }
      if (bucket !== undefined) buckets.push({ from, to: from + length, results: bucket.results });
      else if (date === undefined || from + length <= date.getTime()) {
        throw incomplete(doing, `the API returned no bucket for ${timeText(from)}`, requestId);
      }
    }
    for (const other of found.keys()) {
      throw incomplete(
        doing,
        `the API returned a bucket for ${timeText(other)}, which was not requested`,
        requestId,
      );
    }
    onRange?.(range.to);
    yield buckets;
  }
}

function bucketSchema<R>(result: z.ZodType<R>) {
  return z.object({ starting_at: Timestamp, ending_at: Timestamp, results: z.array(result) });
}
