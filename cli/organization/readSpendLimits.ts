import { ApiError } from "../../provider/api/apiError.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { isWithoutAccess, withoutAccess } from "../../provider/api/spendLimits/access.ts";
import type { SpendLimitWire } from "../../provider/api/spendLimits/objects.ts";
import type { Io } from "../output/io.ts";

/** The spend limits to read, with one request per 1,000. */
export interface WantedSpendLimits {
  /** Whether it is an error that the key cannot read spend limits. Otherwise they are left out. */
  readonly required: boolean;
}

/** Reads the spend limits. Undefined without early access, or if the key cannot read them, for which one request is sent. */
export async function readSpendLimits(
  io: Io,
  { spendLimits }: OrganizationCache,
  { required }: WantedSpendLimits,
): Promise<readonly SpendLimitWire[] | undefined> {
  try {
    return await spendLimits.all(OrganizationCache.anyAge);
  } catch (error) {
    const isUnavailable =
      isWithoutAccess(error) ||
      (error instanceof ApiError && (error.reason === "forbidden" || error.reason === "not_found"));
    if (required || !isUnavailable) throw error;
    const { summary } = error;
    const reason = isWithoutAccess(error) ? `${withoutAccess}.` : summary;
    io.progress(`Spend limits are left out: ${reason}`);
    return undefined;
  }
}
