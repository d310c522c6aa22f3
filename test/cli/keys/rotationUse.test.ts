import { describe, expect, it } from "vitest";
import { evaluateUse, type RotationUse, useLines } from "../../../cli/keys/rotationUse.ts";

const hour = 3_600_000;
const at = (time: string) => Date.parse(`2026-11-20T${time}:00Z`);
const inHour = (time: string) => ({ from: at(time), to: at(time) + hour });

function use(more: Partial<RotationUse> = {}): RotationUse {
  return {
    source: "analytics",
    since: at("00:00"),
    completeTo: at("10:30"),
    isAssumed: false,
    readAt: at("10:31"),
    oldUse: undefined,
    newUse: inHour("09:00"),
    ...more,
  };
}

describe("evaluateUse", () => {
  it("counts the grace period from the end of the hour of the last use", () => {
    expect(evaluateUse(use({ oldUse: inHour("07:00") }), 2 * hour)).toEqual({
      isNewUsed: true,
      isLate: false,
      quietAt: at("10:00"),
      isReady: true,
    });
    expect(evaluateUse(use({ oldUse: inHour("08:00") }), 2 * hour).isReady).toBe(false);
  });

  it("counts an hour that has not ended up to the complete usage", () => {
    expect(evaluateUse(use({ oldUse: inHour("10:00") }), hour)).toMatchObject({
      quietAt: at("11:30"),
      isReady: false,
    });
    // The use is newer than what is complete.
    expect(evaluateUse(use({ oldUse: inHour("10:00"), completeTo: at("09:00") }), 0)).toMatchObject({
      quietAt: at("10:00"),
      isReady: false,
    });
  });

  it("a rotation is ready when the new key is in use, and usage is complete for the grace period", () => {
    expect(evaluateUse(use({ newUse: undefined }), 0)).toMatchObject({ isNewUsed: false, isReady: false });
    expect(evaluateUse(use({ completeTo: at("00:30") }), hour).isReady).toBe(false);
    expect(evaluateUse(use(), 10 * hour).isReady).toBe(true);
  });

  it("a rotation is never ready when the usage is more than a day late, since the old key may have been used again", () => {
    const readAt = at("10:30") + 24 * hour;
    expect(evaluateUse(use({ readAt }), 10 * hour)).toMatchObject({ isLate: false, isReady: true });
    expect(evaluateUse(use({ readAt: readAt + 1 }), 10 * hour)).toMatchObject({
      isLate: true,
      isReady: false,
    });
  });
});

it("the evidence shows the time up to which usage is complete", () => {
  expect(useLines(use({ oldUse: inHour("08:00"), source: "legacy", isAssumed: true }))).toEqual([
    "  New key  last used between 2026-11-20T09:00:00Z and 2026-11-20T10:00:00Z",
    "  Old key  last used between 2026-11-20T08:00:00Z and 2026-11-20T09:00:00Z",
    "  Source   the legacy usage report, which covers only the Messages API, complete up to 2026-11-20T10:30:00Z (assumed). Later usage is not known yet.",
  ]);
  expect(useLines(use())[1]).toBe("  Old key  not used since 2026-11-20T00:00:00Z");
});
