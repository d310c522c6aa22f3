/** The conditions that the identity tokens of a pipeline meet. */
export interface PipelineMatch {
  readonly claims: Record<string, string>;
  /** A CEL expression, for what claims cannot express. */
  readonly condition?: string;
  readonly audience: string;
}

/** Claims with their exact values, or a CEL expression. */
export interface Requirement {
  readonly claims?: Readonly<Record<string, string>>;
  readonly condition?: string;
}

/** Requires the exact value of a claim, or the beginning of it if `value` ends with `*`. */
export function requireClaim(claim: string, value: string): Requirement {
  if (!value.endsWith("*")) return { claims: { [claim]: value } };
  return { condition: `claims.${claim}.startsWith(${JSON.stringify(value.slice(0, -1))})` };
}

/** The conditions that meet all requirements. */
export function allOf(audience: string, requirements: readonly Requirement[]): PipelineMatch {
  const conditions = requirements.flatMap(({ condition }) => condition ?? []);
  return {
    claims: Object.assign({}, ...requirements.map(({ claims }) => claims)),
    ...(conditions.length === 0 ? {} : { condition: conditions.join(" && ") }),
    audience,
  };
}

/** The values without spaces around them, as the API gets those of other arguments. */
export function trimmed<Values extends object>(values: Values): Values {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === "string" ? value.trim() : value,
  ]);
  return Object.fromEntries(entries) as Values;
}
