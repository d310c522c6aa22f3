import { type Comparison, type Expression, readCondition } from "./condition.ts";
import { type Beginning, beginningsOf } from "./regularExpression.ts";
import { commonClaim, type SharedIssuer } from "./sharedIssuers.ts";
import { noTenant, oneTenant, type Reading, subjectOf } from "./subject.ts";

/** Why a claim never has this value. Undefined if it may. */
export function impossibleValue(issuer: SharedIssuer, claim: string, value: string): string | undefined {
  const { workloadClaim, paths, names, ids, refs } = issuer;
  const shown = `\`${claim}\` is never ${JSON.stringify(value)}`;
  const isRef = refs.full.includes(claim) || refs.short.includes(claim);
  const isName = claim === workloadClaim || [...paths, ...names, ...ids].includes(claim);
  if (value.includes("*") && (isName || isRef || claim === "sub")) {
    const start = value.slice(0, -1);
    if (claim === "sub")
      return `${shown}, since \`*\` is a wildcard only in \`subjectPrefix\`. Use \`subjectPrefix\`.`;
    const isPrefix = start !== "" && !start.includes("*") && value.endsWith("*");
    const instead =
      isPrefix && (isRef || startsWith(issuer, claim, start).identifies)
        ? `Set \`condition\` to \`claims.${claim}.startsWith(${JSON.stringify(start)})\``
        : isPrefix && claim === workloadClaim
          ? `Set \`condition\` to \`claims.${claim}.startsWith("${start.includes("/") ? `${start}-` : `${start}/`}")\``
          : "Use `condition`";
    return `${shown}, since values are compared as a whole and \`*\` is not a wildcard. ${instead}.`;
  }
  if (isName && value.trim() === "") return `${shown}. Set the value that your tokens have.`;
  if (claim === workloadClaim && !/^[^/\s]+(\/[^/\s]+)+$/.test(value)) {
    const { tenant, workload } = issuer.subject ?? { tenant: "owner", workload: "repository" };
    return `${shown}, since it has the names of the ${tenant} and the ${workload}. Write \`${value.split("/")[0]}/NAME\`.`;
  }
  if (names.includes(claim) && value.includes("/")) {
    return `${shown}, since it is one name. Write ${JSON.stringify(value.split("/")[0])}.`;
  }
  if (ids.includes(claim) && !/^\d+$/.test(value))
    return `${shown}, since it is a number. Write the numeric ID.`;
  if (refs.full.includes(claim) && value !== "" && !value.startsWith("refs/")) {
    return `${shown}, since it begins with \`refs/\`. Write "refs/heads/${value}" for a branch, or "refs/tags/${value}" for a tag.`;
  }
  const [, name] = /^refs\/(?:heads|tags)\/(.+)$/.exec(value) ?? [];
  if (refs.short.includes(claim) && name !== undefined) {
    return `${shown}, since it is only the name. Write ${JSON.stringify(name)}.`;
  }
  return undefined;
}

/** What a CEL expression says about the tenant. */
export function conditionReading(issuer: SharedIssuer, condition: string): Reading {
  return readingOf(issuer, readCondition(condition));
}

function readingOf(issuer: SharedIssuer, expression: Expression): Reading {
  switch (expression.is) {
    case "all": {
      const parts = expression.parts.map((part) => readingOf(issuer, part));
      const empty = parts.find(({ matchesAny }) => !matchesAny);
      return empty ?? { ...withProblemOf(parts), identifies: parts.some(({ identifies }) => identifies) };
    }
    case "any": {
      const parts = expression.parts.map((part) => readingOf(issuer, part));
      const possible = parts.filter(({ matchesAny }) => matchesAny);
      // One that matches nothing is a mistake, even if another one matches.
      return (
        parts.find(({ matchesAny }) => !matchesAny) ?? {
          ...withProblemOf(parts.filter(({ identifies }) => !identifies)),
          identifies: possible.every(({ identifies }) => identifies),
        }
      );
    }
    case "free":
    case "never":
      return noTenant;
    case "invalid":
      return tooMuch(
        `\`condition\` could not be read (${expression.reason}), so nothing says which tokens it matches. Correct it, or identify your tokens with \`claims\`.`,
      );
    case "unread":
      return expression.claims.some((claim) => !commonClaim(issuer, claim)) ? oneTenant : noTenant;
    default:
      return comparisonReading(issuer, expression);
  }
}

function withProblemOf(parts: readonly Reading[]): Reading {
  const problem = parts.find((part) => part.problem !== undefined)?.problem;
  return problem === undefined ? noTenant : { ...noTenant, problem };
}

function comparisonReading(issuer: SharedIssuer, comparison: Comparison): Reading {
  const { is, claim, values, source } = comparison;
  const [value = ""] = values;
  if (is === "equal") {
    const impossible = values
      .map((one) => impossibleValue(issuer, claim, one))
      .find((one) => one !== undefined);
    if (impossible !== undefined) return { identifies: false, matchesAny: false, problem: impossible };
    return isIdentifying(issuer, claim, values) ? oneTenant : noTenant;
  }
  if (commonClaim(issuer, claim)) return noTenant;
  if (is === "startsWith") return startsWith(issuer, claim, value, source);
  if (is === "matches") return matches(issuer, claim, value, source);
  // The domain of an email address is its end.
  if (is === "endsWith" && claim === "email" && value.startsWith("@") && !sharedDomains.includes(value))
    return oneTenant;
  if (!isKnown(issuer, claim)) return oneTenant;
  const where = is === "endsWith" ? "end with" : "contain";
  return tooMuch(
    `\`${source}\` also matches values of others that ${where} ${JSON.stringify(value)}. Write \`claims.${claim} == "..."\`.`,
  );
}

