import { ApiError } from "../../api/apiError.ts";
import type { ComplianceState } from "../../api/complianceSettings.ts";
import { clean } from "../../api/foreignText.ts";
import { uuid } from "../../api/objects.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import { Inputs, State } from "./schema.ts";

const kind = "ComplianceSettings";

/** The ID of the settings in every organization, for `get` and `import`. */
const anyId = "compliance_settings";

/** The name of the settings. An organization has one set. */
const name = objectName(kind, "of the organization", "scope");

const disabling =
  "While the Compliance API is disabled, the activity of the organization is not captured, except Access Transparency events.";

export const complianceSettings = defineResource<typeof Inputs, typeof State>({
  kind,
  inputs: Inputs,
  state: State,
  managed: ["state"],
  impossible: {
    accessTransparency: "changeAccessTransparency",
    onDelete: "deleteComplianceSettings",
  },

  parseId(id) {
    const trimmed = id.trim();
    if (trimmed === anyId) return anyId;
    if (uuid.test(trimmed)) return trimmed.toLowerCase();
    throw new UserError(
      `${JSON.stringify(clean(id))} is not the ID of ComplianceSettings. Use \`${anyId}\`, or the ID of the organization, a UUID.`,
    );
  },
  idIn: ({ organizationId }) => organizationId ?? undefined,
  names: () => [name],

  warn: ({ state }) =>
    state === "disabled"
      ? [
          {
            property: "state",
            reason: `\`state: "disabled"\` turns the Compliance API off. ${disabling}`,
            code: "complianceDisabled",
          },
        ]
      : [],

  async verify({ cache }, _, { minFreshness }) {
    try {
      await cache.compliance.state(minFreshness);
    } catch (error) {
      if (error instanceof ApiError && error.reason === "forbidden") throw new UserError(error.message);
      throw error;
    }
  },

  attention(operation, old, { state }) {
    const [declared] = operation.ownership.ofType<Inputs>(kind);
    // The engine shows a change of the program.
    const isDrift = declared === undefined || declared.olds?.state === state;
    if (state !== undefined && old.state !== undefined && state !== old.state && isDrift) {
      operation.notifyOnce("complianceState", driftText(state));
    }
    return undefined;
  },

  async create(operation, { state }) {
    const { client, cache, began } = operation;
    const organizationId = (await client.organization()).toLowerCase();
    if ((await cache.compliance.state(began)) === state) {
      return { id: organizationId, observed: { state, organizationId, adopted: true } };
    }
    const observed = await set(operation, organizationId, state);
    return { id: organizationId, observed: { ...observed, adopted: false } };
  },

  async read({ client, cache }, id, old) {
    const organizationId = (await client.organization()).toLowerCase();
    if (old === undefined && id !== anyId && id !== organizationId) {
      throw new UserError(
        `cannot read ComplianceSettings ${id}: the credential belongs to organization ${organizationId}. Use a credential of the other organization, or the ID \`${anyId}\`.`,
      );
    }
    return { state: await cache.compliance.state(cache.lastMinute()), organizationId };
  },

  update: (operation, id, _, { state }) => set(operation, id, state),

  retained: ({ state }, id) =>
    `The Compliance Settings of organization ${id} are left unchanged (${state}): ${apiLimitation("deleteComplianceSettings")}`,

  delete: () => Promise.resolve(),
});

/** Why the state differs from the declared one, and what `up` does. */
function driftText(declared: ComplianceState): string {
  return declared === "enabled"
    ? "The Compliance API is disabled, and the program declares `enabled`. Somebody disabled it, or this is the state of the parent organization. The activity since then was not captured. `up` enables it."
    : `The Compliance API is enabled, and the program declares \`disabled\`. Somebody enabled it, or Anthropic enabled Access Transparency, which enables the Compliance API again, or this is the state of the parent organization. \`up\` disables it. ${disabling}`;
}

/** Sets the state. Fails if the API then shows another one, as it does if the organization has a parent. */
async function set(operation: Operation, id: string, state: ComplianceState): Promise<Observed<State>> {
  const { client, cache } = operation;
  const doing = `set the Compliance Settings to ${state}`;
  const isSet = async () => ((await cache.compliance.state(cache.now())) === state ? state : undefined);
  let shown: ComplianceState | undefined = await writeThenVerify(
    () => cache.compliance.set(state, doing),
    async (failure) => (failure.outcomeUnknown ? await isSet() : undefined),
  );
  for (const seconds of [1, 2, 4]) {
    if (shown === state) break;
    await client.pause(seconds * 1000 * client.pace);
    shown = await isSet();
  }
  const observed: Observed<State> = { state, organizationId: id.toLowerCase() };
  if (shown !== state) {
    const other = state === "enabled" ? "disabled" : "enabled";
    throw new PartialWriteError<State>(
      `cannot ${doing}: the API accepted the change, but it still returns ${other}, since ${apiLimitation("changeInheritedCompliance")}`,
      id,
      { ...observed, state: other },
    );
  }
  if (state === "disabled") {
    operation.notify("complianceDisabled", `This disables the Compliance API. ${disabling}`);
  }
  return observed;
}
