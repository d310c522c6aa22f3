import { secretIn } from "../secretIn.ts";

/** The members of a JSON Web Key that are secret: of RSA, elliptic curve, octet and post-quantum keys, and of symmetric ones. */
const secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv", "seed"];

function isSecretMember(name: string): boolean {
  return secretMembers.includes(name.trim().toLowerCase());
}

/** A secret member, at any depth: a key can be in another one by mistake. */
export function secretMemberIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(secretMemberIn).find((name) => name !== undefined);
  if (!isRecord(value)) return undefined;
  return Object.keys(value).find(isSecretMember) ?? secretMemberIn(Object.values(value));
}

/** Whether a value has a symmetric key at any depth. */
export function isSymmetric(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isSymmetric);
  if (!isRecord(value)) return false;
  const { kty } = value;
  return (typeof kty === "string" && /^\s*oct\s*$/i.test(kty)) || isSymmetric(Object.values(value));
}

/** A key without its secret members, which one that was created in the Console could have. They must not reach a state or a snapshot. */
export function withoutSecretMembers(key: Record<string, unknown>): Record<string, unknown> {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (!isRecord(value)) return secretIn(value) === undefined ? value : "[secret]";
    const members = Object.entries(value).filter(([name]) => !isSecretMember(name));
    return Object.fromEntries(members.map(([name, member]) => [name, clean(member)]));
  };
  const cleaned = clean(key);
  return isRecord(cleaned) ? cleaned : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
