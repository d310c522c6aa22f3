import { readCondition } from "./condition.ts";
import type { Conditions } from "./conditionProblem.ts";

/**
 * Warnings about conditions that probably match other tokens than they seem to, or no token, each with what to write. They are not errors,
 * since the tokens of an unknown issuer may have such values.
 */
export function unusualConditions({ subjectPrefix, claims = {}, condition }: Conditions): string[] {
  return [
    ...(subjectPrefix === undefined ? [] : unusualSubject(subjectPrefix)),
    ...Object.entries(claims).flatMap(([claim, value]) => unusualClaim(claim, value)),
    ...(condition === undefined ? [] : unusualExpression(condition)),
  ];
}

function unusualExpression(condition: string): string[] {
  const expression = readCondition(condition);
  if (expression.is !== "invalid") return [];
  return [
    `\`match.condition\` is probably not a valid CEL expression (${expression.reason}). The API then rejects the rule.`,
  ];
}

function unusualSubject(subjectPrefix: string): string[] {
  const given = subjectPrefix.endsWith("*") ? subjectPrefix.slice(0, -1) : subjectPrefix;
  if (given.includes("*")) {
    return [
      `\`match.subjectPrefix\`: \`*\` is a wildcard only at the end, so \`${subjectPrefix}\` matches only subjects that contain \`*\`. Use \`condition\`.`,
    ];
  }
  const isPrefix = given !== subjectPrefix;
  if (isPrefix && /[\p{L}\p{N}]$/u.test(given)) {
    const longer = `\`match.subjectPrefix\`: \`${subjectPrefix}\` also matches names that continue after ${JSON.stringify(given)}, such as ${JSON.stringify(`${given}-2`)}.`;
    // The subjects of GitHub Actions end after the environment.
    const isLast = /^repo:.*:environment:[^:]+$/.test(given);
    const orDelimiter = isLast
      ? ""
      : ` if the subject ends there, or end it with its delimiter, as in \`${given}:*\` or \`${given}/*\``;
    return [`${longer} If the last name is complete, omit the \`*\`${orDelimiter}.`];
  }
  return [];
}

/** Claims with the name of an owner or a group. Tokens have the uppercase and lowercase letters with which it was created. */
const caseSensitive = [
  "repository",
  "repository_owner",
  "project_path",
  "namespace_path",
  "organization_slug",
  "terraform_organization_name",
];

function unusualClaim(claim: string, value: string): string[] {
  if (value.includes("*")) {
    return [
      `\`match.claims.${claim}\` is compared as a whole, and \`*\` is not a wildcard in it. Use \`condition\`, such as \`claims.${claim}.startsWith(${JSON.stringify(value.replace(/\*.*$/s, ""))})\`.`,
    ];
  }
  if (caseSensitive.includes(claim) && /\p{Lu}/u.test(value)) {
    return [
      `\`match.claims.${claim}\` is case-sensitive. Make sure that the service shows ${JSON.stringify(value)} with these uppercase letters; otherwise no token matches.`,
    ];
  }
  return [];
}
