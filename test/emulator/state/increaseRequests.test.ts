import { expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { IncreaseRequests } from "../../../emulator/state/increaseRequests.ts";

it("an increase request is pending until it is resolved", () => {
  const requests = new IncreaseRequests(new Clock());
  const request = requests.add("user_eva", "weekly");
  expect(request).toMatchObject({ status: "pending", period: "weekly", resolved_at: null });
  const by = { type: "user_actor", user_id: "user_tom" } as const;
  requests.resolve(request, "approved", by);
  expect(requests.get(request.id)).toEqual({
    ...request,
    status: "approved",
    resolved_by: by,
    resolved_at: expect.any(String),
  });
});
