import type { z } from "zod";
import type { ConsoleActions } from "../console/definition.ts";
import { type ControlRoute, post } from "./route.ts";

/** The route for one action of the Console. */
export function action<S extends z.ZodType>(
  name: keyof ConsoleActions,
  does: string,
  body: { schema: S; example: z.input<S> },
  act: (console: ConsoleActions, body: z.output<S>) => unknown,
): ControlRoute {
  return post(`/console/${name}`, does, body, ({ organization }, given) => act(organization.console, given));
}
