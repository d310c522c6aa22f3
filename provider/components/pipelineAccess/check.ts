import type { PipelineAccessArgs } from "./args.ts";
import { slug } from "./names.ts";

/** What the arguments of a pipeline choose, for messages. */
export interface Choice {
  readonly environment: unknown;
  /** A branch and a tag, of which at most one is allowed. */
  readonly branch: unknown;
  readonly tag: unknown;
  /** The argument that allows pull requests or merge requests, and its value. */
  readonly requests: string;
  readonly allowsRequests: boolean;
  /** What would have access without an environment, a branch and a tag. */
  readonly everything: string;
}

/** Arguments that are valid individually but contradict each other. `own` are the claims that the component itself compares. */
export function pipelineContradictions(
  name: string,
  args: PipelineAccessArgs,
  choice: Choice,
  own: Readonly<Record<string, string>>,
): string[] {
  const reasons = choiceContradictions(choice);
  if (args.issuer !== undefined && args.newIssuer !== undefined) {
    reasons.push(
      "`newIssuer` and `issuer` exclude each other: with `issuer`, the component declares no issuer.",
    );
  }
  if (args.name === undefined && slug(name) === "") {
    reasons.push(
      "`name` is required, because the name of the component has no letter or digit that the names of the service account and the rule could have.",
    );
  }
  const issuerUrl: unknown = args.newIssuer?.issuerUrl;
  if (typeof issuerUrl === "string" && issuerUrl.trim().endsWith("/")) {
    reasons.push(
      "`newIssuer.issuerUrl`: must not end with `/`, since it is compared exactly with the claim `iss` of the identity tokens, which does not end with `/`.",
    );
  }
  for (const claim of Object.keys(args.claims ?? {})) {
    const argument = own[claim];
    if (argument !== undefined) reasons.push(`\`claims.${claim}\`: set \`${argument}\` instead.`);
  }
  const { formerNames } = args;
  if (formerNames !== undefined && formerNames !== false && args.issuer !== undefined) {
    if (formerNames.federationIssuer !== undefined) {
      reasons.push("`formerNames.federationIssuer` has no effect with `issuer`. Remove it.");
    }
  }
  return reasons;
}

function choiceContradictions(choice: Choice): string[] {
  const { environment, branch, tag, requests, allowsRequests, everything } = choice;
  if (branch !== undefined && tag !== undefined) {
    return ["`branch` and `tag` exclude each other. Declare another component for the second one."];
  }
  const ref = refArgument(choice);
  if (environment === undefined && ref === undefined && !allowsRequests) {
    return [`Set \`environment\`, \`branch\` or \`tag\`: otherwise ${everything} would have access.`];
  }
  if (allowsRequests && ref !== undefined) {
    return [
      `\`${requests}\` and \`${ref}\` exclude each other. Declare another component for \`${requests}\`.`,
    ];
  }
  return [];
}

/** The argument that chooses a branch or a tag, if one does. */
export function refArgument({ branch, tag }: Pick<Choice, "branch" | "tag">): "branch" | "tag" | undefined {
  if (branch !== undefined) return "branch";
  return tag === undefined ? undefined : "tag";
}
