/** Text from a request that is safe in a log line: no control characters and no commands of CI runners. */
export function printable(text: string): string {
  return text
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, "?")
    .replaceAll("##", "#?");
}
