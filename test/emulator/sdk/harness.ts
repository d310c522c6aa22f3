import Anthropic from "@anthropic-ai/sdk";
import type { Emulator, EmulatorOptions } from "../../../emulator/index.ts";
import { routes } from "../../../emulator/routes/index.ts";
import { Router } from "../../../emulator/routing.ts";
import { emulate } from "../setup.ts";

const router = new Router(routes);
const started: Emulator[] = [];

/** Starts an emulator with the sample organization, and a client of the official SDK for it. */
export async function start(options: EmulatorOptions = {}) {
  const emulator = await emulate({ seed: "sample", ...options });
  started.push(emulator);
  const client = new Anthropic({ baseURL: emulator.url, apiKey: emulator.adminKey, maxRetries: 0 });
  return { client, emulator, organization: client.organization, actions: emulator.organization().console };
}

/** The routes that the tests have called so far. */
export function drivenRoutes(): Set<string> {
  const driven = new Set<string>();
  for (const { method, path } of started.flatMap(({ requests }) => requests)) {
    const route = router.match(method, path)?.route;
    if (route !== undefined) driven.add(`${route.method} ${route.path}`);
  }
  return driven;
}

/** All items of a list. */
export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

/** The error of a request that fails. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  const [outcome] = await Promise.allSettled([promise]);
  return outcome?.status === "rejected" ? outcome.reason : outcome;
}
