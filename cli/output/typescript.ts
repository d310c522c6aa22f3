import { hidden } from "../../provider/api/foreignText.ts";

/** A string as a TypeScript literal, in the quotes that need fewer backslashes. Escapes invisible characters. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).replace(
    hidden,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
  const double = text.split('"').length - 1;
  const single = text.split("'").length - 1;
  if (double <= single) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A property key as TypeScript, quoted if necessary. */
export function propertyKey(key: string): string {
  // Unquoted or quoted, it would set the prototype.
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}
