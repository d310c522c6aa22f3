/**
 * How fresh a list must be: one whose fetch started at or after this moment of `live.now()` will do. The kinds in use:
 * `Live.anytime`, `live.lastMinute()`, and the moment at which an operation began.
 */
export type MinFreshness = number;
