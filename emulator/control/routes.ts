import { z } from "zod";
import { credentialKinds } from "../credentialKind.ts";
import { assumptionChangesSchema } from "../schemas/assumptions.ts";
import { faultOf, faultSchema } from "../schemas/fault.ts";
import { settingsSchema } from "../schemas/settings.ts";
import { keyScopes } from "../scopes.ts";
import type { Seed } from "../seed.ts";
import { check, defined, fields, isRecord, moment, oneOf, text } from "../validation.ts";
import { consoleRoutes } from "./consoleRoutes.ts";
import { enterpriseRoutes } from "./enterpriseRoutes.ts";
import { federationRoutes } from "./federationRoutes.ts";
import { rbacRoutes } from "./rbacRoutes.ts";
import { type ControlRoute, post, route } from "./route.ts";
import { serviceAccountRoutes } from "./serviceAccountRoutes.ts";
import { spendLimitRoutes } from "./spendLimitRoutes.ts";

const word = text({ min: 1 });
const amount = z.number().min(0).optional();

/** Every control route. Routing, checks, `GET /_emulator` and the table in docs/emulator.md use this table. */
export const controlRoutes: readonly ControlRoute[] = [
  route("GET", "", "List the routes.", () =>
    controlRoutes.map(({ method, path, does, takes, example }) => ({
      route: `${method} ${path}`,
      ...defined({ takes, example }),
      does,
    })),
  ),
  route("GET", "/organizations", "List the IDs and names of the organizations.", ({ emulator }) =>
    emulator.organizations.map(({ id, name }) => ({ id, name })),
  ),
  route("GET", "/state", "Return the organization as a seed.", ({ organization }) => organization.state()),
  post(
    "/seed",
    'Replace the organization with a seed, or with the sample organization (`"sample"`).',
    { schema: z.unknown(), example: { version: 1, users: [{ email: "ann@example.com", role: "admin" }] } },
    ({ organization }, body) => {
      // load() checks the seed.
      organization.load(body === "sample" ? body : (body as Seed));
      return { id: organization.id, name: organization.name };
    },
  ),
  route("GET", "/settings", "Return the settings.", ({ organization }) => organization.settings),
  post(
    "/settings",
    "Change the given settings. `null` removes a setting.",
    { schema: z.unknown(), example: { member_limit: 10, allowed_email_domains: null } },
    ({ organization }, body) => {
      const given = isRecord(body) ? Object.entries(body) : [];
      const nulls = given.filter(([, value]) => value === null).map(([name]) => [name, undefined]);
      const removed: object = Object.fromEntries(nulls);
      // Undefined instead of null passes the schema, which still checks the name of the setting.
      const changes = check(settingsSchema, isRecord(body) ? { ...body, ...removed } : body);
      Object.assign(organization.settings, defined(changes), removed);
      return organization.settings;
    },
  ),
  route("GET", "/clock", "Return the emulator's time.", ({ emulator }) => ({ now: emulator.clock.now() })),
  post(
    "/clock/advance",
    "Move the clock forward.",
    {
      schema: fields({ days: amount, hours: amount, minutes: amount, seconds: amount }),
      example: { days: 21 },
    },
    ({ emulator }, duration) => {
      emulator.clock.advance(defined(duration));
      return { now: emulator.clock.now() };
    },
  ),
  route("GET", "/faults", "List the active faults.", ({ emulator }) =>
    emulator.faults.list().map(({ path, ...fault }) => ({
      ...fault,
      ...(path instanceof RegExp ? { pathPattern: path.source } : defined({ path })),
    })),
  ),
  post(
    "/faults",
    "Add a fault. `pathPattern` is a regular expression for the path.",
    {
      schema: faultSchema,
      example: { kind: "loseResponse", method: "POST", path: "/v1/organizations/invites" },
    },
    ({ emulator }, fault) => emulator.faults.add(faultOf(fault)),
  ),
  route("DELETE", "/faults", "Remove all faults.", ({ emulator }) => emulator.faults.clear()),
  route("GET", "/assumptions", "Return the assumptions.", ({ emulator }) => emulator.assumptions),
  post(
    "/assumptions",
    "Change the given assumptions.",
    { schema: assumptionChangesSchema, example: { duplicateWorkspaceName: 409 } },
    ({ emulator }, changes) => Object.assign(emulator.assumptions, defined(changes)),
  ),
  route(
    "GET",
    "/requests",
    "List the Admin API requests, oldest first.",
    ({ emulator }) => emulator.requests,
  ),
  route("DELETE", "/requests", "Clear the list of requests.", ({ emulator }) => emulator.clearRequests()),
  route(
    "GET",
    "/invitations",
    "List the invitations that were sent.",
    ({ emulator }) => emulator.sentInvitations,
  ),
  post(
    "/credentials",
    "Add a credential.",
    {
      schema: fields({
        secret: word,
        kind: oneOf(...credentialKinds),
        expiresAt: moment.optional(),
        apiKeyId: word.optional(),
        scopes: z.array(oneOf(...keyScopes)).optional(),
      }),
      example: { secret: "sk-ant-oat01-example", kind: "oauth" },
    },
    ({ organization }, credential) => organization.credentials.add(credential),
  ),
  post(
    "/credentials/revoke",
    "Revoke a credential. The Admin key can be revoked too.",
    { schema: fields({ secret: word }), example: { secret: "sk-ant-oat01-example" } },
    ({ organization }, { secret }) => organization.credentials.revoke(secret),
  ),
  ...consoleRoutes,
  ...spendLimitRoutes,
  ...serviceAccountRoutes,
  ...enterpriseRoutes,
  ...rbacRoutes,
  ...federationRoutes,
];
