import { PartialWriteError } from "../../../provider/kernel/partialWriteError.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import type { Organization } from "../session.ts";

export type Seen = { name?: string | null; [key: string]: unknown };

export const own = { __provider: "pointer", __origin: "acme/dev::it" };

export const news: Properties = { ...own, name: "A", parts: { left: "l" } };

/** What create and refresh leave of the thing. */
export function stateOf({ emulator }: Organization, more: Properties = {}): Properties {
  return {
    ...news,
    size: 4,
    __managed: ["name", "parts.left"],
    __organization: emulator.organization().id,
    __schema: 1,
    ...more,
  };
}

export async function halfMade(doing: Promise<unknown>): Promise<PartialWriteError> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PartialWriteError)) throw error;
  return error;
}

export const foreign = "11111111-2222-3333-4444-555555555555";
