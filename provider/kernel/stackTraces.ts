import { pathToFileURL } from "node:url";

type FormatTrace = NonNullable<typeof Error.prepareStackTrace>;

const ownFolder = new URL("..", import.meta.url).href;

/**
 * Controls the stack traces that the SDK takes while it constructs a resource. Returns a function that restores the previous behavior.
 *
 * The SDK stores the first stack trace in the state of each resource. At most five of its dozen frames belong to the program. The
 * other frames (our constructors, the SDK, Node.js) would be a third of the state, so they are omitted. The SDK takes another
 * stack trace for each promise of each output, and formats it immediately. This would be most of the CPU time of a program. The SDK
 * prints these traces only when PULUMI_DEBUG_PROMISE_LEAKS is set, so otherwise they are not formatted. A thrown error keeps its
 * stack trace, which Node.js formats when it is read.
 */
export function controlStackTraces(): () => void {
  const before = Error.prepareStackTrace;
  const format: FormatTrace =
    before ??
    ((error, frames) =>
      `${error.name}: ${error.message}${frames.map((frame) => `\n    at ${frame}`).join("")}`);
  const stored = Number.POSITIVE_INFINITY;
  const printed = Boolean(process.env["PULUMI_DEBUG_PROMISE_LEAKS"]);
  // If the program itself removed the limit, the traces cannot be distinguished.
  const distinct = Error.stackTraceLimit !== stored;
  const withoutFrames: FormatTrace = (error) => `${error.name}: ${error.message}`;
  Error.prepareStackTrace = (error, frames) => {
    // The SDK removes the limit for the trace that it stores, and only for that one.
    if (Error.stackTraceLimit !== stored) return format(error, frames);
    if (distinct) Error.prepareStackTrace = printed ? format : withoutFrames;
    return format(error, frames.filter(isStored));
  };
  return () => {
    if (before === undefined) delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
    else Error.prepareStackTrace = before;
  };
}

/** Whether a frame belongs to the program, or is one of the first five, which Pulumi itself omits. */
function isStored(frame: NodeJS.CallSite, index: number): boolean {
  if (index < 5) return true;
  const file = frame.getFileName()?.replace(/^file:\/\//, "");
  return file !== undefined && file !== null && !isForeign(file);
}

/** Whether a file belongs to Node.js, the SDK or this package. */
function isForeign(file: string): boolean {
  return (
    file.startsWith("node:") ||
    file.includes("/@pulumi/pulumi/") ||
    pathToFileURL(file).href.startsWith(ownFolder)
  );
}
