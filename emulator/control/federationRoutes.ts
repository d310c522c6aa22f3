import { z } from "zod";
import {
  federationDescription,
  federationName,
  issuerUrl,
  jwks,
  match,
  maxJwtLifetime,
  scopes,
  tokenLifetime,
} from "../schemas/federation.ts";
import { defined, fields, text } from "../validation.ts";
import { action } from "./action.ts";
import type { ControlRoute } from "./route.ts";

const word = text({ min: 1 });
const issuer = "github-actions";
const rule = "deploy";

const issuerChanges = {
  jwks: jwks.optional(),
  checkJti: z.boolean().optional(),
  maxJwtLifetimeSeconds: maxJwtLifetime.optional(),
};

const ruleChanges = {
  oauthScope: scopes.optional(),
  workspaces: z.array(word).optional(),
  appliesToAllWorkspaces: z.boolean().optional(),
  description: federationDescription.optional(),
  tokenLifetimeSeconds: tokenLifetime.optional(),
};

/** The routes for the actions with federation issuers and rules. */
export const federationRoutes: readonly ControlRoute[] = [
  action(
    "createFederationIssuer",
    "Create a federation issuer.",
    {
      schema: fields({ name: federationName, issuerUrl, ...issuerChanges }),
      example: { name: issuer, issuerUrl: "https://token.actions.githubusercontent.com" },
    },
    (console, { name, issuerUrl: url, ...rest }) =>
      console.createFederationIssuer({ name, issuerUrl: url, ...defined(rest) }),
  ),
  action(
    "updateFederationIssuer",
    "Change the given properties of a federation issuer.",
    {
      schema: fields({
        issuer: word,
        name: federationName.optional(),
        issuerUrl: issuerUrl.optional(),
        ...issuerChanges,
      }),
      example: { issuer, checkJti: false },
    },
    (console, { issuer: reference, ...rest }) => console.updateFederationIssuer(reference, defined(rest)),
  ),
  action(
    "archiveFederationIssuer",
    "Archive a federation issuer without unarchived rules, which is final.",
    { schema: fields({ issuer: word }), example: { issuer } },
    (console, given) => console.archiveFederationIssuer(given.issuer),
  ),
  action(
    "createFederationRule",
    "Create a federation rule.",
    {
      schema: fields({ name: federationName, issuer: word, serviceAccount: word, match, ...ruleChanges }),
      example: {
        name: rule,
        issuer,
        serviceAccount: "ci-deploy",
        match: { subject_prefix: "repo:acme/api:environment:production" },
        workspaces: ["Production"],
      },
    },
    (console, { name, issuer: of, serviceAccount, match: conditions, ...rest }) =>
      console.createFederationRule({ name, issuer: of, serviceAccount, match: conditions, ...defined(rest) }),
  ),
  action(
    "updateFederationRule",
    "Change the given properties of a federation rule.",
    {
      schema: fields({
        rule: word,
        name: federationName.optional(),
        serviceAccount: word.optional(),
        match: match.optional(),
        ...ruleChanges,
      }),
      example: { rule, workspaces: ["Production", "Staging"] },
    },
    (console, { rule: reference, ...rest }) => console.updateFederationRule(reference, defined(rest)),
  ),
  action(
    "archiveFederationRule",
    "Archive a federation rule, which is final.",
    { schema: fields({ rule: word }), example: { rule } },
    (console, given) => console.archiveFederationRule(given.rule),
  ),
];
