/**
 * The form of an issuer's subjects: a key with the tenant and its workload, and then details, such as
 * `repo:acme/app:ref:refs/heads/main` or `organization:acme:pipeline:app:ref:refs/heads/main`. With GitHub's immutable subjects, the
 * names have IDs: `repo:acme@12/app@345:ref:refs/heads/main`.
 */
export interface Subject {
  /** `repo` */
  readonly key: string;
  /** What a tenant and a workload are, for messages. */
  readonly tenant: string;
  readonly workload: string;
  /** The character after the name of the tenant. */
  readonly afterTenant: string;
  /** The text between the tenant and the name of the workload. */
  readonly workloadKey: string;
}

/** What a condition says about the tenant. */
export interface Reading {
  readonly identifies: boolean;
  /** Whether any token can match. */
  readonly matchesAny: boolean;
  /** Why it matches more or less than it seems to, and what to write instead. */
  readonly problem?: string;
}

export const oneTenant: Reading = { identifies: true, matchesAny: true };
export const noTenant: Reading = { identifies: false, matchesAny: true };

/**
 * Reads a `subjectPrefix`. It is compared as a whole, or as a prefix if it ends with `*`. `isCommon` tells which claims identify no
 * tenant, for subjects of another form, since the owners of some issuers' workloads can choose the claims in their subjects.
 */
export function subjectOf(
  subjectPrefix: string,
  form: Subject | undefined,
  isCommon: (claim: string) => boolean,
): Reading {
  const isPrefix = subjectPrefix.endsWith("*");
  const given = isPrefix ? subjectPrefix.slice(0, -1) : subjectPrefix;
  if (form === undefined) return readId(subjectPrefix, given, isPrefix);
  const start = `${form.key}:`;
  if (given.startsWith(start)) return readNames(subjectPrefix, given.slice(start.length), isPrefix, form);
  // A prefix of every subject, such as `*` or `rep*`.
  if (isPrefix && start.startsWith(given)) return noTenant;
  const keys = Array.from(given.matchAll(/(?:^|:)([a-z_]+):/g), ([, key = ""]) => key);
  return keys.length === 0 || keys.some((key) => !isCommon(key)) ? oneTenant : noTenant;
}

/** An ID such as `116405231457621307921`. A prefix of it matches IDs of others. */
function readId(shown: string, given: string, isPrefix: boolean): Reading {
  if (given === "") return noTenant;
  if (!isPrefix || !/^\d+$/.test(given)) return oneTenant;
  const problem = `\`${shown}\` also matches the IDs of others that begin with ${given}. Write the whole ID, without \`*\`.`;
  return { ...noTenant, problem };
}

function readNames(shown: string, names: string, isPrefix: boolean, form: Subject): Reading {
  const { key, afterTenant, workloadKey } = form;
  const [name, afterwards] = split(names, afterTenant);
  if (name === "") return noTenant;
  const tooMuch = (problem: string): Reading => ({ ...noTenant, problem });
  const nothing = (problem: string): Reading => ({ identifies: false, matchesAny: false, problem });
  const start = `${key}:${name}${afterTenant}`;
  const nameOfWorkload = afterwards?.startsWith(workloadKey)
    ? afterwards.slice(workloadKey.length)
    : undefined;
  const [workload, details] = nameOfWorkload === undefined ? [""] : split(nameOfWorkload, ":");
  if (`${name}${workload}`.includes("*")) {
    return nothing(
      `\`${shown}\` matches no token, since \`*\` is a wildcard only at the end. Use \`claims\` or \`condition\`.`,
    );
  }
  if (!isPrefix) {
    if (!/[:/]$/.test(shown)) return oneTenant;
    return nothing(
      `\`${shown}\` matches no token, since it is compared with the whole subject. End it with \`*\` to compare the beginning.`,
    );
  }
  if (afterwards === undefined) {
    return tooMuch(
      `\`${shown}\` also matches other ${form.tenant} names that begin with ${name}, such as ${name}-2. Write \`${start}*\`.`,
    );
  }
  // A name that ends with a separator, such as `infra-`, is a prefix on purpose.
  if (details === undefined && /[\p{L}\p{N}]$/u.test(workload)) {
    const whole = `${start}${workloadKey}${workload}`;
    return tooMuch(
      `\`${shown}\` also matches other ${form.workload} names that begin with ${workload}, such as ${workload}-2. Write \`${whole}:*\`.`,
    );
  }
  return oneTenant;
}

/** The text before and after a separator. The second part is undefined without the separator. */
function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
