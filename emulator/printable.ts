/** Text from a request, as a line of a log may have it: no character that moves a cursor, and no command of a CI runner. */
export function printable(text: string): string {
  return text
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, "?")
    .replaceAll("##", "#?");
}
