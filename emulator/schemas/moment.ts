import { timestampText } from "../validation.ts";

/** An RFC 3339 timestamp, which becomes a Date. */
export const moment = timestampText.transform((text) => new Date(text));
