/** How the values begin that a regular expression matches. */
export interface Beginning {
  /** The text at the beginning of the match. */
  readonly text: string;
  /** What follows the text: the end of the value, any text, or something that is not read. */
  readonly next: "end" | "anything" | "unread";
  /** The characters that the value must have somewhere after the text. A space stands for others. */
  readonly later: string;
  /** Whether the match is at the beginning of the value. */
  readonly isAnchored: boolean;
}

/** The beginnings of the alternatives of a regular expression (RE2). Undefined if it is not read. */
export function beginningsOf(expression: string): readonly Beginning[] | undefined {
  const nodes = new Parser(expression).whole();
  if (nodes === undefined) return undefined;
  const found: Beginning[] = [];
  walk(nodes, { text: "", isAnchored: false }, found);
  return found.length > mostBeginnings ? undefined : found;
}

const mostBeginnings = 50;

interface Node {
  /** A character, characters of which one matches, `^`, `$`, alternatives, or what matches nothing itself, such as `\b`. */
  readonly is: "character" | "set" | "start" | "end" | "group" | "empty";
  readonly character?: string;
  readonly alternatives?: readonly (readonly Node[])[];
  readonly least: number;
  readonly most: number;
}

/** Adds the beginnings of a sequence to `found`, until they are more than anyone writes. */
function walk(
  nodes: readonly Node[],
  { text, isAnchored }: Pick<Beginning, "text" | "isAnchored">,
  found: Beginning[],
): void {
  if (found.length > mostBeginnings) return;
  const [node, ...rest] = nodes;
  const end = (next: Beginning["next"], whole = text) => {
    found.push({ text: whole, next, later: charactersIn(rest), isAnchored });
  };
  if (node === undefined) {
    // What is not anchored at its end goes on with any text.
    end("anything");
    return;
  }
  const { is, character = "", alternatives = [], least, most } = node;
  const isOnce = least === 1 && most === 1;
  if (is === "empty") walk(rest, { text, isAnchored }, found);
  else if (is === "start") {
    if (text === "") walk(rest, { text, isAnchored: true }, found);
    else end("unread");
  } else if (is === "end") end("end");
  else if (is === "character") {
    if (isOnce) walk(rest, { text: `${text}${character}`, isAnchored }, found);
    else end("unread", least > 0 ? `${text}${character}` : text);
  } else if (is === "set") end(isOnce || most === 0 ? "unread" : "anything");
  else {
    if (least === 0) walk(rest, { text, isAnchored }, found);
    // What is repeated does not go on with the rest.
    const after: readonly Node[] = most > 1 ? [unreadNode] : rest;
    for (const one of alternatives) walk([...one, ...after], { text, isAnchored }, found);
  }
}

/** The characters that a sequence requires. Those of alternatives are all included. */
function charactersIn(nodes: readonly Node[]): string {
  return nodes
    .filter(({ least }) => least > 0)
    .map(({ is, character = " ", alternatives = [] }) =>
      is === "group" ? alternatives.map(charactersIn).join(" ") : character,
    )
    .join("");
}

const unreadNode: Node = { is: "set", least: 1, most: 1 };

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): readonly Node[] | undefined {
    const alternatives = this.#alternatives(0);
    if (alternatives === undefined || this.#at < this.#text.length) return undefined;
    return [{ is: "group", alternatives, least: 1, most: 1 }];
  }

  #alternatives(depth: number): (readonly Node[])[] | undefined {
    if (depth > 20) return undefined;
    const alternatives: Node[][] = [[]];
    while (this.#at < this.#text.length && this.#text[this.#at] !== ")") {
      if (this.#take(/\|/y) !== undefined) {
        alternatives.push([]);
        continue;
      }
      const node = this.#node(depth);
      if (node === undefined) return undefined;
      alternatives.at(-1)?.push(this.#repeated(node));
    }
    return alternatives;
  }

  #node(depth: number): Node | undefined {
    const once = { least: 1, most: 1 };
    if (this.#take(/\^|\\A/y) !== undefined) return { is: "start", ...once };
    if (this.#take(/\$|\\z/y) !== undefined) return { is: "end", ...once };
    if (this.#take(/\\[bB]|\(\?[imsU-]*\)/y) !== undefined) return { is: "empty", ...once };
    if (
      this.#take(/\.|\\[dDsSwW]|\\[pP](?:\w|\{\^?\w+\})|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]/y) !== undefined
    )
      return { is: "set", ...once };
    if (this.#take(/\((?:\?(?:[imsU-]*:|P?<\w+>))?/y) !== undefined) {
      const alternatives = this.#alternatives(depth + 1);
      if (alternatives === undefined || this.#take(/\)/y) === undefined) return undefined;
      return { is: "group", alternatives, ...once };
    }
    const escaped = this.#take(/\\[^\w\s]/y)?.slice(1);
    const character = escaped ?? this.#take(/[^\\*+?{}()[\]|]/uy);
    return character === undefined ? undefined : { is: "character", character, ...once };
  }

  #repeated(node: Node): Node {
    const times = this.#take(/(?:[*+?]|\{\d+(?:,\d*)?\})\??/y);
    if (times === undefined || node.is === "start" || node.is === "end") return node;
    const [, from, comma, to] = /^\{(\d+)(,?)(\d*)\}/.exec(times) ?? [];
    if (from !== undefined) {
      const open = to === "" ? Number.POSITIVE_INFINITY : Number(to);
      return { ...node, least: Number(from), most: comma === "" ? Number(from) : open };
    }
    return {
      ...node,
      least: times.startsWith("+") ? 1 : 0,
      most: times.startsWith("?") ? 1 : Number.POSITIVE_INFINITY,
    };
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [text] = pattern.exec(this.#text) ?? [];
    if (text !== undefined) this.#at += text.length;
    return text;
  }
}
