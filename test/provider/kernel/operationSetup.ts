import type { Properties } from "../../../provider/kernel/values.ts";
import type { Organization } from "../harness/index.ts";

export type Seen = { name?: string | null; [key: string]: unknown };

export const own = { __provider: "pointer", __origin: "acme/dev::it" };

export const news: Properties = { ...own, name: "A", parts: { left: "l" } };

/** The state of the thing after create or refresh. */
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

export const foreign = "11111111-2222-3333-4444-555555555555";
