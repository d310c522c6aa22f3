import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import { newId, prefixes } from "../ids.ts";
import type { SpendLimitPeriod, StoredIncreaseRequest } from "../spendLimitsJson.ts";

/** The requests of users for higher spend limits. */
export class IncreaseRequests extends Collection<StoredIncreaseRequest> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(clock);
    this.#clock = clock;
  }

  add(userId: string, period: SpendLimitPeriod): StoredIncreaseRequest {
    const request: StoredIncreaseRequest = {
      id: newId(prefixes.increaseRequest),
      type: "spend_limit_increase_request",
      actor: { type: "user_actor", user_id: userId },
      created_at: this.#clock.timestamp(),
      period,
      resolved_at: null,
      resolved_by: null,
      status: "pending",
    };
    this.set(request.id, request);
    return request;
  }

  resolve(
    request: StoredIncreaseRequest,
    status: "approved" | "denied",
    by: NonNullable<StoredIncreaseRequest["resolved_by"]>,
  ): StoredIncreaseRequest {
    const resolved = { ...request, status, resolved_at: this.#clock.timestamp(), resolved_by: by };
    this.set(request.id, resolved);
    return resolved;
  }
}
