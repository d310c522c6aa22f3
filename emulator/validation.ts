/** Something in a body, a query or a seed is not as it must be; the path leads to it. */
export class ValidationError extends Error {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(path === "" ? reason : `${path}: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}

/** Gives the value back in its type, or throws a ValidationError that names the path. */
export type Check<T> = (value: unknown, path: string) => T;

export function text(limits: { min?: number; max?: number; pattern?: RegExp } = {}): Check<string> {
  return (value, path) => {
    present(value, path);
    if (typeof value !== "string") throw new ValidationError(path, "Input should be a valid string");
    const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = limits;
    if (length(value) < min) {
      throw new ValidationError(path, `String should have at least ${min} character${min === 1 ? "" : "s"}`);
    }
    if (length(value) > max) throw new ValidationError(path, `String should have at most ${max} characters`);
    if (pattern !== undefined && !pattern.test(value)) {
      throw new ValidationError(path, `String should match pattern '${pattern.source}'`);
    }
    return value;
  };
}

export const email: Check<string> = (value, path) => {
  const address = text()(value, path);
  if (address.length > 320 || !/^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/.test(address)) {
    throw new ValidationError(path, "value is not a valid email address");
  }
  return address;
};

export const timestampText: Check<string> = (value, path) => {
  const moment = text()(value, path);
  if (
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(moment) ||
    Number.isNaN(Date.parse(moment))
  ) {
    throw new ValidationError(path, "Input should be a valid RFC 3339 datetime");
  }
  return moment;
};

export function number(limits: { min?: number; integer?: boolean } = {}): Check<number> {
  return (value, path) => {
    present(value, path);
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new ValidationError(path, "Input should be a valid number");
    }
    if (limits.integer === true && !Number.isInteger(value)) {
      throw new ValidationError(path, "Input should be a valid integer");
    }
    const { min } = limits;
    if (min !== undefined && value < min) {
      throw new ValidationError(path, `Input should be greater than or equal to ${min}`);
    }
    return value;
  };
}

export const truth: Check<boolean> = (value, path) => {
  present(value, path);
  if (typeof value !== "boolean") throw new ValidationError(path, "Input should be a valid boolean");
  return value;
};

export function oneOf<const T extends string | number | boolean>(...values: readonly T[]): Check<T> {
  return (value, path) => {
    present(value, path);
    const found = values.find((allowed) => allowed === value);
    if (found === undefined) throw new ValidationError(path, `Input should be ${spoken(values)}`);
    return found;
  };
}

export function list<T>(item: Check<T>, limits: { min?: number; max?: number } = {}): Check<T[]> {
  return (value, path) => {
    present(value, path);
    if (!Array.isArray(value)) throw new ValidationError(path, "Input should be a valid list");
    const { min = 0, max = Number.POSITIVE_INFINITY } = limits;
    if (value.length < min) {
      throw new ValidationError(path, `List should have at least ${min} item${min === 1 ? "" : "s"}`);
    }
    if (value.length > max) throw new ValidationError(path, `List should have at most ${max} items`);
    return value.map((entry: unknown, index) => item(entry, `${path}[${index}]`));
  };
}

export function map<T>(item: Check<T>, key: Check<string> = text()): Check<Record<string, T>> {
  return (value, path) => {
    present(value, path);
    if (!isRecord(value)) throw new ValidationError(path, "Input should be a valid dictionary");
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        key(name, below(path, name)),
        item(entry, below(path, name)),
      ]),
    );
  };
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, path) => (value === null ? null : check(value, path));
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

export const anything: Check<unknown> = (value) => value;

/** What an object of checks gives back. */
export type Checked<S extends Record<string, Check<unknown>>> = {
  [K in keyof S]: S[K] extends Check<infer T> ? T : never;
};

/** An object with exactly these fields. */
export function fields<S extends Record<string, Check<unknown>>>(shape: S): Check<Checked<S>> {
  return (value, path) => {
    present(value, path);
    if (!isRecord(value)) throw new ValidationError(path, "Input should be a valid dictionary");
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(shape, name))
        throw new ValidationError(below(path, name), "Extra inputs are not permitted");
    }
    const checked = Object.entries(shape).map(([name, check]) => [
      name,
      check(Object.hasOwn(value, name) ? value[name] : undefined, below(path, name)),
    ]);
    return Object.fromEntries(checked) as Checked<S>;
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function present(value: unknown, path: string): void {
  if (value === undefined) throw new ValidationError(path, "Field required");
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

// Limits count characters as people do, not UTF-16 units.
function length(value: string): number {
  return Array.from(value).length;
}

function spoken(values: readonly (string | number | boolean)[]): string {
  const quoted = values.map((value) => (typeof value === "string" ? `'${value}'` : String(value)));
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}
