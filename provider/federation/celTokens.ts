/** A token of a CEL expression. */
export interface Token {
  readonly text: string;
  /** The value of a string literal. */
  readonly string?: string;
  /** The name of an identifier, also of a quoted one. */
  readonly name?: string;
  readonly start: number;
  readonly end: number;
}

const pattern = new RegExp(
  [
    String.raw`\s+|\/\/[^\n]*`,
    String.raw`(?<bytes>[bB])?(?<raw>[rR])(?<rawText>"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n]*"|'[^'\n]*')(?!["'])`,
    String.raw`(?<otherBytes>[bB])?(?<text>"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')(?!["'])`,
    "`(?<quoted>[^`\\n]+)`",
    String.raw`(?<name>[A-Za-z_]\w*)`,
    String.raw`&&|\|\||[=!<>]=|\d[\w.]*|[!?:.()[\]{},+\-*/%<>]`,
  ].join("|"),
  "y",
);

/** The tokens of a CEL expression. Undefined if it is not valid. */
export function tokensOf(source: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let start = 0;
  while (start < source.length) {
    pattern.lastIndex = start;
    const match = pattern.exec(source);
    if (match === null) return undefined;
    const [text] = match;
    const place = { text, start, end: start + text.length };
    const { bytes, otherBytes, rawText, text: literal, name = match.groups?.["quoted"] } = match.groups ?? {};
    if (rawText !== undefined || literal !== undefined) {
      const string = rawText === undefined ? unescaped(unquoted(literal ?? "")) : unquoted(rawText);
      if (string === undefined) return undefined;
      tokens.push((bytes ?? otherBytes) === undefined ? { ...place, string } : place);
    } else if (name !== undefined) tokens.push({ ...place, name });
    else if (!/^(\s|\/\/)/.test(text)) tokens.push(place);
    start = place.end;
  }
  return tokens;
}

function unquoted(literal: string): string {
  const length = /^("""|''')/.test(literal) ? 3 : 1;
  return literal.slice(length, -length);
}

const controls: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const escapes =
  /\\(?:([\\"'`?/])|([abfnrtv])|[xX]([\da-fA-F]{2})|u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|([0-3][0-7]{2}))/g;

/** The value of a string literal. Undefined if an escape is not valid. */
function unescaped(text: string): string | undefined {
  if (text.replace(escapes, "").includes("\\")) return undefined;
  return text.replace(
    escapes,
    (_, same?: string, control?: string, x?: string, u?: string, long?: string, octal?: string) =>
      same ??
      (control === undefined ? undefined : controls[control]) ??
      String.fromCodePoint(
        octal === undefined ? Number.parseInt(x ?? u ?? long ?? "", 16) : Number.parseInt(octal, 8),
      ),
  );
}

/** Where the tokens are that are not inside of parentheses or brackets. */
function outer(tokens: readonly Token[]): number[] {
  let depth = 0;
  return tokens.flatMap(({ text, string }, index) => {
    if (string !== undefined) return depth === 0 ? [index] : [];
    if (")]}".includes(text)) depth -= 1;
    const isOuter = depth === 0;
    if ("([{".includes(text)) depth += 1;
    return isOuter ? [index] : [];
  });
}

/** The parts between an operator that is not inside of parentheses or brackets. */
export function split(tokens: readonly Token[], operator: string): readonly (readonly Token[])[] {
  const at = outer(tokens).filter((index) => isText(tokens[index], operator));
  return [...at, tokens.length].map((end, number) =>
    tokens.slice(number === 0 ? 0 : (at[number - 1] ?? 0) + 1, end),
  );
}

/** The parts before and after the last of some operators, which is the one that is evaluated last. */
export function splitAtLast(
  tokens: readonly Token[],
  operators: readonly string[],
):
  | { readonly left: readonly Token[]; readonly operator: string; readonly right: readonly Token[] }
  | undefined {
  const at = outer(tokens).findLast((index) => operators.some((operator) => isText(tokens[index], operator)));
  if (at === undefined) return undefined;
  return { left: tokens.slice(0, at), operator: tokens[at]?.text ?? "", right: tokens.slice(at + 1) };
}

/** The parts of `condition ? then : otherwise`. */
export function splitConditional(
  tokens: readonly Token[],
): readonly [readonly Token[], readonly Token[], readonly Token[]] | undefined {
  const places = outer(tokens);
  const question = places.find((index) => isText(tokens[index], "?") && !isOptional(tokens, index));
  if (question === undefined) return undefined;
  let open = 0;
  for (const index of places.filter((place) => place > question)) {
    if (isText(tokens[index], "?") && !isOptional(tokens, index)) open += 1;
    if (!isText(tokens[index], ":")) continue;
    if (open === 0)
      return [tokens.slice(0, question), tokens.slice(question + 1, index), tokens.slice(index + 1)];
    open -= 1;
  }
  return undefined;
}

/** Whether a `?` is that of an optional field, as in `claims.?ref`. */
function isOptional(tokens: readonly Token[], index: number): boolean {
  return isText(tokens[index - 1], ".");
}

/** Without parentheses around the whole. */
export function withoutParentheses(tokens: readonly Token[]): readonly Token[] {
  let inside = tokens;
  while (isText(inside[0], "(") && isText(inside.at(-1), ")") && outer(inside).length === 2) {
    inside = inside.slice(1, -1);
  }
  return inside;
}

/** Whether a token is this operator or word. */
export function isText(token: Token | undefined, text: string): boolean {
  return token !== undefined && token.string === undefined && token.text === text;
}
