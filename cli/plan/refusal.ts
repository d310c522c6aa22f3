/** What `up` would refuse to do, in its own words. */
export interface Refusal {
  readonly kind: string;
  readonly resource: string;
  readonly reason: string;
}
