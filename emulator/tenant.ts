import type { Clock } from "./clock.ts";
import type { OrganizationState } from "./state/organization.ts";
import { Throttle } from "./throttle.ts";

const perMinute = 60_000;
const perHour = 3_600_000;
const invitesPerHour = 1_200;
const spendLimitRequestsPerMinute = 60;

/** An organization with its credentials and rate limits. Loading a seed replaces only the state. */
export class Tenant {
  readonly adminKey: string;
  readonly requests: Throttle | undefined;
  readonly inviteCreations: Throttle | undefined;
  readonly spendLimitRequests: Throttle | undefined;
  state: OrganizationState;

  constructor(
    adminKey: string,
    state: OrganizationState,
    clock: Clock,
    requestsPerMinute: number | "unlimited",
  ) {
    this.adminKey = adminKey;
    this.state = state;
    const limited = requestsPerMinute !== "unlimited";
    this.requests = limited ? new Throttle(clock, requestsPerMinute, perMinute) : undefined;
    this.inviteCreations = limited ? new Throttle(clock, invitesPerHour, perHour) : undefined;
    this.spendLimitRequests = limited
      ? new Throttle(clock, spendLimitRequestsPerMinute, perMinute)
      : undefined;
  }
}
