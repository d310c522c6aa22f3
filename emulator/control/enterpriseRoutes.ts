import { z } from "zod";
import { enablement } from "../schemas/compliance.ts";
import { displayName, keyConfig, keyOutcome } from "../schemas/externalKeys.ts";
import { defined, fields, text } from "../validation.ts";
import { action } from "./action.ts";
import type { ControlRoute } from "./route.ts";

const word = text({ min: 1 });
const id = "ekey_01a";
const providerConfig = {
  type: "aws",
  kms_arn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
} as const;

/** The routes for the actions with external keys and the Compliance Settings. */
export const enterpriseRoutes: readonly ControlRoute[] = [
  action(
    "createExternalKey",
    "Create an external key.",
    {
      schema: fields({
        providerConfig: keyConfig,
        displayName: displayName.optional(),
        userProfileId: word.optional(),
      }),
      example: { providerConfig, displayName: "Production" },
    },
    (console, { providerConfig: config, ...rest }) =>
      console.createExternalKey({ providerConfig: config, ...defined(rest) }),
  ),
  action(
    "updateExternalKey",
    "Change the given properties of an external key. `null` removes the name.",
    {
      schema: fields({
        id: word,
        displayName: z.nullable(displayName).optional(),
        providerConfig: keyConfig.optional(),
      }),
      example: { id, displayName: "Live" },
    },
    (console, { id: key, ...rest }) => console.updateExternalKey(key, defined(rest)),
  ),
  action(
    "deleteExternalKey",
    "Delete an external key that no workspace uses.",
    { schema: fields({ id: word }), example: { id } },
    (console, given) => console.deleteExternalKey(given.id),
  ),
  action(
    "setExternalKeyValidation",
    "Set how the key management service of an external key responds.",
    { schema: fields({ id: word, outcome: keyOutcome }), example: { id, outcome: "failure" } },
    (console, given) => console.setExternalKeyValidation(given.id, given.outcome),
  ),
  action(
    "setComplianceState",
    "Enable or disable the Compliance API of the organization.",
    { schema: fields({ state: enablement }), example: { state: "disabled" } },
    (console, given) => console.setComplianceState(given.state),
  ),
  action(
    "setParentComplianceState",
    "Enable or disable the Compliance API in the parent organization.",
    { schema: fields({ state: enablement }), example: { state: "disabled" } },
    (console, given) => console.setParentComplianceState(given.state),
  ),
  action(
    "provisionAccessTransparency",
    "Enable Access Transparency, which enables the Compliance API again.",
    { schema: fields({}), example: {} },
    (console) => console.provisionAccessTransparency(),
  ),
];
