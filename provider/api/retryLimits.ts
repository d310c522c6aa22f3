// How often a request is sent again, and how long the client waits in between.

export const longestPauseMs = 8_000;

// How often the rate limit may refuse a request, each time after the pause that the API asked for.
export const mostPushbacks = 10;

// Without `retry-after`, the 429 may mean another limit, such as the number of workspaces.
export const mostPushbacksWithoutWord = 6;

// Invitations are limited per hour.
export const longestRetryAfterMs = 65 * 60_000;

// Removals of users exclude each other, so with many at once each may be refused several times.
export const tries = { refused: 8, unsent: 4, lost: 4 } as const;
