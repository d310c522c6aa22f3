// How often a request is sent again, and how long the client waits before it.

export const maxPauseMs = 8_000;

// How often a request may exceed the rate limit, each time after the pause in `retry-after`.
export const maxPushbacks = 10;

// A 429 without `retry-after` can be another limit, such as the number of workspaces.
export const maxPushbacksWithoutRetryAfter = 6;

// Invitations are limited per hour.
export const maxRetryAfterMs = 65 * 60_000;

// The API rejects concurrent removals of users, so each of many may be rejected several times.
export const tries = { rejected: 8, unsent: 4, lost: 4 } as const;
