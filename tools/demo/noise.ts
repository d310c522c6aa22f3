/**
 * Lines that the CLI prints only because its output is no terminal, where later lines replace earlier ones: progress,
 * unchanged resources, and messages that it repeats at the end.
 */
const noise = [
  /^$/,
  /^(Updating|Destroying|Importing|Previewing \w+) \(/,
  /^Reading .*\.\.\.$/,
  / \(0s\)/,
  / refresh \([\d.]+m?s\) *$/,
  /^ {4}pulumi:pulumi:Stack [^ (]/,
  /^ {4}pulumi-nodejs:\S+ [^ (]/,
  /^ [-+~]+ .*(error:|\*\*)/,
  /^ {4}Error: .*:$/,
  /^Duration:/,
  /^The resources in the stack have been deleted|^If you want to remove the stack completely/,
];

/** Returns a filter for the lines of one command's output, without colors: whether a line is worth showing. */
export function newFilter(): (line: string) => boolean {
  const shown = new Set<string>();
  return (line) => {
    if (noise.some((pattern) => pattern.test(line))) return false;
    // The CLI prints the stack at the beginning and at the end.
    if (namesResource(line) && shown.has(line)) return false;
    shown.add(line);
    return true;
  };
}

/** Whether a line is about one resource. */
export function namesResource(line: string): boolean {
  return /^ [-+~=]+ /.test(line);
}
