import { own } from "../../kernel/values.ts";
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
  /** The claims that these arguments set, and the argument that sets each. */
  readonly setClaims: Readonly<Record<string, string>>;
  /** Whether only the tokens of pull requests or merge requests have a claim with this value. */
  readonly isOfRequests: (claim: string, value: string) => boolean;
}

/** Arguments that are valid individually but contradict each other. */
export function pipelineContradictions(name: string, args: PipelineAccessArgs, choice: Choice): string[] {
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
  reasons.push(...claimContradictions(args.claims ?? {}, choice));
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

function claimContradictions(claims: Readonly<Record<string, unknown>>, choice: Choice): string[] {
  const { requests, allowsRequests, setClaims, isOfRequests } = choice;
  const ref = refArgument(choice);
  return Object.entries(claims).flatMap(([claim, value]): string[] => {
    const argument = own(setClaims, claim);
    if (argument !== undefined) {
      return [
        `\`claims.${claim}\`: \`${argument}\` sets this claim. Remove it from \`claims\`, or change \`${argument}\`.`,
      ];
    }
    if (allowsRequests || typeof value !== "string" || !isOfRequests(claim, value.trim())) return [];
    const where = ref === undefined ? "" : ` in another component, without \`${ref}\``;
    return [
      `\`claims.${claim}\`: no token has the value ${JSON.stringify(value)} without \`${requests}\`. Set \`${requests}: true\`${where}.`,
    ];
  });
}

/** The argument that chooses a branch or a tag, if one does. */
export function refArgument({
  branch,
  tag,
}: {
  readonly branch?: unknown;
  readonly tag?: unknown;
}): "branch" | "tag" | undefined {
  if (branch !== undefined) return "branch";
  return tag === undefined ? undefined : "tag";
}
