import type { ExternalKeyWire } from "../../api/externalKeys/objects.ts";
import { clean } from "../../api/foreignText.ts";
import type { ObjectName } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import type { Inputs, State } from "./schema.ts";

export const kind = "ExternalKey";

/** The key in its key management service, such as its ARN. */
export function keyIn(config: State["providerConfig"]): string {
  const { type, kmsArn, keyName, vaultUri } = (config ?? {}) as Readonly<Record<string, string | undefined>>;
  if (type === "azure") return `${vaultUri}/keys/${keyName}`;
  return kmsArn ?? keyName ?? `a key in ${type ?? "another service"}`;
}

/** A new key in messages. */
export function shownNew({ displayName, providerConfig }: Inputs): string {
  return displayName === undefined
    ? `external key for ${keyIn(providerConfig)}`
    : `external key ${JSON.stringify(displayName)}`;
}

/** A key in messages. */
export function shown(displayName: string | null | undefined, id: string): string {
  return displayName == null
    ? `external key ${clean(id)}`
    : `external key ${JSON.stringify(clean(displayName))} (${clean(id)})`;
}

export function shownWire({ display_name: name, id }: ExternalKeyWire): string {
  return shown(name, id);
}

/** The name that only one resource of a program can declare: two equal resources would adopt each other's key. */
export function declaredName({ providerConfig, displayName, userProfileId }: Partial<Inputs>): ObjectName[] {
  if (providerConfig === undefined) return [];
  const named = displayName === undefined ? "" : ` with the name ${JSON.stringify(displayName)}`;
  const bound = userProfileId === undefined ? "" : ` for ${userProfileId}`;
  const { clientId } = providerConfig as { readonly clientId?: string };
  const by = clientId === undefined ? "" : ` by ${clientId}`;
  return [objectName(kind, `for ${keyIn(providerConfig)}${by}${named}${bound}`, "configuration")];
}