/** Whether a claim with one of these values is that of one tenant. The owner of a workload can choose the claims in its subjects. */
export function isIdentifying(issuer: SharedIssuer, claim: string, values: readonly string[]): boolean {
  if (claim !== "sub") return !commonClaim(issuer, claim);
  const isCommon = (one: string) => commonClaim(issuer, one);
  return values.every((value) => subjectOf(value, issuer.subject, isCommon).identifies);
}

/** Domains of email addresses that everyone can get. */
const sharedDomains: readonly string[] = [
  "@gmail.com",
  "@googlemail.com",
  "@developer.gserviceaccount.com",
  "@appspot.gserviceaccount.com",
];

function isKnown({ workloadClaim, paths, names, ids }: SharedIssuer, claim: string): boolean {
  return claim === workloadClaim || claim === "sub" || [...paths, ...names, ...ids].includes(claim);
}

const tooMuch = (problem: string): Reading => ({ ...noTenant, problem });

function startsWith(
  issuer: SharedIssuer,
  claim: string,
  start: string,
  source = `claims.${claim}.startsWith(${JSON.stringify(start)})`,
): Reading {
  const { workloadClaim, paths, names, ids, subject } = issuer;
  const call = (text: string) => `\`claims.${claim}.startsWith(${JSON.stringify(text)})\``;
  const others = (what: string, begin: string) =>
    `\`${source}\` also matches other ${what} that begin with ${begin}, such as ${begin}-2.`;
  if (start === "") return noTenant;
  if (start.includes("*") && isKnown(issuer, claim)) {
    const problem = `\`${source}\` matches no token, since \`*\` is not a wildcard. Write ${call(start.replace(/\*.*$/, ""))}.`;
    return { identifies: false, matchesAny: false, problem };
  }
  if (claim === "sub") {
    const reading = subjectOf(`${start}*`, subject, (one) => commonClaim(issuer, one));
    return reading.problem === undefined
      ? reading
      : { ...reading, problem: `\`${source}\`: ${reading.problem}` };
  }
  const tenant = subject?.tenant ?? "tenant";
  if (claim === workloadClaim || paths.includes(claim)) {
    const slash = start.indexOf("/");
    if (slash < 0) return tooMuch(`${others(`${tenant} names`, start)} Write ${call(`${start}/`)}.`);
    const rest = start.slice(slash + 1);
    if (claim !== workloadClaim || !/[\p{L}\p{N}]$/u.test(rest)) return oneTenant;
    const what = `${subject?.workload ?? "workload"} names`;
    return tooMuch(`${others(what, rest)} Write \`claims.${claim} == ${JSON.stringify(start)}\`.`);
  }
  if (names.includes(claim) || ids.includes(claim)) {
    return tooMuch(`${others("values", start)} Write \`claims.${claim} == ${JSON.stringify(start)}\`.`);
  }
  if (!/[\p{L}\p{N}]$/u.test(start)) return oneTenant;
  return tooMuch(
    `${others("values", start)} Write \`claims.${claim} == ${JSON.stringify(start)}\`, or end the text with a delimiter.`,
  );
}

/** Reads a regular expression, which matches anywhere in the value. A part that is not read counts as identifying. */
function matches(issuer: SharedIssuer, claim: string, expression: string, source: string): Reading {
  const beginnings = beginningsOf(expression);
  if (beginnings === undefined) return oneTenant;
  const readings = beginnings.map((one) => beginningReading(issuer, claim, one, source));
  return (
    readings.find(({ identifies, problem }) => !identifies && problem !== undefined) ??
    readings.find(({ identifies }) => !identifies) ??
    oneTenant
  );
}

function beginningReading(
  issuer: SharedIssuer,
  claim: string,
  { text, next, later, isAnchored }: Beginning,
  source: string,
): Reading {
  // The domain of an email address is its end.
  if (claim === "email" && (text.startsWith("@") || (text === "" && later.includes("@")))) return oneTenant;
  if (!isKnown(issuer, claim) && (!isAnchored || text === ""))
    return /[\p{L}\p{N}]/u.test(text + later) ? oneTenant : noTenant;
  if (!isAnchored) {
    return tooMuch(
      `\`${source}\` also matches values of others, since \`matches\` finds the expression anywhere in the value. Begin it with \`^\`.`,
    );
  }
  if (claim === "sub") {
    const start = `${issuer.subject?.key ?? ""}:`;
    const isUsual = issuer.subject === undefined || text.startsWith(start) || start.startsWith(text);
    if (next === "end") return subjectOf(text, issuer.subject, (one) => commonClaim(issuer, one));
    // The owner of a repository can choose other claims for its subjects.
    if (!isUsual) return keysIn(text + later).some((key) => !commonClaim(issuer, key)) ? oneTenant : noTenant;
  }
  if (next === "end") return text === "" ? noTenant : oneTenant;
  return next === "unread" ? oneTenant : startsWith(issuer, claim, text, source);
}

/** The keys of a subject such as `environment:prod:repo:acme/app`. */
function keysIn(text: string): string[] {
  return Array.from(text.matchAll(/(?:^|[^a-z_])([a-z_]+):/g), ([, key = ""]) => key);
}
